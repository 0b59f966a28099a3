with series as (

    select * from {{ ref('int_receipt_series') }}

),

-- D1: gaps of at most two months do not break a spell.
starts as (

    select
        recipient_id,
        month_index,
        lag(month_index) over (partition by recipient_id order by month_index) as previous_month_index
    from series

),

numbered as (

    select
        recipient_id,
        month_index,
        previous_month_index,
        cast(sum(
            case when previous_month_index is null or month_index - previous_month_index > 3 then 1 else 0 end
        ) over (partition by recipient_id order by month_index) as int) as spell_number
    from starts

),

spell_months as (

    select
        recipient_id,
        month_index,
        previous_month_index,
        spell_number,
        min(month_index) over (partition by recipient_id, spell_number) as spell_first_month_index
    from numbered

)

select * from spell_months
