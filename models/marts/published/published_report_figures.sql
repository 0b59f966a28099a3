-- The figures that leave the house, as they are printed: what is hidden has a symbol and nothing else.
with outcomes as (

    select * from {{ ref('int_disclosure_outcomes') }}

),

tables as (

    select * from {{ ref('publication_table') }}

),

labels as (

    select * from {{ ref('publication_label') }}

),

category_labels as (

    select * from {{ ref('int_category_labels') }}

),

-- A change has the label of the measure that changes, unless it has one of its own.
measures as (

    select
        outcomes.measure,
        coalesce(
            min(own.label_nb),
            min(case
                when outcomes.measure = changed.code || '_change_pct' then changed.label_nb || ', endring i prosent'
                when outcomes.measure = changed.code || '_change' then changed.label_nb || ', endring'
            end)
        ) as label_nb,
        coalesce(
            min(own.label_en),
            min(case
                when outcomes.measure = changed.code || '_change_pct' then changed.label_en || ', change in per cent'
                when outcomes.measure = changed.code || '_change' then changed.label_en || ', change'
            end)
        ) as label_en
    from outcomes
    left join labels as own on own.kind = 'measure' and outcomes.measure = own.code
    left join labels as changed
        on
            changed.kind = 'measure'
            and outcomes.measure in (changed.code || '_change_pct', changed.code || '_change')
    group by outcomes.measure

),

-- A class within a class, "Alder: 18–24", has a label of its own or one for each side of the colon.
categories as (

    select
        outcomes.category,
        coalesce(min(own.label_nb), min(outer_class.label_nb) || ': ' || min(inner_class.label_nb)) as label_nb,
        coalesce(min(own.label_en), min(outer_class.label_en) || ': ' || min(inner_class.label_en)) as label_en
    from outcomes
    left join category_labels as own on outcomes.category = own.category
    left join category_labels as outer_class on split_part(outcomes.category, ': ', 1) = outer_class.category
    left join category_labels as inner_class on split_part(outcomes.category, ': ', 2) = inner_class.category
    group by outcomes.category

),

final as (

    select
        outcomes.table_id,
        outcomes.measure,
        outcomes.year,
        outcomes.area,
        outcomes.category,
        case when outcomes.symbol is null then outcomes.rounded_value end as value,
        outcomes.printed_text,
        outcomes.symbol,
        outcomes.unit,
        outcomes.decimals,
        outcomes.extract_date,
        measures.label_nb as measure_label_nb,
        measures.label_en as measure_label_en,
        coalesce(area_labels.label_nb, outcomes.area) as area_label_nb,
        coalesce(area_labels.label_en, outcomes.area) as area_label_en,
        categories.label_nb as category_label_nb,
        categories.label_en as category_label_en
    from outcomes
    inner join tables on outcomes.table_id = tables.table_id
    inner join measures on outcomes.measure = measures.measure
    inner join categories on outcomes.category = categories.category
    left join labels as area_labels on area_labels.kind = 'area' and outcomes.area = area_labels.code

)

select * from final
