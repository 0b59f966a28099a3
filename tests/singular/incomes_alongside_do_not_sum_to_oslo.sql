-- In table 3.17 an income counts in every bydel with a month of it (S4), so the bydeler exceed Oslo by one for every
-- further bydel of a recipient, and fall short by the recipients whose every such month has an unknown bydel (E5).
-- Each has such a month, which in a year that goes on need not have ended (E4).
with marts as (

    select
        marts.calendar_year,
        marts.income_type_code,
        sum(
            case when marts.bydel_code = '0301' then -1 else 1 end * marts.with_income_recipient_count
        ) as excess_count,
        max(marts.with_income_recipient_count - marts.recipient_count) as above_recipients_count,
        max(
            case when years.is_complete then marts.with_income_recipient_count - marts.with_income_month_count end
        ) as above_months_count
    from {{ ref('incomes_alongside') }} as marts
    inner join {{ ref('dim_year') }} as years on marts.calendar_year = years.calendar_year
    group by marts.calendar_year, marts.income_type_code

),

bydeler as (

    select
        recipient_id,
        calendar_year,
        income_type_code,
        count(distinct bydel_code) - 1 as further_count
    from {{ ref('fct_recipient_month_income') }}
    group by recipient_id, calendar_year, income_type_code

),

further as (

    select
        calendar_year,
        income_type_code,
        sum(further_count) as further_count
    from bydeler
    group by calendar_year, income_type_code

)

select
    marts.calendar_year,
    marts.income_type_code,
    marts.excess_count,
    further.further_count,
    marts.above_recipients_count,
    marts.above_months_count
from marts
left join further
    on
        marts.calendar_year = further.calendar_year
        and marts.income_type_code = further.income_type_code
where
    marts.excess_count != coalesce(further.further_count, 0)
    or marts.above_recipients_count > 0
    or marts.above_months_count > 0
