{# Text: a number as Norwegian print has it, a space between thousands and a comma before decimals. #}
{% macro printed_number(value, decimals) -%}
    {{ adapter.dispatch('printed_number')(value, decimals) }}
{%- endmacro %}

{% macro duckdb__printed_number(value, decimals) -%}
    translate(
        case {{ decimals }}
            when 0 then format('{:,.0f}', {{ value }})
            when 1 then format('{:,.1f}', {{ value }})
            else format('{:,.2f}', {{ value }})
        end,
        ',.',
        ' ,'
    )
{%- endmacro %}
