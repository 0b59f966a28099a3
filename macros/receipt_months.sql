{#
    The rules that make months of receipt of payments, as CTEs that end in `receipt_months`: R3, R5 and R9. Reads a CTE
    `payments`. A macro, because the months of an earlier delivery are made by the same rules (revisions).
#}
{% macro receipt_month_ctes() %}
indexed_payments as (

    select
        payment_rank,
        recipient_id,
        payment_date,
        bydel_code,
        amount_nok,
        {{ month_index('payment_date') }} as month_index
    from payments

),

-- R3: a month whose payments, corrections included, come to nothing is no receipt.
months as (

    select
        recipient_id,
        month_index,
        cast(sum(amount_nok) as decimal(18, 2)) as amount_nok,
        -- R9: characteristics are read on the day of the last positive payment, for first contact of the first.
        min(case when amount_nok > 0 then payment_date end) as first_payment_date,
        max(case when amount_nok > 0 then payment_date end) as reference_date,
        -- R5: the bydel of the last positive payment; corrections move no one.
        {{ last_value_by('bydel_code', ['payment_date', 'payment_rank']) }} filter (where amount_nok > 0) as bydel_code
    from indexed_payments
    group by recipient_id, month_index

),

receipt_months as (

    select
        recipient_id,
        month_index,
        cast(floor(month_index / 12) as int) as calendar_year,
        {{ month_start('month_index') }} as receipt_month,
        first_payment_date,
        reference_date,
        bydel_code,
        amount_nok,
        amount_nok > 0 as is_receipt
    from months

)
{% endmacro %}
