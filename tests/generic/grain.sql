{#
    The grain that a model promises in `config.meta.grain` holds: no two rows share it and no part of it is missing.
    The list of columns stands there only.
#}
{% test grain(model) %}
    {%- if execute -%}
        {%- set columns = graph.nodes['model.' ~ project_name ~ '.' ~ model.identifier].config.meta.grain -%}
        {%- set is_missing = columns | join(' is null or ') ~ ' is null' -%}
        select
            {{ columns | join(', ') }},
            count(*) as row_count
        from {{ model }}
        where
            {{ is_missing }}
            or {{ may_be_repeated(model, columns) }}
        group by {{ columns | join(', ') }}
        having
            count(*) > 1
            or {{ is_missing }}
    {%- endif -%}
{% endtest %}
