-- R10: Oskar and Fasit as one series of months, for duration and new recipients.
with fasit_receipts as (

    select
        recipient_id,
        month_index
    from {{ ref('int_receipt_months') }}
    where is_receipt

),

oskar_receipts as (

    select
        recipient_id,
        {{ month_index('benefit_month') }} as month_index
    from {{ ref('stg_oskar__benefit_months') }}
    where amount_nok > 0

),

-- Where Fasit has any payment of the recipient in the month, Fasit decides. Months after Oskar's last need no look.
fasit_decides as (

    select
        recipient_id,
        month_index
    from {{ ref('int_receipt_months') }}
    where month_index <= (select max(oskar_receipts.month_index) from oskar_receipts)

),

series as (

    select * from fasit_receipts
    union all
    select oskar_receipts.*
    from oskar_receipts
    left join fasit_decides
        on
            oskar_receipts.recipient_id = fasit_decides.recipient_id
            and oskar_receipts.month_index = fasit_decides.month_index
    where fasit_decides.recipient_id is null

)

select * from series
