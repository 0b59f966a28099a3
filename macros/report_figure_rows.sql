{#
    Rows of report_figures from one statistics model: one select per (table, measure, value, unit[, count]).
    `count` is the count that stands behind the value, which disclosure control protects: the numerator of a share, the
    contributors of an amount or a mean. A count stands behind itself. The model's name goes along, so that a figure can
    be traced to the rules it follows. Year, area and category are expressions over the model's columns; a month is
    'YYYY-MM' as a year.
#}
{% macro report_figure_rows(
    model,
    figures,
    year='cast(calendar_year as ' ~ dbt.type_string() ~ ')',
    area='bydel_label_nb',
    category="cast('' as " ~ dbt.type_string() ~ ")",
    where='true'
) -%}
    {% for figure in figures %}
        {% set table_id, measure, value, unit = figure[:4] %}
        {% set counted = figure[4] if figure[4:] else ('round(' ~ value ~ ')' if unit == 'count' else 'null') %}
        select
            '{{ table_id }}' as table_id,
            '{{ measure }}' as measure,
            {{ year }} as year,
            {{ area }} as area,
            {{ category }} as category,
            cast({{ value }} as double) as value,
            '{{ unit }}' as unit,
            cast({{ counted }} as bigint) as counted,
            extract_date,
            '{{ model }}' as model_name
        from {{ ref(model) }}
        where
            {{ where }}
            and {{ value }} is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
{%- endmacro %}
