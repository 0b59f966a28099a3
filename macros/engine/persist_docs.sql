{#
    Descriptions of a relation and its columns become comments in the file, all with one statement. In the place of
    dbt's own, which asks the database twice which columns there are; here one that is not there is an error.
#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {% call statement('comments', auto_begin=false) -%}
        {% if for_relation and config.persist_relation_docs() -%}
            comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(model.description) }};
        {% endif -%}
        {% for column in model.columns.values() if for_columns and config.persist_column_docs() -%}
            comment on column {{ relation }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
        {% endfor -%}
    {%- endcall %}
{%- endmacro %}
