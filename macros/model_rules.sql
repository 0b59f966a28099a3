{# Rows (model_name, rule_id) of what the models say under `config.meta.rules`: the rules are named there only. #}
{% macro model_rules() -%}
    {%- set rows = [] -%}
    {%- if execute -%}
        {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') -%}
        {%- for node in models | sort(attribute='name') -%}
            {%- for rule in node.config.meta.get('rules', []) -%}
                {%- do rows.append((node.name, rule)) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {% for model_name, rule in rows or [('', '')] %}
        select
            '{{ model_name }}' as model_name,
            '{{ rule }}' as rule_id
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
{%- endmacro %}
