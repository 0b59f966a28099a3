-- Who is in a household on which days.
with members as (

    select * from {{ ref('stg_fasit__household_members') }}

),

persons as (

    select * from {{ ref('int_persons') }}

),

periods as (

    select
        members.recipient_id,
        members.person_pseudonym,
        members.recipient_ident_rank,
        members.ident_rank,
        members.relation_code,
        members.custody_percent,
        members.start_date,
        coalesce(members.end_date, date '9999-12-30') as end_date
    from members
    left join persons as main_persons on members.recipient_id = main_persons.person_pseudonym
    left join persons as member_persons on members.person_pseudonym = member_persons.person_pseudonym
    where
        -- A main person listed as own member is no member, and nobody is older than those whose child they are.
        members.recipient_id != members.person_pseudonym
        and not coalesce(
            members.relation_code in ('BARN', 'UNG_HJEMMEBOENDE')
            and member_persons.birth_date < main_persons.birth_date,
            false
        )
        and (members.end_date is null or members.end_date >= members.start_date)

),

{{ held_segment_ctes(
    ['recipient_id', 'person_pseudonym'],
    ['relation_code', 'custody_percent'],
    ['recipient_ident_rank', 'ident_rank']
) }}

select * from held_segments
