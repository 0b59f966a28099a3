-- Which marital status holds on which days.
with periods as (

    select
        person_pseudonym,
        ident_rank,
        marital_status_code,
        start_date,
        coalesce(end_date, date '9999-12-30') as end_date
    from {{ ref('stg_fasit__marital_statuses') }}
    where end_date is null or end_date >= start_date

),

marital_statuses as (

    select * from {{ ref('marital_status_code') }}

),

{{ held_segment_ctes(['person_pseudonym'], ['marital_status_code'], ['ident_rank']) }},

classified as (

    select
        held_segments.person_pseudonym,
        held_segments.segment_start_date,
        held_segments.segment_end_date,
        held_segments.marital_status_code,
        -- H1
        marital_statuses.household_type as household_type_code
    from held_segments
    inner join marital_statuses on held_segments.marital_status_code = marital_statuses.code

)

select * from classified
