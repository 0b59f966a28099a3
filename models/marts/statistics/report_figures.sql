-- Assembled from the statistics models, in the vocabulary of the printed figures; it has no logic of its own.
with levels as (

    select * from {{ ref('int_figure_levels') }}

),

changes as (

    select * from {{ ref('int_figure_changes') }}
    where not is_prose

),

figures as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        value,
        unit,
        extract_date
    from levels
    union all
    select
        table_id,
        measure,
        year,
        area,
        category,
        value,
        unit,
        extract_date
    from changes

)

select * from figures
