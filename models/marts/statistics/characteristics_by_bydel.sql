with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

counts as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        {% for name, condition in {
            'under_30_count': 'age < 30',
            'with_children_count': 'main_custody_child_count > 0',
            'four_plus_children_count': 'main_custody_child_count >= 4',
            'foreign_background_count': 'has_foreign_background',
            'refugee_background_count': 'has_refugee_background',
            'new_count': 'is_new',
            'long_term_count': 'is_long_term',
        }.items() %}
            cast(sum(case when {{ condition }} then 1 else 0 end) as bigint) as {{ name }},
        {% endfor %}
        count(country_code) as known_country_count,
        count(*) as recipient_count
    from recipient_years
    group by grouping sets ((calendar_year, bydel_code), (calendar_year))

),

final as (

    select
        years.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        coalesce(counts.recipient_count, 0) as recipient_count,
        coalesce(counts.known_country_count, 0) as known_country_count,
        {% for name in [
            'under_30', 'with_children', 'four_plus_children', 'new', 'long_term'
        ] %}
            coalesce(counts.{{ name }}_count, 0) as {{ name }}_count,
            {{ share('counts.' ~ name ~ '_count', 'counts.recipient_count') }} as {{ name }}_share,
        {% endfor %}
        {{ if_delivered('socio', 'coalesce(counts.refugee_background_count, 0)') }} as refugee_background_count,
        {{ if_delivered('socio', share('counts.refugee_background_count', 'counts.recipient_count')) }}
            as refugee_background_share,
        coalesce(counts.foreign_background_count, 0) as foreign_background_count,
        -- B1: of those whose country is known.
        {{ share('counts.foreign_background_count', 'counts.known_country_count') }} as foreign_background_share,
        years.extract_date
    from years
    cross join areas
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and areas.bydel_code = counts.bydel_code

)

select * from final
