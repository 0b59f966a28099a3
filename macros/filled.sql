{#
    A cell's coordinate from its template in the seed publication_cell: {year}, {area} and {category} are the figure's;
    {bydel} is the area where it is a bydel; {from} and {to} are the years of a change; {prefix} and {rest} what stands
    before and after the colon of the category. The total of a class list, "I alt", is the same cell as the whole.
#}
{% macro filled(template) -%}
    {% set values = {
        '{year}': 'figures.year',
        '{from}': "split_part(figures.year, '/', 1)",
        '{to}': "split_part(figures.year, '/', 2)",
        '{area}': 'figures.area',
        '{bydel}': "replace(figures.area, 'Oslo totalt', '')",
        '{category}': 'figures.category',
        '{prefix}': "split_part(figures.category, ': ', 1)",
        '{rest}': "replace(split_part(figures.category, ': ', 2), 'I alt', '')",
    } %}
    {%- set expression = namespace(sql="coalesce(" ~ template ~ ", '')") -%}
    {%- for placeholder, value in values.items() -%}
        {%- set expression.sql = "replace(" ~ expression.sql ~ ", '" ~ placeholder ~ "', " ~ value ~ ")" -%}
    {%- endfor -%}
    {{ expression.sql }}
{%- endmacro %}
