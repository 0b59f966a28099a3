-- A count of persons or households is never printed whatever it is: a measure is open only when it says that it tells
-- of something else, and what counts can then only count something else than people, or what others have published.
with measures as (

    select * from {{ ref('publication_measure') }}

),

levels as (

    select
        table_id,
        measure,
        unit
    from {{ ref('int_figure_levels') }}
    group by table_id, measure, unit

)

select
    measures.table_id,
    measures.measure,
    measures.figure_kind,
    measures.tells_of
from measures
left join levels on measures.table_id = levels.table_id and measures.measure = levels.measure
where
    (measures.figure_kind = 'open') != (measures.tells_of is not null)
    or (levels.unit = 'count') != (measures.tells_of in ('bydeler', 'countries', 'statistics of others'))
    or (levels.unit != 'count') != (measures.tells_of in ('money', 'prices'))
