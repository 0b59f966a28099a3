{#- A view, and it names no database: readers open the file under whatever name. -#}
{{ config(materialized='view') }}
with recipient_months as (

    select * from {{ ref('int_recipient_months').include(database=false) }}

)

select
    recipient_id,
    receipt_month,
    month_index,
    calendar_year,
    bydel_code,
    first_payment_date,
    reference_date,
    amount_nok,
    is_full_month
from recipient_months
