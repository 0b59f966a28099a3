-- Detailed counts that are published beside the report: recipients of each bydel by type of household. Oslo's stand in
-- figure 3.7.
with compositions as (

    select * from {{ ref('household_composition_by_bydel') }}
    where bydel_code != '0301'

),

characteristics as (

    select * from {{ ref('characteristics_by_bydel') }}

),

counts as (

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

),

figures as (

    select
        counts.*,
        -- Shares of other tables tell of all recipients, those of unknown marital status (H1) too.
        characteristics.recipient_count as whole_count
    from counts
    left join characteristics
        on
            counts.category = ''
            and counts.year = cast(characteristics.calendar_year as {{ dbt.type_string() }})
            and counts.area = characteristics.bydel_label_nb

)

select * from figures
