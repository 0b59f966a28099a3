{#
    The grain that a model promises in `config.meta.grain` holds: no two rows share it and no part of it is missing.
    The list of columns stands there only.
#}
{% test grain(model) %}
    {%- if execute -%}
        {%- set columns = graph.nodes['model.' ~ project_name ~ '.' ~ model.identifier].config.meta.grain -%}
        select
            {{ columns | join(', ') }},
            count(*) as row_count
        from {{ model }}
        group by {{ columns | join(', ') }}
        having
            count(*) > 1
            {% for column in columns -%}
                or {{ column }} is null
            {% endfor %}
    {%- endif -%}
{% endtest %}
