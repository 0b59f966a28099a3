with payments as (

    select * from {{ ref('stg_fasit__payments') }}

),

{{ receipt_month_ctes() }}

select * from receipt_months
