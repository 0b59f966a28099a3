-- Every figure of the report as it would be printed if nothing had to be hidden.
with levels as (

    select * from {{ ref('int_figure_levels') }}

),

changes as (

    select * from {{ ref('int_figure_changes') }}
    where not is_prose

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
        table_id,
        measure,
        year,
        area,
        category,
        value,
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
        cast(round(value, decimals) as double) as rounded_value,
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
