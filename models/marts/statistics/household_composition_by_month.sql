with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

months as (

    select * from {{ ref('dim_month') }}

),

compositions as (

    select * from {{ ref('household_composition_code') }}

),

-- H2: monthly statistics count children with any custody.
households as (

    select
        month_index,
        bydel_code,
        household_type_code,
        least(child_full_custody_count + child_shared_custody_count, 4) as child_count
    from {{ ref('fct_household_month') }}

),

counts as (

    select
        month_index,
        {{ area_code('bydel_code') }} as bydel_code,
        household_type_code,
        child_count,
        count(*) as recipient_count
    from households
    group by grouping sets (
        (month_index, bydel_code, household_type_code, child_count),
        (month_index, household_type_code, child_count)
    )

),

-- H1: households of unknown marital status are in no class.
final as (

    select
        months.calendar_month as receipt_month,
        months.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        compositions.code as household_composition_code,
        compositions.label_nb as household_composition_label_nb,
        coalesce(counts.recipient_count, 0) as recipient_count,
        years.extract_date
    from months
    inner join years on months.calendar_year = years.calendar_year
    cross join areas
    cross join compositions
    left join counts
        on
            months.month_index = counts.month_index
            and areas.bydel_code = counts.bydel_code
            and compositions.household_type = counts.household_type_code
            and compositions.child_count = counts.child_count

)

select * from final
