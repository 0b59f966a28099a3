-- Characteristics of the main person and the household at last contact (R7, R9).
with recipient_years as (

    select * from {{ ref('int_recipient_years') }}

),

persons as (

    select * from {{ ref('int_persons') }}

),

members as (

    select * from {{ ref('int_household_months') }}

),

refugees as (

    select person_pseudonym
    from {{ ref('stg_socio__refugees') }}
    group by person_pseudonym

),

-- H2: children under 18; yearly statistics count those with more than half of the custody.
children as (

    select
        recipient_id,
        month_index,
        cast(sum(case when custody_percent > 50 then 1 else 0 end) as int) as main_custody_child_count,
        cast(sum(case when custody_percent > 0 then 1 else 0 end) as int) as any_custody_child_count
    from members
    where
        relation_code = 'BARN'
        and age < 18
    group by recipient_id, month_index

),

-- B1: country of origin; where that is unknown, citizenship.
countries as (

    select
        person_pseudonym,
        coalesce(origin_country_code, citizenship_country_code) as country_code
    from persons

),

characteristics as (

    select
        recipient_years.recipient_id,
        recipient_years.calendar_year,
        {{ age_on('persons.birth_date', 'recipient_years.last_contact_date') }} as age,
        coalesce(children.main_custody_child_count, 0) as main_custody_child_count,
        coalesce(children.any_custody_child_count, 0) as any_custody_child_count,
        countries.country_code,
        countries.country_code != 'NOR' as has_foreign_background,
        -- B2: any registration, whatever its date.
        {{ if_delivered('socio', 'refugees.person_pseudonym is not null') }} as has_refugee_background
    from recipient_years
    left join persons on recipient_years.recipient_id = persons.person_pseudonym
    left join countries on recipient_years.recipient_id = countries.person_pseudonym
    left join refugees on recipient_years.recipient_id = refugees.person_pseudonym
    left join children
        on
            recipient_years.recipient_id = children.recipient_id
            and recipient_years.last_month_index = children.month_index

)

select * from characteristics
