with recipients as (

    select * from {{ ref('recipients_by_month') }}

),

income_types as (

    select * from {{ ref('income_type_code') }}

),

income_months as (

    select * from {{ ref('fct_recipient_month_income') }}

),

-- S4
counts as (

    select
        receipt_month,
        {{ area_code('bydel_code') }} as bydel_code,
        income_type_code,
        count(*) as recipient_count
    from income_months
    group by grouping sets (
        (receipt_month, bydel_code, income_type_code),
        (receipt_month, income_type_code)
    )

),

final as (

    select
        recipients.receipt_month,
        recipients.calendar_year,
        recipients.bydel_code,
        recipients.bydel_label_nb,
        income_types.code as income_type_code,
        income_types.label_nb as income_type_label_nb,
        recipients.recipient_count,
        coalesce(counts.recipient_count, 0) as with_income_recipient_count,
        {{ share('coalesce(counts.recipient_count, 0)', 'recipients.recipient_count') }} as with_income_recipient_share,
        recipients.extract_date
    from recipients
    cross join income_types
    left join counts
        on
            recipients.receipt_month = counts.receipt_month
            and recipients.bydel_code = counts.bydel_code
            and income_types.code = counts.income_type_code

)

select * from final
