{# The last day a system's delivery may have in this build; see `as_of` in dbt_project.yml. #}
{% macro as_of_date(system) -%}
    {%- set as_of = var('as_of') -%}
    {%- set day = as_of.get(system) if as_of is mapping else as_of -%}
    date '{{ day or '9999-12-31' }}'
{%- endmacro %}

{# Restricts a source to the delivery that this build reads, or with `previous_extract_date` to the one before. #}
{% macro in_current_delivery(system, which='extract_date') -%}
    delivery_date = (
        select deliveries.{{ which }}
        from {{ ref('stg_landing__current_deliveries') }} as deliveries
        where deliveries.system_code = '{{ system }}'
    )
{%- endmacro %}

{#
    E2: the extract date of the system that is counted, as a scalar; null where nothing of it is delivered. With
    `previous_extract_date` that of the delivery before.
#}
{% macro extract_date(system, which='extract_date') -%}
    (
        select deliveries.{{ which }}
        from {{ ref('stg_landing__current_deliveries') }} as deliveries
        where deliveries.system_code = '{{ system }}'
    )
{%- endmacro %}

{# The value where the system is delivered; a system that is absent has no figures, and not those of nobody. #}
{% macro if_delivered(system, value) -%}
    case when {{ extract_date(system) }} is not null then {{ value }} end
{%- endmacro %}
