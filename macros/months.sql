{# Months as whole numbers, year × 12 + month - 1: differences are months on every engine. #}
{% macro month_index(day) -%}
    cast(extract(year from {{ day }}) * 12 + extract(month from {{ day }}) - 1 as int)
{%- endmacro %}

{# The first day of a month given as a whole number. #}
{% macro month_start(index) -%}
    make_date(cast(floor({{ index }} / 12) as int), cast({{ index }} % 12 + 1 as int), 1)
{%- endmacro %}

{# E4: months of a year that had ended at the extract, all 12 of one that was over. #}
{% macro ended_month_count(calendar_year, extract_date) -%}
    case
        when {{ extract_date }} >= make_date({{ calendar_year }}, 12, 31) then 12
        when {{ extract_date }} < make_date({{ calendar_year }}, 1, 1) then 0
        else cast(extract(month from {{ dbt.dateadd('day', 1, extract_date) }}) as int) - 1
    end
{%- endmacro %}
