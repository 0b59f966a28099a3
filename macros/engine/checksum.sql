{# Aggregate: a checksum of rows in whatever order. That other rows have the same has a chance of 1 to 2^64. #}
{% macro checksum(columns) -%}
    {{ adapter.dispatch('checksum')(columns) }}
{%- endmacro %}

{% macro duckdb__checksum(columns) -%}
    bit_xor(hash({{ columns | join(', ') }}))
{%- endmacro %}
