-- Counts of the tables whose product is rounding, with what they were rounded to when they were published before.
with cubes as (

    select * from {{ ref('int_figures_cubes') }}

),

rules as (

    select * from {{ ref('publication_rule') }}

),

earlier_figures as (

    select * from {{ source('publications', 'figures') }}

),

earlier_figure_cells as (

    select * from {{ source('publications', 'figure_cells') }}

),

earlier_cells as (

    select * from {{ source('publications', 'cells') }}

),

-- Only a count that has not changed is the same to round; of several publications the latest was rounded like the
-- others, if that was possible.
earlier as (

    select
        earlier_figures.table_id,
        earlier_figures.measure,
        earlier_figures.year,
        earlier_figures.area,
        earlier_figures.category,
        earlier_cells.cell_count,
        {{ last_value_by('earlier_figures.value', ['earlier_figures.publication_id']) }} as rounded_count
    from earlier_figures
    inner join earlier_figure_cells
        on
            earlier_figures.publication_id = earlier_figure_cells.publication_id
            and earlier_figures.table_id = earlier_figure_cells.table_id
            and earlier_figures.measure = earlier_figure_cells.measure
            and earlier_figures.year = earlier_figure_cells.year
            and earlier_figures.area = earlier_figure_cells.area
            and earlier_figures.category = earlier_figure_cells.category
            and earlier_figure_cells.figure_kind = 'rounded'
    inner join earlier_cells
        on
            earlier_figure_cells.publication_id = earlier_cells.publication_id
            and earlier_figure_cells.cell_id = earlier_cells.cell_id
    group by
        earlier_figures.table_id,
        earlier_figures.measure,
        earlier_figures.year,
        earlier_figures.area,
        earlier_figures.category,
        earlier_cells.cell_count

),

final as (

    select
        cubes.table_id,
        cubes.measure,
        cubes.year,
        cubes.area,
        cubes.category,
        cubes.counted,
        rules.rounding_base,
        -- What a total leaves of its whole must not be told by a total that is rounded up to more than the whole.
        case
            when cubes.whole_count - cubes.counted between rules.sensitive_from and rules.sensitive_to
                then cubes.whole_count
        end as largest_rounded_count,
        cast(earlier.rounded_count as bigint) as earlier_rounded_count
    from cubes
    inner join rules on cubes.table_id = rules.table_id and rules.product = 'rounding'
    left join earlier
        on
            cubes.table_id = earlier.table_id
            and cubes.measure = earlier.measure
            and cubes.year = earlier.year
            and cubes.area = earlier.area
            and cubes.category = earlier.category
            and cubes.counted = earlier.cell_count

)

select * from final
