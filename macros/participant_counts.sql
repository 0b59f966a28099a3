{#
    K1: the participants of each programme, period and area, of them the new and the ended ones; a person counts once in
    every bydel, and once in Oslo. Reads a CTE `participation_months`; `period` is the column that says month or year.
#}
{% macro participant_counts(period) %}
    select
        programme_code,
        {{ period }},
        {{ area_code('bydel_code') }} as bydel_code,
        count(distinct person_pseudonym) as participant_count,
        count(distinct case when is_new then person_pseudonym end) as new_participant_count,
        count(distinct case when is_ended then person_pseudonym end) as ended_participant_count
    from participation_months
    group by grouping sets ((programme_code, {{ period }}, bydel_code), (programme_code, {{ period }}))
{% endmacro %}
