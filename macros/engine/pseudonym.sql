{#
    HMAC-SHA-256 in hexadecimal of a text, with the key that the session holds (scripts/velferd/dbt_plugin.py).
    `domain` keeps what is hashed for different uses apart and carries the version.
#}
{% macro keyed_hash(text, domain) -%}
    {{ adapter.dispatch('keyed_hash')(text, domain) }}
{%- endmacro %}

{% macro duckdb__keyed_hash(text, domain) -%}
    sha256(
        getvariable('pseudonym_key_outer')
        || unhex(sha256(getvariable('pseudonym_key_inner') || encode('{{ domain }}' || {{ text }})))
    )
{%- endmacro %}

{#
    The pseudonym of whoever has the ident: the first 72 bits of the keyed hash, in the 12 characters of base64 for
    addresses. DuckDB compares texts of at most 12 bytes like numbers; among 20 million people the chance that two
    share one is 1 to 20 million, and the build would stop (stg_identity__idents).
#}
{% macro pseudonym(ident) -%}
    {{ adapter.dispatch('pseudonym')(ident) }}
{%- endmacro %}

{% macro duckdb__pseudonym(ident) -%}
    translate(left(to_base64(unhex({{ keyed_hash(ident, 'person:v1:') }})), 12), '+/', '-_')
{%- endmacro %}
