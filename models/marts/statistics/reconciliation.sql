with report_figures as (

    select * from {{ ref('report_figures') }}

),

recipients as (

    select * from {{ ref('recipients_by_bydel') }}

),

published as (

    select
        table_id,
        measure,
        year,
        area,
        coalesce(category, '') as category,
        value,
        decimals
    from {{ ref('published_figures') }}
    where value is not null

),

-- The report prints no denominators of tables 3.7 to 3.15; its shares say between which numbers they lie.
denominators as (

    select
        'implied' as table_id,
        'recipients_last_contact' as measure,
        cast(year as {{ dbt.type_string() }}) as year,
        area,
        '' as category,
        (lo + hi) / 2.0 as value,
        0 as decimals
    from {{ ref('implied_denominators') }}
    where from_table = 'all+sum'

),

total_moves as (

    select
        table_id,
        measure,
        year,
        'Oslo totalt' as area,
        category,
        sum(value) as value,
        0 as decimals
    from published
    where measure in ('moved_in_total', 'moved_out_total')
    group by table_id, measure, year, category

),

printed as (

    select * from published
    union all
    select * from denominators
    union all
    select * from total_moves
    where table_id = '3.14'

),

-- Figures in prose stand under no table: they are found by measure, year, area and category in any.
duration_classes_of_prose as (

    select
        'text' as table_id,
        measure,
        year,
        area,
        case category
            when 'Under 6 måneder' then category
            when '24 måneder eller mer' then 'Mer enn 2 år'
            else '6 måneder til 2 år'
        end as category,
        value
    from report_figures
    where measure = 'share_by_duration'

),

ours as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        value
    from report_figures
    union all
    select
        table_id,
        measure,
        year,
        area,
        category,
        sum(value) as value
    from duration_classes_of_prose
    group by table_id, measure, year, area, category
    union all
    select
        'implied' as table_id,
        'recipients_last_contact' as measure,
        cast(calendar_year as {{ dbt.type_string() }}) as year,
        bydel_label_nb as area,
        '' as category,
        cast(last_contact_recipient_count as double) as value
    from recipients

),

tolerances as (

    select * from {{ ref('calibration_tolerance') }}

),

compared as (

    select
        printed.table_id,
        printed.measure,
        printed.year,
        printed.area,
        printed.category,
        cast(printed.value as double) as printed_value,
        ours.value as our_value,
        ours.value - printed.value as difference,
        (ours.value - printed.value) / nullif(printed.value, 0) as relative_difference,
        tolerances.tolerance,
        tolerances.is_relative
    from printed
    inner join ours
        on
            printed.table_id = ours.table_id
            and printed.measure = ours.measure
            and printed.year = ours.year
            and printed.area = ours.area
            and printed.category = ours.category
    left join tolerances
        on
            printed.table_id = tolerances.table_id
            and printed.measure = tolerances.measure
            and (printed.area = 'Oslo totalt') = tolerances.is_oslo
            and printed.value >= tolerances.minimum_value

),

final as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        printed_value,
        our_value,
        difference,
        relative_difference,
        tolerance,
        is_relative,
        abs(case when is_relative then relative_difference else difference end) <= tolerance as is_within_tolerance
    from compared

)

select * from final
