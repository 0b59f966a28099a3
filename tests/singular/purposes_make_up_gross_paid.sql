-- Purposes are parts of gross paid (M1, M6), to the øre: of the year and of its months, in each bydel and in Oslo.
with gross as (

    select
        calendar_year,
        bydel_code,
        gross_paid_amount_nok as amount_nok
    from {{ ref('recipients_by_bydel') }}

),

yearly as (

    select
        calendar_year,
        bydel_code,
        sum(gross_paid_amount_nok) as amount_nok
    from {{ ref('gross_paid_by_purpose') }}
    group by calendar_year, bydel_code

),

monthly as (

    select
        calendar_year,
        bydel_code,
        sum(gross_paid_amount_nok) as amount_nok
    from {{ ref('gross_paid_by_purpose_and_month') }}
    group by calendar_year, bydel_code

)

select
    gross.calendar_year,
    gross.bydel_code,
    gross.amount_nok,
    yearly.amount_nok as yearly_amount_nok,
    monthly.amount_nok as monthly_amount_nok
from gross
left join yearly
    on
        gross.calendar_year = yearly.calendar_year
        and gross.bydel_code = yearly.bydel_code
left join monthly
    on
        gross.calendar_year = monthly.calendar_year
        and gross.bydel_code = monthly.bydel_code
where
    gross.amount_nok is distinct from yearly.amount_nok
    or gross.amount_nok is distinct from monthly.amount_nok
