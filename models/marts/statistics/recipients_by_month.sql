with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

months as (

    select * from {{ ref('dim_month') }}

),

recipient_months as (

    select * from {{ ref('fct_recipient_month') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

counts as (

    select
        recipient_months.month_index,
        {{ area_code('recipient_months.bydel_code') }} as bydel_code,
        count(*) as recipient_count,
        -- B2 has no date, so that of the year holds for its months.
        cast(sum(case when recipient_years.has_refugee_background then 1 else 0 end) as bigint)
            as refugee_background_count
    from recipient_months
    inner join recipient_years
        on
            recipient_months.recipient_id = recipient_years.recipient_id
            and recipient_months.calendar_year = recipient_years.calendar_year
    group by grouping sets (
        (recipient_months.month_index, recipient_months.bydel_code),
        (recipient_months.month_index)
    )

),

final as (

    select
        months.calendar_month as receipt_month,
        months.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        coalesce(counts.recipient_count, 0) as recipient_count,
        {{ if_delivered('socio', 'coalesce(counts.refugee_background_count, 0)') }} as refugee_background_count,
        {{ if_delivered('socio', share('counts.refugee_background_count', 'counts.recipient_count')) }}
            as refugee_background_share,
        years.extract_date
    from months
    inner join years on months.calendar_year = years.calendar_year
    cross join areas
    left join counts
        on
            months.month_index = counts.month_index
            and areas.bydel_code = counts.bydel_code

)

select * from final
