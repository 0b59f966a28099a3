-- R6: a recipient counts in every bydel of a month of receipt in the year.
with receipt_months as (

    select * from {{ ref('fct_recipient_month') }}
    where bydel_code is not null

),

payments as (

    select * from {{ ref('fct_payment') }}

),

pairs as (

    select
        recipient_id,
        calendar_year,
        bydel_code,
        cast(count(*) as int) as receipt_month_count
    from receipt_months
    group by recipient_id, calendar_year, bydel_code

),

-- M4: what the payments that carry the bydel come to. They count bydeler by number, which texts would take twice the
-- memory for.
amounts as (

    select
        recipient_id,
        calendar_year,
        cast(bydel_code as int) as bydel_number,
        cast(sum(amount_nok) as decimal(18, 2)) as amount_nok
    from payments
    group by recipient_id, calendar_year, cast(bydel_code as int)

),

final as (

    select
        pairs.recipient_id,
        pairs.calendar_year,
        pairs.bydel_code,
        pairs.receipt_month_count,
        amounts.amount_nok
    from pairs
    inner join amounts
        on
            pairs.recipient_id = amounts.recipient_id
            and pairs.calendar_year = amounts.calendar_year
            and cast(pairs.bydel_code as int) = amounts.bydel_number

)

select * from final
