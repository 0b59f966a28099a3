-- R10: Oskar and Fasit as one series of months, for duration and new recipients.
with fasit_months as (

    select * from {{ ref('int_receipt_months') }}

),

oskar_months as (

    select
        recipient_id,
        {{ month_index('benefit_month') }} as month_index
    from {{ ref('stg_oskar__benefit_months') }}
    where amount_nok > 0

),

fasit_receipts as (

    select
        recipient_id,
        month_index
    from fasit_months
    where is_receipt

),

-- Where Fasit has any payment of the recipient in the month, Fasit decides.
oskar_receipts as (

    select
        oskar_months.recipient_id,
        oskar_months.month_index
    from oskar_months
    left join fasit_months
        on
            oskar_months.recipient_id = fasit_months.recipient_id
            and oskar_months.month_index = fasit_months.month_index
    where fasit_months.recipient_id is null
    group by oskar_months.recipient_id, oskar_months.month_index

),

series as (

    select * from fasit_receipts
    union all
    select * from oskar_receipts

)

select * from series
