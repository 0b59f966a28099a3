-- K3: new participants as they were at their latest start of the year.
with participations as (

    select * from {{ ref('fct_participation') }}

),

participation_months as (

    select * from {{ ref('fct_participation_month') }}
    where
        programme_code = 'kvp'
        and is_new

),

persons as (

    select * from {{ ref('int_persons') }}

),

marital_statuses as (

    select * from {{ ref('int_marital_status_segments') }}

),

members as (

    select * from {{ ref('int_household_segments') }}

),

starts as (

    select
        participation_months.person_pseudonym,
        participation_months.calendar_year,
        max(participations.start_date) as start_date
    from participation_months
    inner join participations
        on
            participation_months.programme_code = participations.programme_code
            and participation_months.participation_id = participations.participation_id
    group by participation_months.person_pseudonym, participation_months.calendar_year

),

-- Households that the participant may belong to: the own one, and those that list the participant.
candidates as (

    select
        person_pseudonym,
        calendar_year,
        start_date,
        person_pseudonym as recipient_id
    from starts
    union
    select
        starts.person_pseudonym,
        starts.calendar_year,
        starts.start_date,
        members.recipient_id
    from starts
    inner join members on starts.person_pseudonym = members.person_pseudonym

),

candidate_members as (

    select
        candidates.person_pseudonym,
        candidates.calendar_year,
        candidates.start_date,
        candidates.recipient_id,
        members.person_pseudonym as member_pseudonym,
        members.relation_code,
        members.custody_percent,
        members.segment_start_date
    from candidates
    inner join members
        on
            candidates.recipient_id = members.recipient_id
            and candidates.start_date between members.segment_start_date and members.segment_end_date

),

-- The household where the participant is main person, or else spouse or cohabitant, the latest one.
ranked_households as (

    select
        person_pseudonym,
        calendar_year,
        recipient_id,
        row_number() over (
            partition by person_pseudonym, calendar_year
            order by
                case when recipient_id = person_pseudonym then 0 else 1 end asc,
                segment_start_date desc,
                recipient_id asc
        ) as household_rank
    from candidate_members
    where
        recipient_id = person_pseudonym
        or (member_pseudonym = person_pseudonym and relation_code in ('EKTEFELLE', 'SAMBOER'))

),

-- H2, monthly kind: children under 18 with any custody.
children as (

    select
        candidate_members.person_pseudonym,
        candidate_members.calendar_year,
        count(*) as child_count
    from candidate_members
    inner join ranked_households
        on
            candidate_members.person_pseudonym = ranked_households.person_pseudonym
            and candidate_members.calendar_year = ranked_households.calendar_year
            and candidate_members.recipient_id = ranked_households.recipient_id
            and ranked_households.household_rank = 1
    inner join persons on candidate_members.member_pseudonym = persons.person_pseudonym
    where
        candidate_members.relation_code = 'BARN'
        and candidate_members.custody_percent > 0
        and {{ age_on('persons.birth_date', 'candidate_members.start_date') }} < 18
    group by candidate_members.person_pseudonym, candidate_members.calendar_year

),

characteristics as (

    select
        starts.person_pseudonym,
        starts.calendar_year,
        starts.start_date,
        persons.sex_code,
        {{ age_on('persons.birth_date', 'starts.start_date') }} as age,
        nullif(marital_statuses.household_type_code, 'unknown') as household_type_code,
        coalesce(children.child_count, 0) as child_count,
        coalesce(persons.origin_country_code, persons.citizenship_country_code) as country_code
    from starts
    left join persons on starts.person_pseudonym = persons.person_pseudonym
    left join marital_statuses
        on
            starts.person_pseudonym = marital_statuses.person_pseudonym
            and starts.start_date between marital_statuses.segment_start_date and marital_statuses.segment_end_date
    left join children
        on
            starts.person_pseudonym = children.person_pseudonym
            and starts.calendar_year = children.calendar_year

),

classified as (

    select
        person_pseudonym,
        calendar_year,
        start_date,
        sex_code,
        case
            when age < 30 then 'under_30'
            when age < 45 then '30_44'
            when age >= 45 then '45_plus'
        end as age_class_code,
        household_type_code,
        case
            when child_count = 0 then '0'
            when child_count <= 2 then '1_2'
            else '3_plus'
        end as children_class_code,
        case
            when country_code = 'NOR' then 'norwegian'
            when country_code is not null then 'foreign'
        end as country_background_code
    from characteristics

)

select * from classified
