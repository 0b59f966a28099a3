-- Which address holds on which days (F1).
with periods as (

    select
        person_pseudonym,
        ident_rank,
        bydel_code,
        start_date,
        coalesce(end_date, date '9999-12-30') as end_date
    from {{ ref('stg_fasit__addresses') }}
    where end_date is null or end_date >= start_date

),

{{ held_segment_ctes(['person_pseudonym'], ['bydel_code'], ['ident_rank']) }}

select
    person_pseudonym,
    segment_start_date,
    bydel_code
from held_segments
