with age_groups as (

    select * from {{ ref('population_age_group_code') }}

),

population as (

    select * from {{ ref('stg_ssb__population') }}

),

final as (

    select
        population.population_year as calendar_year,
        age_groups.code as age_group_code,
        age_groups.label_nb as age_group_label_nb,
        cast(sum(population.population_count) as bigint) as population_count,
        {{ extract_date('ssb') }} as extract_date
    from population
    inner join age_groups
        on
            population.age >= coalesce(age_groups.youngest_age, 0)
            and population.age <= coalesce(age_groups.oldest_age, population.age)
    group by population.population_year, age_groups.code, age_groups.label_nb

)

select * from final
