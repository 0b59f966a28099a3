with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

months as (

    select * from {{ ref('dim_month') }}

),

backgrounds as (

    select
        true as has_refugee_background,
        'Flyktningbakgrunn' as refugee_background_label_nb
    union all
    select
        false as has_refugee_background,
        'Ikke flyktningbakgrunn' as refugee_background_label_nb

),

household_months as (

    select * from {{ ref('fct_household_month') }}

),

counts as (

    select
        month_index,
        {{ area_code('bydel_code') }} as bydel_code,
        has_refugee_background,
        cast(count(*) + sum(partner_count) as bigint) as adult_count,
        -- H2: monthly statistics count children with any custody.
        cast(sum(child_full_custody_count + child_shared_custody_count) as bigint) as child_count
    from household_months
    group by grouping sets (
        (month_index, bydel_code, has_refugee_background),
        (month_index, has_refugee_background)
    )

),

final as (

    select
        months.calendar_month as receipt_month,
        months.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        backgrounds.has_refugee_background,
        backgrounds.refugee_background_label_nb,
        coalesce(counts.adult_count, 0) as adult_count,
        coalesce(counts.child_count, 0) as child_count,
        years.extract_date
    from months
    inner join years on months.calendar_year = years.calendar_year
    cross join areas
    cross join backgrounds
    left join counts
        on
            months.month_index = counts.month_index
            and areas.bydel_code = counts.bydel_code
            and backgrounds.has_refugee_background = counts.has_refugee_background
    where {{ extract_date('socio') }} is not null

)

select * from final
