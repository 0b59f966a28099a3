-- All figures but changes, whatever subject they come from.
with by_bydel as (

    select * from {{ ref('int_figures_by_bydel') }}

),

households as (

    select * from {{ ref('int_figures_households') }}

),

recipients as (

    select * from {{ ref('int_figures_recipients') }}

),

programmes as (

    select * from {{ ref('int_figures_programmes') }}

),

levels as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        value,
        unit,
        extract_date,
        model_name
    from by_bydel
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
        model_name
    from households
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
        model_name
    from recipients
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
        model_name
    from programmes

)

select
    table_id,
    measure,
    year,
    area,
    category,
    value,
    unit,
    extract_date,
    model_name
from levels
