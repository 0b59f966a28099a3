-- Tables 3.7 to 3.13 count each recipient once: bydeler and recipients of unknown bydel (E5) make up Oslo.
{% set conditions = {
    'recipient_count': 'true',
    'known_country_count': 'country_code is not null',
    'under_30_count': 'age < 30',
    'with_children_count': 'main_custody_child_count > 0',
    'four_plus_children_count': 'main_custody_child_count >= 4',
    'foreign_background_count': 'has_foreign_background',
    'refugee_background_count': 'has_refugee_background',
    'new_count': 'is_new',
    'long_term_count': 'is_long_term',
} %}
with marts as (

    select * from {{ ref('characteristics_by_bydel') }}

),

unknown as (

    select
        calendar_year,
        {% for count, condition in conditions.items() %}
            sum(case when {{ condition }} then 1 else 0 end) as {{ count }},
        {% endfor %}
        count(*) as row_count
    from {{ ref('fct_recipient_year') }}
    where bydel_code is null
    group by calendar_year

),

sums as (

    select
        calendar_year,
        {% for count in conditions %}
            sum(case when bydel_code = '0301' then {{ count }} else -{{ count }} end) as {{ count }},
        {% endfor %}
        count(*) as row_count
    from marts
    group by calendar_year

)

select sums.*
from sums
left join unknown on sums.calendar_year = unknown.calendar_year
where
    {% for count in conditions %}
        sums.{{ count }} != coalesce(unknown.{{ count }}, 0)
        {% if not loop.last %}or{% endif %}
    {% endfor %}
