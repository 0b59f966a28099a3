-- A bydel is over the recipients with a month of receipt there, not over those at last contact.
with recipients as (

    select * from {{ ref('recipients_by_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

-- Types and bydeler are counted by number, which texts would take twice the memory for.
income_types as (

    select
        code,
        label_nb,
        cast(row_number() over (order by code) as int) as income_type_number
    from {{ ref('income_type_code') }}

),

income_months as (

    select * from {{ ref('fct_recipient_month_income') }}

),

recipient_months as (

    select * from {{ ref('fct_recipient_month') }}

),

numbered_income_months as (

    select
        income_months.calendar_year,
        cast(income_months.bydel_code as int) as bydel_number,
        income_types.income_type_number,
        income_months.recipient_id,
        income_months.month_index % 12 < years.ended_month_count as has_ended
    from income_months
    inner join income_types on income_months.income_type_code = income_types.code
    inner join years on income_months.calendar_year = years.calendar_year

),

-- S4: at least one month; in a bydel a month there. E4: an average of the months is over those that have ended.
counts as (

    select
        calendar_year,
        {{ area_number('bydel_number') }} as area_number,
        income_type_number,
        count(distinct recipient_id) as recipient_count,
        cast(sum(case when has_ended then 1 else 0 end) as bigint) as receipt_month_count
    from numbered_income_months
    group by grouping sets (
        (calendar_year, bydel_number, income_type_number),
        (calendar_year, income_type_number)
    )

),

months as (

    select
        recipient_months.calendar_year,
        {{ area_code('recipient_months.bydel_code') }} as bydel_code,
        count(*) as receipt_month_count
    from recipient_months
    inner join years on recipient_months.calendar_year = years.calendar_year
    where recipient_months.month_index % 12 < years.ended_month_count
    group by grouping sets (
        (recipient_months.calendar_year, recipient_months.bydel_code),
        (recipient_months.calendar_year)
    )

),

final as (

    select
        recipients.calendar_year,
        recipients.bydel_code,
        recipients.bydel_label_nb,
        income_types.code as income_type_code,
        income_types.label_nb as income_type_label_nb,
        recipients.recipient_count,
        coalesce(counts.recipient_count, 0) as with_income_recipient_count,
        {{ share('coalesce(counts.recipient_count, 0)', 'recipients.recipient_count') }} as with_income_recipient_share,
        coalesce(months.receipt_month_count, 0) as receipt_month_count,
        coalesce(counts.receipt_month_count, 0) as with_income_month_count,
        {{ share('coalesce(counts.receipt_month_count, 0)', 'months.receipt_month_count') }}
            as with_income_month_share,
        recipients.extract_date
    from recipients
    cross join income_types
    left join counts
        on
            recipients.calendar_year = counts.calendar_year
            and cast(recipients.bydel_code as int) = counts.area_number
            and income_types.income_type_number = counts.income_type_number
    left join months
        on
            recipients.calendar_year = months.calendar_year
            and recipients.bydel_code = months.bydel_code

)

select * from final
