with payments as (

    select * from {{ ref('stg_fasit__payments') }}

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
