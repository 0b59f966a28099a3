with recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

final as (

    select
        recipient_id,
        spell_number,
        calendar_year,
        bydel_code,
        duration_month_count,
        duration_class_code,
        is_long_term,
        {{ extract_date('fasit') }} as extract_date
    from recipient_years

)

select * from final
