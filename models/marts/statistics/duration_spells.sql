with spell_months as (

    select * from {{ ref('int_spell_months') }}

),

spells as (

    select
        recipient_id,
        spell_number,
        min(month_index) as first_month_index,
        max(month_index) as last_month_index,
        cast(count(*) as int) as receipt_month_count
    from spell_months
    group by recipient_id, spell_number

),

final as (

    select
        recipient_id,
        spell_number,
        {{ month_start('first_month_index') }} as first_month,
        {{ month_start('last_month_index') }} as last_month,
        receipt_month_count,
        last_month_index - first_month_index + 1 - receipt_month_count as gap_month_count,
        {{ extract_date('fasit') }} as extract_date
    from spells

)

select * from final
