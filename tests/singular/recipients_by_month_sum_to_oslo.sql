-- A recipient counts in exactly one bydel each month (R5), with or without the background or income in question: the
-- bydeler and months of unknown bydel (E5) make up Oslo. What is unknown is counted from the facts.
with parts as (

    select
        receipt_month,
        'recipients' as series_code,
        sum(case when bydel_code = '0301' then recipient_count else -recipient_count end) as difference
    from {{ ref('recipients_by_month') }}
    group by receipt_month
    union all
    select
        receipt_month,
        'refugees' as series_code,
        sum(case when bydel_code = '0301' then refugee_background_count else -refugee_background_count end)
            as difference
    from {{ ref('recipients_by_month') }}
    group by receipt_month
    union all
    select
        receipt_month,
        income_type_code as series_code,
        sum(case when bydel_code = '0301' then with_income_recipient_count else -with_income_recipient_count end)
            as difference
    from {{ ref('incomes_alongside_by_month') }}
    group by receipt_month, income_type_code

),

unknown as (

    select
        receipt_month,
        'recipients' as series_code,
        count(*) as difference
    from {{ ref('fct_recipient_month') }}
    where bydel_code is null
    group by receipt_month
    union all
    select
        months.receipt_month,
        'refugees' as series_code,
        sum(case when years.has_refugee_background then 1 else 0 end) as difference
    from {{ ref('fct_recipient_month') }} as months
    inner join {{ ref('fct_recipient_year') }} as years
        on
            months.recipient_id = years.recipient_id
            and months.calendar_year = years.calendar_year
    where months.bydel_code is null
    group by months.receipt_month
    union all
    select
        receipt_month,
        income_type_code as series_code,
        count(*) as difference
    from {{ ref('fct_recipient_month_income') }}
    where bydel_code is null
    group by receipt_month, income_type_code

)

select
    parts.receipt_month,
    parts.series_code,
    parts.difference,
    unknown.difference as unknown_count
from parts
left join unknown
    on
        parts.receipt_month = unknown.receipt_month
        and parts.series_code = unknown.series_code
where parts.difference != coalesce(unknown.difference, 0)
