{#
    Rows of report_figures from one statistics model: one select per (table, measure, value, unit).
    Area and category are expressions over the model's columns.
#}
{% macro report_figure_rows(model, figures, area='bydel_label_nb', category="cast('' as " ~ dbt.type_string() ~ ")", where='true') -%}
    {% for table_id, measure, value, unit in figures %}
        select
            '{{ table_id }}' as table_id,
            '{{ measure }}' as measure,
            cast(calendar_year as {{ dbt.type_string() }}) as year,
            {{ area }} as area,
            {{ category }} as category,
            cast({{ value }} as double) as value,
            '{{ unit }}' as unit,
            extract_date
        from {{ ref(model) }}
        where
            {{ where }}
            and {{ value }} is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
{%- endmacro %}
