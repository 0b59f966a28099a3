with series as (

    select * from {{ ref('int_receipt_series') }}

),

months as (

    select
        recipient_id,
        month_index,
        lag(month_index) over (partition by recipient_id order by month_index) as previous_month_index
    from series

),

-- D1: gaps of at most two months do not break a spell.
starts as (

    select
        recipient_id,
        month_index,
        previous_month_index,
        case when previous_month_index is null or month_index - previous_month_index > 3 then month_index end
            as start_month_index
    from months

),

spell_months as (

    select
        recipient_id,
        month_index,
        previous_month_index,
        cast(count(start_month_index) over (partition by recipient_id order by month_index) as int) as spell_number,
        max(start_month_index) over (partition by recipient_id order by month_index) as spell_first_month_index
    from starts

)

select * from spell_months
