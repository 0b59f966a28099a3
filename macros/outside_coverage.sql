{#
    On which side of the days that a source covers the day lies, 'before_coverage' or 'after_coverage'; null within them.
    They end with its extract at the latest, or with `previous_extract_date` that of the delivery before: what is dated
    later has not happened.
#}
{% macro outside_coverage(source_code, day, which='extract_date') -%}
    {%- set covered = "(select coverage.{} from " ~ ref('source_coverage') ~ " as coverage where coverage.source_code = '"
        ~ source_code ~ "')" -%}
    case
        when {{ day }} < {{ covered.format('first_date') }} then 'before_coverage'
        when
            {{ day }} > {{ extract_date(source_code.split('.')[0], which) }}
            or {{ day }} > {{ covered.format('last_date') }}
            then 'after_coverage'
    end
{%- endmacro %}
