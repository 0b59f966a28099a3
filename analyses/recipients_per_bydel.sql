-- Recipients of the latest complete year by bydel, and how many more there are than the year before.
-- Bydeler do not add up to Oslo: who was paid in two counts in both, and once in Oslo.
select
    recipients.bydel_label_nb as bydel,
    recipients.recipient_count as recipients,
    round(recipients.recipient_month_average) as average_per_month,
    round(100 * recipients.recipient_count_change_share, 1) as change_percent,
    round(recipients.gross_paid_amount_nok / 1e6, 1) as gross_paid_million_nok,
    round(recipients.gross_paid_per_recipient_month_amount_nok) as nok_per_recipient_and_month
from marts.recipients_by_bydel as recipients
where
    recipients.calendar_year = (
        select max(years.calendar_year) from marts.dim_year as years
        where years.is_complete
    )
order by recipients.bydel_code = '0301' asc, recipients.recipient_count desc;
