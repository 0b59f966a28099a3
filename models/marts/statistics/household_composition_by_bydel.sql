with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

compositions as (

    select * from {{ ref('household_composition_code') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

household_months as (

    select * from {{ ref('fct_household_month') }}

),

-- R7: the household at last contact; H2: yearly statistics count children with more than half of the custody.
households as (

    select
        recipient_years.calendar_year,
        recipient_years.bydel_code,
        household_months.household_type_code,
        least(recipient_years.main_custody_child_count, 4) as child_count
    from recipient_years
    inner join household_months
        on
            recipient_years.recipient_id = household_months.recipient_id
            and recipient_years.last_contact_date = household_months.reference_date

),

counts as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        household_type_code,
        child_count,
        count(*) as recipient_count
    from households
    group by grouping sets (
        (calendar_year, bydel_code, household_type_code, child_count),
        (calendar_year, household_type_code, child_count)
    )

),

-- H1: households of unknown marital status are in no class.
combined as (

    select
        years.calendar_year,
        years.extract_date,
        areas.bydel_code,
        areas.bydel_label_nb,
        compositions.code as household_composition_code,
        compositions.label_nb as household_composition_label_nb,
        coalesce(counts.recipient_count, 0) as recipient_count
    from years
    cross join areas
    cross join compositions
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and areas.bydel_code = counts.bydel_code
            and compositions.household_type = counts.household_type_code
            and compositions.child_count = counts.child_count

),

final as (

    select
        calendar_year,
        bydel_code,
        bydel_label_nb,
        household_composition_code,
        household_composition_label_nb,
        recipient_count,
        {{ share('recipient_count', 'sum(recipient_count) over (partition by calendar_year, bydel_code)') }}
            as recipient_share,
        extract_date
    from combined

)

select * from final
