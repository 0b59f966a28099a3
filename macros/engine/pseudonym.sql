{#
    HMAC-SHA-256 in hexadecimal of a text, with the key that the session holds (scripts/velferd/dbt_plugin.py).
    `domain` keeps pseudonyms of different kinds apart and carries the version.
#}
{% macro pseudonym(ident, domain='person:v1:') -%}
    {{ adapter.dispatch('pseudonym')(ident, domain) }}
{%- endmacro %}

{% macro duckdb__pseudonym(ident, domain) -%}
    sha256(
        getvariable('pseudonym_key_outer')
        || unhex(sha256(getvariable('pseudonym_key_inner') || encode('{{ domain }}' || {{ ident }})))
    )
{%- endmacro %}
