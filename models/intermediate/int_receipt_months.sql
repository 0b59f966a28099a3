with payments as (

    select * from {{ ref('stg_fasit__payments') }}
    where outside_coverage_code is null

),

{{ receipt_month_ctes() }}

select * from receipt_months
