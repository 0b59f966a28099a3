{# Aggregate: the distinct values of a whole number in ascending order, as a text separated by ', '. #}
{% macro ordered_list(column) -%}
    {{ adapter.dispatch('ordered_list')(column) }}
{%- endmacro %}

{% macro duckdb__ordered_list(column) -%}
    list_aggregate(list_sort(list(distinct {{ column }})), 'string_agg', ', ')
{%- endmacro %}
