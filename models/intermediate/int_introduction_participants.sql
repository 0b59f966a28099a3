-- I1: participants of the year, with age on 31 December and other values from the latest participation of the year.
with participations as (

    select * from {{ ref('fct_participation') }}
    where programme_code = 'introduction'

),

participation_months as (

    select * from {{ ref('fct_participation_month') }}
    where programme_code = 'introduction'

),

refugees as (

    select * from {{ ref('int_refugees') }}

),

countries as (

    select * from {{ ref('country_code') }}

),

years as (

    select
        participation_months.person_pseudonym,
        participation_months.calendar_year,
        max(case when participation_months.is_new then 1 else 0 end) = 1 as is_new,
        {{ last_value_by(
            'participations.child_count', ['participations.start_date', 'participations.participation_rank']
        ) }} as child_count
    from participation_months
    inner join participations on participation_months.participation_id = participations.participation_id
    group by participation_months.person_pseudonym, participation_months.calendar_year

),

characteristics as (

    select
        years.person_pseudonym,
        years.calendar_year,
        years.is_new,
        years.child_count,
        refugees.sex_code,
        refugees.education_code,
        refugees.citizenship_country_code,
        {{ age_on('refugees.birth_date', 'make_date(years.calendar_year, 12, 31)') }} as age,
        lower(countries.world_part_en) as world_part_code
    from years
    left join refugees on years.person_pseudonym = refugees.person_pseudonym
    left join countries on refugees.citizenship_country_code = countries.code

),

classified as (

    select
        person_pseudonym,
        calendar_year,
        is_new,
        citizenship_country_code,
        sex_code,
        case
            -- The programme is for adults: the few who are younger count with the youngest.
            when age < 25 then '18_24'
            when age < 30 then '25_29'
            when age < 40 then '30_39'
            when age < 50 then '40_49'
            when age < 56 then '50_55'
            when age >= 56 then '56_plus'
        end as age_class_code,
        case
            when age < 40 then 'under_40'
            when age >= 40 then '40_plus'
        end as age_40_class_code,
        case
            when child_count >= 4 then '4_plus'
            else cast(child_count as {{ dbt.type_string() }})
        end as children_class_code,
        coalesce(education_code, 'not_registered') as education_class_code,
        world_part_code
    from characteristics

)

select * from classified
