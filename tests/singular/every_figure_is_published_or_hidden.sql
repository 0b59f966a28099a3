-- Nothing of the report is lost on the way out, nothing is treated by no rule, nothing hidden has a value, and nothing
-- is printed as minus zero.
with report as (

    select * from {{ ref('report_figures') }}

),

figures as (

    select * from {{ ref('int_disclosure_figures') }}

),

figure_cells as (

    select * from {{ ref('int_disclosure_figure_cells') }}

),

published as (

    select * from {{ ref('published_report_figures') }}

)

select
    'lost' as problem,
    report.table_id,
    report.measure,
    report.year,
    report.area,
    report.category
from report
left join published
    on
        report.table_id = published.table_id
        and report.measure = published.measure
        and report.year = published.year
        and report.area = published.area
        and report.category = published.category
where published.table_id is null
union all
select
    'treated by no rule' as problem,
    figures.table_id,
    figures.measure,
    figures.year,
    figures.area,
    figures.category
from figures
left join figure_cells
    on
        figures.table_id = figure_cells.table_id
        and figures.measure = figure_cells.measure
        and figures.year = figure_cells.year
        and figures.area = figure_cells.area
        and figures.category = figure_cells.category
where
    figures.figure_kind is null
    or (figures.figure_kind not in ('open', 'change') and figure_cells.cell_id is null)
union all
select
    'not fit for print' as problem,
    table_id,
    measure,
    year,
    area,
    category
from published
where
    (symbol is null) = (value is null)
    or measure_label_en is null
    or category_label_en is null
    or printed_text in ('-0', '-0,0', '-0,00')
