-- Which counts a figure shows, or lets a reader compute: its own count, the base of its share, both years of a change.
with figures as (

    select * from {{ ref('int_disclosure_figures') }}

),

cells_of_measures as (

    select * from {{ ref('publication_cell') }}

),

breakdowns as (

    select * from {{ ref('publication_breakdown') }}

),

rules as (

    select * from {{ ref('publication_rule') }}

),

fasit_months as (

    select
        substr(cast(receipt_month as {{ dbt.type_string() }}), 1, 7) as month_label,
        recipient_count
    from {{ ref('recipients_by_month') }}
    where bydel_code = '0301'

),

filled as (

    select
        figures.table_id,
        figures.measure,
        figures.year,
        figures.area,
        figures.category,
        figures.figure_kind,
        cells.role,
        -- R10: only figure 3.6 counts Oskar's recipients too. Where it has more, they are another count than Fasit's.
        case
            when figures.table_id = 'fig3.06' and figures.counted != fasit_months.recipient_count
                then 'recipients_month_of_both_systems'
            else cells.population
        end as population,
        {{ filled('cells.period') }} as cell_period,
        {{ filled('cells.area') }} as cell_area,
        {{ filled('cells.breakdown') }} as cell_breakdown,
        {{ filled('cells.category') }} as cell_category,
        {{ filled('cells.part') }} as cell_part,
        case cells.role
            when 'count' then figures.counted
            -- What a share divides by is its count over itself; of nothing it is not known from this figure.
            when 'base' then cast(round(100 * figures.counted / nullif(figures.value, 0)) as bigint)
        end as cell_count
    from figures
    inner join cells_of_measures as cells on figures.table_id = cells.table_id and figures.measure = cells.measure
    left join fasit_months on figures.year = fasit_months.month_label

),

located as (

    select
        filled.table_id,
        filled.measure,
        filled.year,
        filled.area,
        filled.category,
        filled.figure_kind,
        filled.role,
        filled.population,
        filled.cell_period,
        filled.cell_area,
        -- The total of the classes is what they divide.
        case
            when filled.cell_category = '' then coalesce(breakdowns.parent_breakdown, '')
            else filled.cell_breakdown
        end as cell_breakdown,
        case
            when filled.cell_category = '' then coalesce(breakdowns.parent_category, '')
            else filled.cell_category
        end as cell_category,
        filled.cell_part,
        filled.cell_count
    from filled
    left join breakdowns
        on filled.population = breakdowns.population and filled.cell_breakdown = breakdowns.breakdown

),

identified as (

    select
        table_id,
        measure,
        year,
        area,
        category,
        figure_kind,
        role,
        population || '|' || cell_period || '|' || cell_area || '|' || cell_breakdown || '|' || cell_category || '|'
        || cell_part as cell_id,
        population,
        cell_period,
        cell_area,
        cell_breakdown,
        cell_category,
        cell_part,
        cell_count
    from located

),

-- A share of nothing does not tell what it divides by; two printed parts do.
wholes_of_parts as (

    select
        population || '|' || cell_period || '|' || cell_area || '|' || cell_breakdown || '|' || cell_category || '|'
            as cell_id,
        sum(cell_count) as cell_count
    from identified
    where cell_part != '' and role = 'count' and figure_kind = 'count'
    group by population, cell_period, cell_area, cell_breakdown, cell_category
    having count(*) > 1

),

completed as (

    select
        identified.table_id,
        identified.measure,
        identified.year,
        identified.area,
        identified.category,
        identified.figure_kind,
        identified.role,
        identified.cell_id,
        identified.population,
        identified.cell_period,
        identified.cell_area,
        identified.cell_breakdown,
        identified.cell_category,
        identified.cell_part,
        cast(coalesce(identified.cell_count, wholes_of_parts.cell_count) as bigint) as cell_count
    from identified
    left join wholes_of_parts on identified.cell_id = wholes_of_parts.cell_id

),

known as (

    select cell_id
    from completed
    where cell_count is not null
    group by cell_id

),

-- What nothing is divided by is no count.
levels as (

    select completed.*
    from completed
    inner join known on completed.cell_id = known.cell_id

),

changes as (

    select
        figures.table_id,
        figures.measure,
        figures.year,
        figures.area,
        figures.category,
        -- A change of a mean is hidden like the mean.
        case when levels.figure_kind = 'mean' then 'mean' else figures.figure_kind end as figure_kind,
        'also' as role,
        levels.cell_id,
        levels.population,
        levels.cell_period,
        levels.cell_area,
        levels.cell_breakdown,
        levels.cell_category,
        levels.cell_part,
        cast(null as bigint) as cell_count
    from figures
    inner join levels
        on
            figures.table_id = levels.table_id
            and figures.compared_measure = levels.measure
            and levels.year in (figures.later_year, figures.earlier_year)
            and figures.area = levels.area
            and figures.category = levels.category

),

all_cells as (

    select * from levels
    union all
    select * from changes

),

figure_cells as (

    select
        all_cells.*,
        case when all_cells.figure_kind = 'rounded' then rules.rounding_base end as rounding_base
    from all_cells
    left join rules on all_cells.table_id = rules.table_id

)

select * from figure_cells
