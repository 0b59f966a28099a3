-- The age groups of figure 3.10 hold everyone once (H4), and so do those of table 3.5 for ages 0–23 (H5): parts make up
-- each total, in the population and in recipient households, but for persons of unknown age (E5) and for the young at
-- home from 20 years on, who are in no group of figure 3.10.
with in_no_group as (

    select
        calendar_year,
        case when counted_age is null then 'unknown' else 'young_at_home' end as age_group_code,
        count(*) as person_count
    from {{ ref('int_first_contact_persons') }}
    where
        counted_age is null
        or (is_young_at_home and counted_age >= 20)
    group by
        calendar_year,
        case when counted_age is null then 'unknown' else 'young_at_home' end

),

counts as (

    select
        'population' as what,
        calendar_year,
        age_group_code,
        population_count as person_count
    from {{ ref('population_by_age_group') }}
    union all
    select
        'recipient households' as what,
        calendar_year,
        age_group_code,
        person_count
    from {{ ref('population_in_recipient_households') }}
    union all
    select
        'recipient households' as what,
        calendar_year,
        age_group_code,
        person_count
    from in_no_group

),

checks as (

    {% for total, parts in {
        'all': "'under_20', '20_64', '65_plus', 'young_at_home', 'unknown'",
        '20_plus': "'20_64', '65_plus'",
        '0_23': "'0_10', '11_17', '18_23'",
    }.items() %}
        select
            what,
            calendar_year,
            '{{ total }}' as age_group_code,
            sum(case when age_group_code = '{{ total }}' then person_count else 0 end) as total_count,
            sum(case
                when age_group_code in ({{ parts }}) then person_count
                else 0
            end) as part_count
        from counts
        group by what, calendar_year
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from checks
where total_count != part_count
