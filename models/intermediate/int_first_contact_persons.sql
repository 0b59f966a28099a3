-- H4, H5: whom a recipient household counts for in the population, once a year and as it was at first contact (R8).
with recipient_years as (

    select * from {{ ref('int_recipient_years') }}

),

segments as (

    select * from {{ ref('int_household_segments') }}

),

persons as (

    select * from {{ ref('int_persons') }}

),

main_persons as (

    select
        recipient_years.recipient_id,
        recipient_years.calendar_year,
        recipient_years.first_contact_date,
        {{ age_on('persons.birth_date', 'recipient_years.first_contact_date') }} as age
    from recipient_years
    left join persons on recipient_years.recipient_id = persons.person_pseudonym

),

members as (

    select
        main_persons.recipient_id,
        main_persons.calendar_year,
        segments.person_pseudonym,
        segments.relation_code,
        segments.custody_percent,
        main_persons.age as main_person_age,
        {{ age_on('persons.birth_date', 'main_persons.first_contact_date') }} as age
    from main_persons
    inner join segments
        on
            main_persons.recipient_id = segments.recipient_id
            and main_persons.first_contact_date between segments.segment_start_date and segments.segment_end_date
    left join persons on segments.person_pseudonym = persons.person_pseudonym

),

counted as (

    select
        recipient_id,
        calendar_year,
        recipient_id as person_pseudonym,
        true as is_main_person,
        false as is_young_at_home,
        age as counted_age
    from main_persons
    union all
    -- A partner counts in the main person's age group.
    select
        recipient_id,
        calendar_year,
        person_pseudonym,
        false as is_main_person,
        false as is_young_at_home,
        main_person_age as counted_age
    from members
    where relation_code in ('EKTEFELLE', 'SAMBOER')
    union all
    -- H2: children under 18 and young at home of 18–23, with more than half of the custody.
    select
        recipient_id,
        calendar_year,
        person_pseudonym,
        false as is_main_person,
        relation_code = 'UNG_HJEMMEBOENDE' as is_young_at_home,
        age as counted_age
    from members
    where
        custody_percent > 50
        and (
            (relation_code = 'BARN' and age < 18)
            or (relation_code = 'UNG_HJEMMEBOENDE' and age between 18 and 23)
        )

)

select * from counted
