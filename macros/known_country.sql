{# B1: country of origin; where that is missing or unknown (XUK), citizenship; null where neither is known. #}
{% macro known_country(origin, citizenship) -%}
    nullif(coalesce(nullif({{ origin }}, 'XUK'), {{ citizenship }}), 'XUK')
{%- endmacro %}
