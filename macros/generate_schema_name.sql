{# Schemas are the zones' own names in every target: what differs between engineers is the file. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
