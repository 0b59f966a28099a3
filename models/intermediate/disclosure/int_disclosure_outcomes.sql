-- What becomes of every figure. A figure is printed when all the counts behind it are; a mean, when enough persons are
-- behind it too.
with figures as (

    select * from {{ ref('int_disclosure_figures') }}

),

figure_cells as (

    select * from {{ ref('int_disclosure_figure_cells') }}

),

cell_outcomes as (

    select * from {{ ref('int_disclosure_cell_outcomes') }}

),

rules as (

    select * from {{ ref('publication_rule') }}

),

shown as (

    select
        figure_cells.table_id,
        figure_cells.measure,
        figure_cells.year,
        figure_cells.area,
        figure_cells.category,
        figure_cells.role = 'count' and figure_cells.figure_kind = 'count' as is_count,
        case
            when cell_outcomes.status in ('primary', 'secondary') then cell_outcomes.status
            -- What the mean of few people tells of each of them; a change of means tells it of two years.
            when
                figure_cells.figure_kind = 'mean'
                and cell_outcomes.cell_count < coalesce(own_rules.minimum_contributors, rules.minimum_contributors)
                then 'primary'
            else 'open'
        end as status,
        cell_outcomes.feasible_lower,
        cell_outcomes.feasible_upper,
        cell_outcomes.keeps_label
    from figure_cells
    inner join cell_outcomes on figure_cells.cell_id = cell_outcomes.cell_id
    inner join rules on rules.table_id = 'default'
    left join rules as own_rules on figure_cells.table_id = own_rules.table_id

),

figure_outcomes as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        case
            when max(case when status = 'primary' then 1 else 0 end) = 1 then 'primary'
            when max(case when status = 'secondary' then 1 else 0 end) = 1 then 'secondary'
            else 'open'
        end as status,
        max(case when is_count then 1 else 0 end) = 1 and max(case when keeps_label then 1 else 0 end) = 1
            as keeps_label,
        min(case when is_count and status != 'open' then feasible_lower end) as feasible_lower,
        max(case when is_count and status != 'open' then feasible_upper end) as feasible_upper
    from shown
    group by table_id, measure, year, area, category

),

outcomes as (

    select
        figures.table_id,
        figures.measure,
        figures.year,
        figures.area,
        figures.category,
        figures.value,
        figures.rounded_value,
        figures.unit,
        figures.decimals,
        figures.extract_date,
        coalesce(figure_outcomes.status, 'open') as status,
        case
            when coalesce(figure_outcomes.status, 'open') = 'open' then null
            when figure_outcomes.keeps_label then own_rules.label_text
            else rules.label_text
        end as symbol,
        figure_outcomes.feasible_lower,
        figure_outcomes.feasible_upper
    from figures
    left join figure_outcomes
        on
            figures.table_id = figure_outcomes.table_id
            and figures.measure = figure_outcomes.measure
            and figures.year = figure_outcomes.year
            and figures.area = figure_outcomes.area
            and figures.category = figure_outcomes.category
    inner join rules on rules.table_id = 'default'
    left join rules as own_rules on figures.table_id = own_rules.table_id

),

final as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        value,
        rounded_value,
        status,
        symbol,
        coalesce(symbol, {{ printed_number('rounded_value', 'decimals') }}) as printed_text,
        unit,
        decimals,
        extract_date,
        feasible_lower,
        feasible_upper
    from outcomes

)

select * from final
