-- The counts behind the figures, each once however many tables show it or compute from it.
with figure_cells as (

    select * from {{ ref('int_disclosure_figure_cells') }}

),

counts as (

    select
        cell_id,
        population,
        cell_period,
        cell_area,
        cell_breakdown,
        cell_category,
        cell_part,
        min(cell_count) as cell_count,
        max(cell_count) as largest_cell_count
    from figure_cells
    group by cell_id, population, cell_period, cell_area, cell_breakdown, cell_category, cell_part
    having max(cell_count) is not null

)

select * from counts
