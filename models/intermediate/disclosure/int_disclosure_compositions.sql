-- What is part of what by definition, across classifications and populations.
with compositions as (

    select * from {{ ref('publication_composition') }}

),

countries as (

    select * from {{ ref('country_code') }}

),

populations as (

    select population
    from compositions
    where population in ('intro_participants', 'intro_new')
    group by population

),

final as (

    select
        population,
        coalesce(breakdown, '') as breakdown,
        coalesce(category, '') as category,
        whole_population,
        coalesce(whole_breakdown, '') as whole_breakdown,
        coalesce(whole_category, '') as whole_category,
        area,
        is_complete
    from compositions
    union all
    -- I1: the world part is that of the citizenship.
    select
        populations.population,
        'citizenship' as breakdown,
        countries.label_nb as category,
        populations.population as whole_population,
        'Verdensdel' as whole_breakdown,
        case
            when countries.world_part_nb in ('Afrika', 'Asia', 'Europa') then countries.world_part_nb
            else 'Resten av verden og statsløse'
        end as whole_category,
        '*' as area,
        -- How many of the new are stateless is printed nowhere.
        populations.population = 'intro_participants' or countries.world_part_nb in ('Afrika', 'Asia', 'Europa')
            as is_complete
    from countries
    cross join populations

)

select * from final
