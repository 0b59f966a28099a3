-- E1: changes from the year before, of unrounded figures, for the measures that the report prints them for.
with levels as (

    select * from {{ ref('int_figure_levels') }}

),

printed_changes as (

    select * from {{ ref('figure_change') }}

),

years as (

    select cast(year as int) as calendar_year
    from levels
    where length(year) = 4
    group by year

),

-- Table 3.6 compares two periods instead of years.
periods as (

    select
        '2022-05/2024-12' as year,
        '2021-01/2022-04' as year_before,
        '2021-01/2022-04 - 2022-05/2024-12' as change_label
    union all
    select
        cast(calendar_year as {{ dbt.type_string() }}) as year,
        cast(calendar_year - 1 as {{ dbt.type_string() }}) as year_before,
        cast(calendar_year - 1 as {{ dbt.type_string() }}) || '-' || cast(calendar_year as {{ dbt.type_string() }})
            as change_label
    from years

),

compared as (

    select
        now.table_id,
        now.measure,
        periods.change_label as year,
        periods.year as later_year,
        periods.year_before as earlier_year,
        now.area,
        now.category,
        now.unit,
        now.extract_date,
        now.model_name,
        now.value - earlier.value as difference,
        100 * (now.value / nullif(earlier.value, 0) - 1) as percent_difference
    from levels as now
    inner join periods on now.year = periods.year
    inner join levels as earlier
        on
            periods.year_before = earlier.year
            and now.table_id = earlier.table_id
            and now.measure = earlier.measure
            and now.area = earlier.area
            and now.category = earlier.category

),

changes as (

    select
        compared.table_id,
        compared.measure || case when printed_changes.is_percent then '_change_pct' else '_change' end as measure,
        compared.year,
        compared.measure as compared_measure,
        compared.later_year,
        compared.earlier_year,
        compared.area,
        compared.category,
        case when printed_changes.is_percent then compared.percent_difference else compared.difference end as value,
        printed_changes.unit,
        printed_changes.decimals,
        compared.extract_date,
        compared.model_name,
        printed_changes.is_prose
    from compared
    inner join printed_changes
        on
            compared.table_id = printed_changes.table_id
            and compared.measure = printed_changes.measure

)

select * from changes
where value is not null
