{%- set characteristics = {
    'kvp': {
        'sex': 'sex_code',
        'age': 'age_class_code',
        'household_type': 'household_type_code',
        'children': 'children_class_code',
        'country_background': 'country_background_code',
    },
    'introduction': {
        'sex': 'sex_code',
        'age': 'age_class_code',
        'age_40': 'age_40_class_code',
        'children': 'children_class_code',
        'education': 'education_class_code',
        'world_part': 'world_part_code',
    },
} -%}
with years as (

    select
        programme_code,
        calendar_year,
        extract_date
    from {{ ref('int_programme_months') }}
    where programme_code in ('kvp', 'introduction')
    group by programme_code, calendar_year, extract_date

),

classes as (

    select * from {{ ref('participant_class_code') }}

),

kvp_participants as (

    select
        *,
        true as is_new
    from {{ ref('int_kvp_new_participants') }}

),

introduction_participants as (

    select * from {{ ref('int_introduction_participants') }}

),

-- Figure 4.2 describes new participants only, table 5.2 all of them and the new ones.
populations as (

    select
        'kvp' as programme_code,
        'new' as population_code
    union all
    select
        'introduction' as programme_code,
        'all' as population_code
    union all
    select
        'introduction' as programme_code,
        'new' as population_code

),

participant_classes as (

    {% for programme, columns in characteristics.items() %}
        {% for characteristic, column in columns.items() %}
            select
                '{{ programme }}' as programme_code,
                calendar_year,
                is_new,
                '{{ characteristic }}' as characteristic_code,
                {{ column }} as class_code
            from {{ programme }}_participants
            {% if not loop.last %}union all{% endif %}
        {% endfor %}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- E5: an unknown value is in no class and in no denominator.
counts as (

    select
        participant_classes.programme_code,
        populations.population_code,
        participant_classes.calendar_year,
        participant_classes.characteristic_code,
        case when grouping(participant_classes.class_code) = 1 then 'total' else participant_classes.class_code end
            as class_code,
        count(*) as participant_count
    from participant_classes
    inner join populations
        on
            participant_classes.programme_code = populations.programme_code
            and (populations.population_code = 'all' or participant_classes.is_new)
    where participant_classes.class_code is not null
    group by grouping sets (
        (
            participant_classes.programme_code,
            populations.population_code,
            participant_classes.calendar_year,
            participant_classes.characteristic_code,
            participant_classes.class_code
        ),
        (
            participant_classes.programme_code,
            populations.population_code,
            participant_classes.calendar_year,
            participant_classes.characteristic_code
        )
    )

),

final as (

    select
        years.programme_code,
        populations.population_code,
        years.calendar_year,
        classes.characteristic_code,
        classes.code as class_code,
        classes.label_nb as class_label_nb,
        classes.label_en as class_label_en,
        coalesce(counts.participant_count, 0) as participant_count,
        coalesce(known.participant_count, 0) as known_participant_count,
        {{ share('coalesce(counts.participant_count, 0)', 'known.participant_count') }} as participant_share,
        years.extract_date
    from years
    inner join populations on years.programme_code = populations.programme_code
    inner join classes on years.programme_code = classes.programme_code
    left join counts
        on
            years.programme_code = counts.programme_code
            and years.calendar_year = counts.calendar_year
            and populations.population_code = counts.population_code
            and classes.characteristic_code = counts.characteristic_code
            and classes.code = counts.class_code
    left join counts as known
        on
            years.programme_code = known.programme_code
            and years.calendar_year = known.calendar_year
            and populations.population_code = known.population_code
            and classes.characteristic_code = known.characteristic_code
            and known.class_code = 'total'

)

select * from final
