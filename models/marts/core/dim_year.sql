with payments as (

    select * from {{ ref('fct_payment') }}

),

years as (

    select
        calendar_year,
        {{ extract_date('fasit') }} as extract_date
    from payments
    group by calendar_year

),

-- E4: a year that is not over at the extract has the months that have ended by then.
ended_months as (

    select
        calendar_year,
        extract_date,
        {{ ended_month_count('calendar_year', 'extract_date') }} as ended_month_count
    from years

)

select
    calendar_year,
    extract_date,
    ended_month_count,
    ended_month_count = 12 as is_complete
from ended_months
