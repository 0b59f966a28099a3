-- Monthly figures hold every month of receipt of the year, none twice: Oslo's months add up to the facts, to the year's
-- months, and to the series of figure 3.6, which can only be larger, in the years that Oskar lends months to (R10).
with facts as (

    select
        calendar_year,
        count(*) as month_count
    from {{ ref('fct_recipient_month') }}
    group by calendar_year

),

monthly as (

    select
        calendar_year,
        sum(recipient_count) as month_count
    from {{ ref('recipients_by_month') }}
    where bydel_code = '0301'
    group by calendar_year

),

yearly as (

    select
        calendar_year,
        receipt_month_count as month_count
    from {{ ref('receipt_months_per_recipient') }}
    where bydel_code = '0301'

),

series as (

    select
        cast(extract(year from calendar_month) as int) as calendar_year,
        sum(person_count) as month_count
    from {{ ref('recipients_and_unemployed_by_month') }}
    where series_code = 'recipients'
    group by extract(year from calendar_month)

),

oskar_years as (

    select cast(extract(year from benefit_month) as int) as calendar_year
    from {{ ref('stg_oskar__benefit_months') }}
    group by extract(year from benefit_month)

)

select
    facts.calendar_year,
    facts.month_count,
    monthly.month_count as monthly_count,
    yearly.month_count as yearly_count,
    series.month_count as series_count
from facts
left join monthly on facts.calendar_year = monthly.calendar_year
left join yearly on facts.calendar_year = yearly.calendar_year
left join series on facts.calendar_year = series.calendar_year
left join oskar_years on facts.calendar_year = oskar_years.calendar_year
where
    facts.month_count is distinct from monthly.month_count
    or facts.month_count is distinct from yearly.month_count
    or facts.month_count > coalesce(series.month_count, 0)
    or (facts.month_count != series.month_count and oskar_years.calendar_year is null)
