{#
    M4: quantile of an amount with linear interpolation. Over whole øre as double, so that it gives the same bits on
    every engine; a quantile of decimals is cut off on some.
#}
{% macro quantile_nok(amount, position) -%}
    percentile_cont({{ position }}) within group (order by cast({{ amount }} * 100 as double)) / 100
{%- endmacro %}
