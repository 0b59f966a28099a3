{#
    Which of several periods holds on which days, as CTEs that end in `held_segments`: of periods that overlap the
    latest start holds, and an earlier one that is still open holds again when it ends. Reads a CTE `periods` with
    start_date and end_date (never null, not before the start). `owner`: the columns that periods may overlap within;
    `columns`: what the period says; `ranks`: what decides between periods of one start, the lowest first.
#}
{% macro held_segment_ctes(owner, columns, ranks) %}
boundaries as (

    select
        {{ owner | join(', ') }},
        start_date as segment_start_date
    from periods
    union
    select
        {{ owner | join(', ') }},
        cast({{ dbt.dateadd('day', 1, 'end_date') }} as date) as segment_start_date
    from periods

),

-- Nothing changes between two boundaries, so what holds on a boundary holds until the next.
spans as (

    select
        {{ owner | join(', ') }},
        segment_start_date,
        cast({{ dbt.dateadd(
            'day', -1,
            'lead(segment_start_date) over (partition by ' ~ owner | join(', ') ~ ' order by segment_start_date)'
        ) }} as date) as segment_end_date
    from boundaries

),

holding as (

    select
        {% for column in owner %}
            spans.{{ column }},
        {% endfor %}
        spans.segment_start_date,
        spans.segment_end_date,
        {% for column in columns %}
            periods.{{ column }},
        {% endfor %}
        row_number() over (
            partition by {% for column in owner %}spans.{{ column }}, {% endfor %}spans.segment_start_date
            order by periods.start_date desc{% for rank in ranks %}, periods.{{ rank }} asc{% endfor %}
        ) as period_rank
    from spans
    inner join periods
        on
            {% for column in owner %}
                spans.{{ column }} = periods.{{ column }}
                and
            {% endfor %}
            spans.segment_start_date between periods.start_date and periods.end_date

),

held_segments as (

    select
        {{ owner | join(', ') }},
        segment_start_date,
        segment_end_date,
        {{ columns | join(', ') }}
    from holding
    where period_rank = 1

)
{% endmacro %}
