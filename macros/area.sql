{# The area of a row of `grouping sets ((year, bydel), (year))`: Oslo where the bydel is summed over. #}
{% macro area_code(bydel_code, oslo="'0301'") -%}
    case when grouping({{ bydel_code }}) = 1 then {{ oslo }} else {{ bydel_code }} end
{%- endmacro %}

{# The same where bydeler are counted by number, which texts would take twice the memory for: Oslo, 0301, is 301. #}
{% macro area_number(bydel_number) -%}
    {{ area_code(bydel_number, oslo=301) }}
{%- endmacro %}

{# E1: relative change from the year before, from unrounded values. #}
{% macro change_share(now, before) -%}
    cast({{ now }} as double) / nullif(cast({{ before }} as double), 0) - 1
{%- endmacro %}

{# A share of a count; null where there is nothing to share. #}
{% macro share(part, whole) -%}
    cast({{ part }} as double) / nullif({{ whole }}, 0)
{%- endmacro %}
