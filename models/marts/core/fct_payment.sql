{#- A view, and it names no database: readers open the file under whatever name. -#}
{{ config(materialized='view') }}
with payments as (

    select * from {{ ref('stg_fasit__payments').include(database=false) }}
    where outside_coverage_code is null

),

final as (

    select
        payment_id,
        recipient_id,
        payment_date,
        cast(extract(year from payment_date) as int) as calendar_year,
        bydel_code,
        aid_type_code,
        amount_nok,
        corrected_payment_id
    from payments

)

select * from final
