{# Aggregate: the value, null included, of the row that comes last by `position`, a list of columns. #}
{% macro last_value_by(column, position) -%}
    {{ adapter.dispatch('last_value_by')(column, position) }}
{%- endmacro %}

{% macro duckdb__last_value_by(column, position) -%}
    arg_max_null({{ column }}, ({{ position | join(', ') }}))
{%- endmacro %}

{# Aggregate: the value of the first row, by `position`, in which it is known; null where it is known in none. #}
{% macro first_known(column, position) -%}
    {{ adapter.dispatch('first_known')(column, position) }}
{%- endmacro %}

{% macro duckdb__first_known(column, position) -%}
    arg_min({{ column }}, {{ position }})
{%- endmacro %}
