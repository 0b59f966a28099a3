-- Every figure of the report as it would be printed if nothing had to be hidden.
with levels as (

    select * from {{ ref('int_figure_levels') }}

),

changes as (

    select * from {{ ref('int_figure_changes') }}
    where not is_prose

),

cubes as (

    select * from {{ ref('int_figures_cubes') }}

),

rounded_counts as (

    select * from {{ ref('int_disclosure_rounded') }}

),

measures as (

    select * from {{ ref('publication_measure') }}

),

figures as (

    select
        levels.table_id,
        levels.measure,
        levels.year,
        levels.area,
        levels.category,
        levels.value,
        cast(null as bigint) as rounded_count,
        levels.unit,
        levels.extract_date,
        levels.counted,
        measures.figure_kind,
        measures.decimals,
        cast(null as {{ dbt.type_string() }}) as compared_measure,
        cast(null as {{ dbt.type_string() }}) as later_year,
        cast(null as {{ dbt.type_string() }}) as earlier_year
    from levels
    -- A measure without a line has no kind, which a test refuses.
    left join measures on levels.table_id = measures.table_id and levels.measure = measures.measure
    union all
    select
        cubes.table_id,
        cubes.measure,
        cubes.year,
        cubes.area,
        cubes.category,
        cast(cubes.counted as double) as value,
        rounded_counts.rounded_count,
        cubes.unit,
        cubes.extract_date,
        cubes.counted,
        case when rounded_counts.rounded_count is null then measures.figure_kind else 'rounded' end as figure_kind,
        measures.decimals,
        cast(null as {{ dbt.type_string() }}) as compared_measure,
        cast(null as {{ dbt.type_string() }}) as later_year,
        cast(null as {{ dbt.type_string() }}) as earlier_year
    from cubes
    left join measures on cubes.table_id = measures.table_id and cubes.measure = measures.measure
    left join rounded_counts
        on
            cubes.table_id = rounded_counts.table_id
            and cubes.measure = rounded_counts.measure
            and cubes.year = rounded_counts.year
            and cubes.area = rounded_counts.area
            and cubes.category = rounded_counts.category
    union all
    select
        table_id,
        measure,
        year,
        area,
        category,
        value,
        cast(null as bigint) as rounded_count,
        unit,
        extract_date,
        cast(null as bigint) as counted,
        'change' as figure_kind,
        decimals,
        compared_measure,
        later_year,
        earlier_year
    from changes

),

rounded as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        value,
        -- Minus nothing is nothing.
        cast(coalesce(rounded_count, round(value, decimals)) as double) + 0 as rounded_value,
        unit,
        extract_date,
        counted,
        figure_kind,
        decimals,
        compared_measure,
        later_year,
        earlier_year
    from figures

)

select * from rounded
