{# Months as whole numbers, year × 12 + month - 1: differences are months on every engine. #}
{% macro month_index(day) -%}
    cast(extract(year from {{ day }}) * 12 + extract(month from {{ day }}) - 1 as int)
{%- endmacro %}

{# The first day of a month given as a whole number. #}
{% macro month_start(index) -%}
    make_date(cast(floor({{ index }} / 12) as int), cast({{ index }} % 12 + 1 as int), 1)
{%- endmacro %}
