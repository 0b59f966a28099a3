with years as (

    select * from {{ ref('dim_year') }}

),

age_groups as (

    select * from {{ ref('population_age_group_code') }}

),

population as (

    select * from {{ ref('population_by_age_group') }}

),

persons as (

    select * from {{ ref('int_first_contact_persons') }}

),

-- E5: a person of unknown age is in the group of all ages only. H4: the groups from 20 years on hold main persons and
-- their partners; the young at home are in the groups of the young (H5) and in that of all ages.
counts as (

    select
        persons.calendar_year,
        age_groups.code as age_group_code,
        count(*) as person_count
    from persons
    inner join age_groups
        on
            (age_groups.youngest_age is null or persons.counted_age >= age_groups.youngest_age)
            and (age_groups.oldest_age is null or persons.counted_age <= age_groups.oldest_age)
            and not (persons.is_young_at_home and coalesce(age_groups.youngest_age, 0) >= 20)
    group by persons.calendar_year, age_groups.code

),

final as (

    select
        years.calendar_year,
        age_groups.code as age_group_code,
        age_groups.label_nb as age_group_label_nb,
        coalesce(counts.person_count, 0) as person_count,
        population.population_count,
        {{ share('coalesce(counts.person_count, 0)', 'population.population_count') }} as person_share,
        years.extract_date
    from years
    cross join age_groups
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and age_groups.code = counts.age_group_code
    left join population
        on
            years.calendar_year = population.calendar_year
            and age_groups.code = population.age_group_code

)

select * from final
