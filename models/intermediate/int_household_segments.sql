-- Who is in a household on which days.
with periods as (

    select
        recipient_id,
        person_pseudonym,
        recipient_ident_rank,
        ident_rank,
        relation_code,
        custody_percent,
        start_date,
        coalesce(end_date, date '9999-12-30') as end_date
    from {{ ref('stg_fasit__household_members') }}
    where
        -- A main person listed as own member is no member.
        recipient_id != person_pseudonym
        and (end_date is null or end_date >= start_date)

),

{{ held_segment_ctes(
    ['recipient_id', 'person_pseudonym'],
    ['relation_code', 'custody_percent'],
    ['recipient_ident_rank', 'ident_rank']
) }}

select * from held_segments
