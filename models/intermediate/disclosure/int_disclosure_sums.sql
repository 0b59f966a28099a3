-- What adds up to what: over bydeler to Oslo, over classes to the whole, over two parts of a class to the class.
-- What is missing from a total is a member of its sum too: the unknown (E5), the rest that has not got the trait.
with counts as (

    select * from {{ ref('int_disclosure_counts') }}

),

breakdowns as (

    select * from {{ ref('publication_breakdown') }}

),

classes as (

    select * from {{ ref('publication_class') }}

),

compositions as (

    select * from {{ ref('int_disclosure_compositions') }}

),

parts as (

    select
        cell_id,
        cell_count,
        population,
        'area' as dimension,
        '' as summed_breakdown,
        population || '|' || cell_period || '|Oslo totalt|' || cell_breakdown || '|' || cell_category || '|'
        || cell_part as total_id,
        -- A reader may know how many have no known bydel, or how many bydeler paid the same recipient.
        true as is_rest_known,
        true as is_known_part
    from counts
    where cell_area != 'Oslo totalt'
    union all
    select
        counts.cell_id,
        counts.cell_count,
        counts.population,
        'class' as dimension,
        counts.cell_breakdown as summed_breakdown,
        counts.population || '|' || counts.cell_period || '|' || counts.cell_area || '|'
        || case
            when classes.parent_category is not null then counts.cell_breakdown
            when counts.cell_category = '' then ''
            else coalesce(breakdowns.parent_breakdown, '')
        end
        || '|' || coalesce(
            classes.parent_category, case when counts.cell_category != '' then breakdowns.parent_category end, ''
        )
        || '|' || counts.cell_part as total_id,
        classes.parent_category is not null or coalesce(breakdowns.is_partition, false) as is_rest_known,
        counts.cell_category = '' as is_known_part
    from counts
    left join breakdowns
        on counts.population = breakdowns.population and counts.cell_breakdown = breakdowns.breakdown
    left join classes
        on counts.cell_breakdown = classes.breakdown and counts.cell_category = classes.category
    where counts.cell_breakdown != ''
    union all
    select
        cell_id,
        cell_count,
        population,
        'part' as dimension,
        '' as summed_breakdown,
        population || '|' || cell_period || '|' || cell_area || '|' || cell_breakdown || '|' || cell_category || '|'
            as total_id,
        true as is_rest_known,
        false as is_known_part
    from counts
    where cell_part != ''
    union all
    select
        counts.cell_id,
        counts.cell_count,
        counts.population,
        'composition' as dimension,
        counts.population as summed_breakdown,
        compositions.whole_population || '|' || counts.cell_period || '|' || counts.cell_area || '|'
        || case when compositions.breakdown = '*' then counts.cell_breakdown else compositions.whole_breakdown end
        || '|'
        || case when compositions.breakdown = '*' then counts.cell_category else compositions.whole_category end
        || '|' || counts.cell_part as total_id,
        compositions.is_complete as is_rest_known,
        false as is_known_part
    from counts
    inner join compositions
        on
            counts.population = compositions.population
            and compositions.breakdown in (counts.cell_breakdown, '*')
            and compositions.category in (counts.cell_category, '*')
            and compositions.area in (counts.cell_area, '*')

),

members as (

    select
        parts.dimension || ' ' || parts.summed_breakdown || ' = ' || totals.cell_id as sum_id,
        parts.dimension,
        parts.population,
        parts.summed_breakdown,
        parts.is_rest_known,
        parts.is_known_part,
        parts.cell_id,
        parts.cell_count,
        totals.cell_id as total_id,
        totals.cell_count as total_count
    from parts
    inner join counts as totals on parts.total_id = totals.cell_id and parts.cell_id != totals.cell_id

),

lines as (

    select
        sum_id,
        dimension,
        population,
        summed_breakdown,
        total_id,
        cast(max(total_count) - sum(cell_count) as bigint) as rest_count,
        -- One class alone is never all there is.
        min(case when is_known_part then 1 else 0 end) = 1
        or max(total_count) < sum(cell_count)
        or (count(*) > 1 and min(case when is_rest_known then 1 else 0 end) = 1) as is_known
    from members
    group by sum_id, dimension, population, summed_breakdown, total_id

),

rests as (

    select
        sum_id,
        dimension,
        total_id,
        rest_count,
        is_known,
        -- Classes that are more than their whole anywhere can overlap, and by how much they do counts nobody.
        min(rest_count) over (partition by dimension, population, summed_breakdown) >= 0 as is_of_units
    from lines

),

sums as (

    select
        sum_id,
        dimension,
        cell_id,
        false as is_total,
        false as is_rest,
        false as is_known,
        false as is_of_units,
        cell_count
    from members
    union all
    select
        sum_id,
        dimension,
        total_id as cell_id,
        true as is_total,
        false as is_rest,
        false as is_known,
        false as is_of_units,
        max(total_count) as cell_count
    from members
    group by sum_id, dimension, total_id
    union all
    select
        sum_id,
        dimension,
        'rest of ' || sum_id as cell_id,
        false as is_total,
        true as is_rest,
        is_known,
        is_of_units,
        rest_count as cell_count
    from rests
    where not is_known or rest_count != 0

)

select * from sums
