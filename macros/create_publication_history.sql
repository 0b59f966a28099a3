{#
    Makes the tables of earlier publications where there are none yet. `velferd build` adds to them what it has published, so
    that a later publication hides what an earlier one hid, and is audited together with it.
#}
{% macro create_publication_history() -%}
    {% if execute and target.name != 'lint' and flags.WHICH in ('build', 'run', 'test', 'seed') %}
        {% for table, columns in publication_history().items() %}
            {% set definitions = [] %}
            {% for name, type in columns.items() %}
                {% do definitions.append(name ~ ' ' ~ type) %}
            {% endfor %}
            {% do run_query('create table if not exists publications.main.' ~ table ~ ' (' ~ definitions | join(', ') ~ ')') %}
        {% endfor %}
    {% endif %}
{%- endmacro %}

{% macro publication_history() -%}
    {% set figure = {
        'publication_id': 'integer', 'table_id': 'varchar', 'measure': 'varchar', 'year': 'varchar', 'area': 'varchar',
        'category': 'varchar',
    } %}
    {% do return({
        'publications': {'publication_id': 'integer', 'vintage': 'varchar', 'content_digest': 'varchar'},
        'figures': dict(figure, value='double', printed_text='varchar', decimals='integer', unit='varchar'),
        'figure_cells': dict(
            figure, figure_kind='varchar', role='varchar', cell_id='varchar', rounding_base='integer'
        ),
        'cells': {
            'publication_id': 'integer', 'cell_id': 'varchar', 'period': 'varchar', 'area': 'varchar', 'cell_count': 'bigint', 'status': 'varchar',
            'is_known': 'boolean', 'is_sensitive': 'boolean', 'are_zeros_printed': 'boolean', 'label_upper': 'integer',
            'protection_upper': 'integer', 'protection_width': 'integer', 'amount_protection_share': 'double',
            'open_lower': 'bigint', 'open_upper': 'bigint', 'hidden_lower': 'integer',
        },
        'sums': {
            'publication_id': 'integer', 'sum_id': 'varchar', 'dimension': 'varchar', 'cell_id': 'varchar',
            'is_total': 'boolean', 'is_rest': 'boolean', 'is_known': 'boolean',
        },
    }) %}
{%- endmacro %}
