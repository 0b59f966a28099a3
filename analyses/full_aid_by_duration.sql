-- From the published counts down to recipients: is full social assistance commoner among those who have received long?
-- The facts hold one row per recipient and year, so any other characteristic can take the place of duration.
select
    recipient_years.calendar_year as year,
    classes.label_nb as duration,
    count(*) as recipients,
    round(100 * avg(case when recipient_years.is_full_recipient then 1.0 else 0.0 end), 1) as percent_full,
    round(median(cast(recipient_years.amount_nok as double))) as median_nok
from marts.fct_recipient_year as recipient_years
inner join seeds.duration_class_code as classes
    on recipient_years.duration_class_code = classes.code
group by recipient_years.calendar_year, classes.label_nb
order by recipient_years.calendar_year desc, min(recipient_years.duration_month_count) asc;
