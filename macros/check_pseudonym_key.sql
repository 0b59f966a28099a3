{#
    Stops a run that has no key, or another key than the deliveries in raw.duckdb were first built with: pseudonyms
    of two keys must never meet. Only a fingerprint (HMAC of a constant) is stored.
#}
{% macro check_pseudonym_key() -%}
    {% if execute and target.name != 'lint' and flags.WHICH in ('build', 'run', 'test', 'seed') %}
        {% set fingerprint = run_query('select ' ~ keyed_hash("'velferd'", 'fingerprint:v1:')).columns[0][0] %}
        {% if fingerprint is none %}
            {% do exceptions.raise_compiler_error(
                'DBT_ENV_SECRET_PSEUDONYM_KEY is not set: without it no person can be given a pseudonym.'
            ) %}
        {% endif %}
        {% do run_query('create schema if not exists raw.identity') %}
        {% do run_query('create table if not exists raw.identity.key_fingerprint (fingerprint varchar)') %}
        {% set stored = run_query('select fingerprint from raw.identity.key_fingerprint') %}
        {% if stored.rows | length == 0 %}
            {% do run_query("insert into raw.identity.key_fingerprint values ('" ~ fingerprint ~ "')") %}
        {% elif stored.columns[0][0] != fingerprint %}
            {% do exceptions.raise_compiler_error(
                'DBT_ENV_SECRET_PSEUDONYM_KEY is not the key that this raw.duckdb was built with before. Set that key,'
                ~ ' or remove raw.duckdb and land the deliveries again to start with a new one.'
            ) %}
        {% endif %}
    {% endif %}
{%- endmacro %}
