-- Figures 3.7 and 3.8 leave out recipients of unknown marital status and nobody else (H1): classes and unknown make up
-- the recipients of every area, at last contact (R7) and in every month (R5).
with years as (

    select
        'last contact' as what,
        make_date(calendar_year, 1, 1) as period_date,
        bydel_code,
        sum(recipient_count) as class_count
    from {{ ref('household_composition_by_bydel') }}
    group by calendar_year, bydel_code

),

months as (

    select
        'month' as what,
        receipt_month as period_date,
        bydel_code,
        sum(recipient_count) as class_count
    from {{ ref('household_composition_by_month') }}
    group by receipt_month, bydel_code

),

households as (

    select
        'month' as what,
        household_months.receipt_month as period_date,
        household_months.bydel_code,
        household_months.household_type_code
    from {{ ref('fct_household_month') }} as household_months
    union all
    select
        'last contact' as what,
        make_date(recipient_years.calendar_year, 1, 1) as period_date,
        recipient_years.bydel_code,
        household_months.household_type_code
    from {{ ref('fct_recipient_year') }} as recipient_years
    left join {{ ref('fct_household_month') }} as household_months
        on
            recipient_years.recipient_id = household_months.recipient_id
            and recipient_years.last_contact_date = household_months.reference_date

),

recipients as (

    select
        what,
        period_date,
        {{ area_code('bydel_code') }} as bydel_code,
        count(*) as recipient_count,
        sum(case when household_type_code = 'unknown' then 1 else 0 end) as unknown_count
    from households
    group by grouping sets ((what, period_date, bydel_code), (what, period_date))

),

classes as (

    select * from years
    union all
    select * from months

)

select
    classes.what,
    classes.period_date,
    classes.bydel_code,
    classes.class_count,
    recipients.unknown_count,
    recipients.recipient_count
from classes
left join recipients
    on
        classes.what = recipients.what
        and classes.period_date = recipients.period_date
        and classes.bydel_code = recipients.bydel_code
where classes.class_count + coalesce(recipients.unknown_count, 0) != coalesce(recipients.recipient_count, 0)
