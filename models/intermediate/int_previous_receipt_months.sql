-- Months of the recipients whose payments were revised, as they were in the delivery before.
with payments as (

    select * from {{ ref('stg_fasit__previous_payments') }}
    where {{ outside_coverage('fasit.utbetaling', 'payment_date', 'previous_extract_date') }} is null

),

{{ receipt_month_ctes() }}

select * from receipt_months
