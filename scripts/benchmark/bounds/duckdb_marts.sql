-- The marts: every year with payments, every bydel and, where bydel is null, Oslo. The join of a grouping set to them is
-- by the text of the code, since null equals nothing.

create temp macro area_code(bydel, is_oslo) as if(is_oslo = 1, '0301', '0301' || lpad(bydel::varchar, 2, '0'));

create temp table area as
select code as bydel_code from bydel where has_nav_office
union all
select '0301';

-- E4
create temp table payment_year as
select
    calendar_year,
    least(greatest(month_of(getvariable('extract_date') + 1) - calendar_year * 12, 0), 12) as ended_month_count
from (select distinct month // 12 as calendar_year from payment_month);

create temp table last_contact as
select
    calendar_year,
    area_code(bydel, grouping(bydel)) as bydel_code,
    count(*) as recipient_count,
    count_if(is_full_recipient) as full_recipient_count,
    count_if(duration_month_count < 6) as under_6,
    count_if(duration_month_count between 6 and 11) as "6_11",
    count_if(duration_month_count between 12 and 23) as "12_23",
    count_if(duration_month_count >= 24) as "24_plus"
from recipient_year
group by grouping sets ((calendar_year, bydel), (calendar_year));

create table recipients_by_bydel as
with recipients as (
    select calendar_year, area_code(bydel, 0) as bydel_code, count(*) as recipient_count
    from (select distinct person, month // 12 as calendar_year, bydel from recipient_month)
    group by all
    union all
    select calendar_year, '0301' as bydel_code, count(*) as recipient_count from recipient_year group by all
),

months as (
    select
        payment_year.calendar_year,
        area_code(bydel, grouping(bydel)) as bydel_code,
        count(*) as month_count,
        count_if(month % 12 < ended_month_count) as ended_count
    from recipient_month
    join payment_year on month // 12 = payment_year.calendar_year
    group by grouping sets ((payment_year.calendar_year, bydel), (payment_year.calendar_year))
),

gross as (
    select
        year(payment_date) as calendar_year,
        area_code(bydel, grouping(bydel)) as bydel_code,
        sum(amount_nok)::decimal(18, 2) as amount_nok
    from payment
    group by grouping sets ((year(payment_date), bydel), (year(payment_date)))
),

combined as (
    select
        payment_year.calendar_year,
        area.bydel_code,
        ended_month_count,
        coalesce(recipients.recipient_count, 0) as recipient_count,
        coalesce(ended_count, 0)::double / nullif(ended_month_count, 0) as recipient_month_average,
        coalesce(last_contact.recipient_count, 0) as last_contact_recipient_count,
        coalesce(amount_nok, 0)::decimal(18, 2) as gross_paid_amount_nok,
        amount_nok::double / nullif(month_count, 0) as gross_paid_per_recipient_month_amount_nok
    from payment_year
    cross join area
    left join recipients using (calendar_year, bydel_code)
    left join last_contact using (calendar_year, bydel_code)
    left join months using (calendar_year, bydel_code)
    left join gross using (calendar_year, bydel_code)
)

select
    now.*,
    now.recipient_count::double / nullif(past.recipient_count, 0) - 1 as recipient_count_change_share,
    now.recipient_month_average / nullif(past.recipient_month_average, 0) - 1 as recipient_month_average_change_share,
    now.gross_paid_amount_nok::double / nullif(past.gross_paid_amount_nok::double, 0) - 1
        as gross_paid_amount_change_share,
    now.gross_paid_per_recipient_month_amount_nok / nullif(past.gross_paid_per_recipient_month_amount_nok, 0) - 1
        as gross_paid_per_recipient_month_change_share
from combined as now
left join combined as past on now.calendar_year = past.calendar_year + 1 and now.bydel_code = past.bydel_code;

create table duration_by_bydel as
with counts as (
    select
        calendar_year,
        bydel_code,
        coalesce(under_6, 0) as under_6,
        coalesce("6_11", 0) as "6_11",
        coalesce("12_23", 0) as "12_23",
        coalesce("24_plus", 0) as "24_plus"
    from payment_year
    cross join area
    left join last_contact using (calendar_year, bydel_code)
)

select
    *,
    recipient_count::double / nullif(sum(recipient_count) over (partition by calendar_year, bydel_code), 0)
        as recipient_share
from counts
unpivot (recipient_count for duration_class_code in (under_6, "6_11", "12_23", "24_plus"));

create table moves_matrix as
with counts as (
    select
        calendar_year,
        area_code(from_bydel, grouping(from_bydel)) as from_bydel_code,
        area_code(to_bydel, grouping(to_bydel)) as to_bydel_code,
        count(*) as moved_recipient_count
    from move
    group by calendar_year, cube (from_bydel, to_bydel)
)

select
    payment_year.calendar_year,
    from_area.bydel_code as from_bydel_code,
    to_area.bydel_code as to_bydel_code,
    coalesce(moved_recipient_count, 0) as moved_recipient_count
from payment_year
cross join area as from_area
cross join area as to_area
left join counts
    on
        payment_year.calendar_year = counts.calendar_year
        and from_area.bydel_code = counts.from_bydel_code
        and to_area.bydel_code = counts.to_bydel_code;

create table full_supplementary_aid as
with counts as (
    select
        calendar_year,
        bydel_code,
        coalesce(recipient_count, 0) as recipient_count,
        coalesce(full_recipient_count, 0) as full_recipient_count,
        coalesce(recipient_count - full_recipient_count, 0) as supplementary_recipient_count
    from payment_year
    cross join area
    left join last_contact using (calendar_year, bydel_code)
)

select
    now.*,
    now.full_recipient_count::double / nullif(now.recipient_count, 0) as full_recipient_share,
    now.supplementary_recipient_count::double / nullif(now.recipient_count, 0) as supplementary_recipient_share,
    now.full_recipient_count::double / nullif(past.full_recipient_count, 0) - 1 as full_recipient_count_change_share,
    now.supplementary_recipient_count::double / nullif(past.supplementary_recipient_count, 0) - 1
        as supplementary_recipient_count_change_share
from counts as now
left join counts as past on now.calendar_year = past.calendar_year + 1 and now.bydel_code = past.bydel_code;
