-- R10: Oskar and Fasit as one series of months, for duration and new recipients.
with fasit_receipts as (

    select
        recipient_id,
        month_index
    from {{ ref('int_receipt_months') }}
    where is_receipt

),

oskar_months as (

    select
        recipient_id,
        ident_rank,
        {{ month_index('benefit_month') }} as month_index
    from {{ ref('stg_oskar__benefit_months') }}
    where amount_nok > 0

),

-- R2: what only an earlier ident of the person has. Staging keeps the months of one ident apart, so that these few are
-- all that can be there twice.
earlier_idents_months as (

    select
        recipient_id,
        month_index
    from oskar_months
    where
        ident_rank > 1
        and not exists (
            select 1
            from oskar_months as current_ident
            where
                current_ident.ident_rank = 1
                and current_ident.recipient_id = oskar_months.recipient_id
                and current_ident.month_index = oskar_months.month_index
        )
    group by recipient_id, month_index

),

oskar_receipts as (

    select
        recipient_id,
        month_index
    from oskar_months
    where ident_rank = 1
    union all
    select
        recipient_id,
        month_index
    from earlier_idents_months

),

-- Where Fasit has any payment of the recipient in the month, Fasit decides. Months after Oskar's last need no look.
fasit_decides as (

    select
        recipient_id,
        month_index
    from {{ ref('int_receipt_months') }}
    where month_index <= (select max(oskar_months.month_index) from oskar_months)

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
