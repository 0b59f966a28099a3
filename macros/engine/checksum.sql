{# Aggregate: a checksum of rows in whatever order. That other rows have the same has a chance of 1 to 2^64. #}
{% macro checksum(columns) -%}
    {{ adapter.dispatch('checksum')(columns) }}
{%- endmacro %}

{% macro duckdb__checksum(columns) -%}
    bit_xor(hash({{ columns | join(', ') }}))
{%- endmacro %}

{#
    A condition that holds for every row whose values in the columns occur in more than one row of the relation, and by
    chance for a few others. Sorting hashes takes two fifths of the time of grouping that many keys.
#}
{% macro may_be_repeated(relation, columns) -%}
    {{ adapter.dispatch('may_be_repeated')(relation, columns) }}
{%- endmacro %}

{% macro duckdb__may_be_repeated(relation, columns) -%}
    {%- set key_hash = 'hash(' ~ columns | join(', ') ~ ')' -%}
    {{ key_hash }} in (
        select sorted.key_hash
        from (
            select
                {{ key_hash }} as key_hash,
                lag({{ key_hash }}) over (order by {{ key_hash }}) as previous_hash
            from {{ relation }}
        ) as sorted
        where sorted.key_hash = sorted.previous_hash
    )
{%- endmacro %}
