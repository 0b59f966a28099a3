-- All figures but changes, whatever subject they come from.
{% set subjects = ['by_bydel', 'households', 'recipients', 'programmes'] %}
with levels as (

    {% for subject in subjects %}
        select
            table_id,
            measure,
            year,
            area,
            category,
            value,
            unit,
            counted,
            extract_date,
            model_name
        from {{ ref('int_figures_' ~ subject) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from levels
