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
        case
            when extract_date >= make_date(calendar_year, 12, 31) then 12
            when extract_date < make_date(calendar_year, 1, 1) then 0
            else
                cast(extract(month from {{ dbt.dateadd('day', 1, 'extract_date') }}) as int) - 1
        end as ended_month_count
    from years

)

select
    calendar_year,
    extract_date,
    ended_month_count,
    ended_month_count = 12 as is_complete
from ended_months
