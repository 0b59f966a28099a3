-- Detailed counts that are published beside the report: recipients of each bydel by type of household. Oslo's stand in
-- figure 3.7.
with compositions as (

    select * from {{ ref('household_composition_by_bydel') }}
    where bydel_code != '0301'

),

figures as (

    select
        'cube1' as table_id,
        'recipients_by_household_type' as measure,
        cast(calendar_year as {{ dbt.type_string() }}) as year,
        bydel_label_nb as area,
        coalesce(household_composition_label_nb, '') as category,
        cast(sum(recipient_count) as bigint) as counted,
        'count' as unit,
        extract_date
    from compositions
    group by grouping sets (
        (calendar_year, bydel_label_nb, extract_date, household_composition_label_nb),
        (calendar_year, bydel_label_nb, extract_date)
    )

)

select * from figures
