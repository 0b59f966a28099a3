-- Table 4.2's yearly counts must not add up (K1): the bydeler exceed Oslo by one for every further bydel of a
-- participant, and fall short by those whose every bydel is unknown (E5). The same holds for new and ended ones.
{% set conditions = {
    'participant_count': 'true',
    'new_participant_count': 'is_new',
    'ended_participant_count': 'is_ended',
} %}
with sums as (

    select
        programme_code,
        calendar_year,
        {% for count in conditions %}
            sum(case when bydel_code = '0301' then -{{ count }} else {{ count }} end) as {{ count }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('programme_participants_by_bydel') }}
    group by programme_code, calendar_year

),

persons as (

    select
        programme_code,
        calendar_year,
        person_pseudonym,
        {% for count, condition in conditions.items() %}
            count(distinct case when {{ condition }} then bydel_code end)
            - max(case when {{ condition }} then 1 else 0 end) as {{ count }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('fct_participation_month') }}
    group by programme_code, calendar_year, person_pseudonym

),

further as (

    select
        programme_code,
        calendar_year,
        {% for count in conditions %}
            sum({{ count }}) as {{ count }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from persons
    group by programme_code, calendar_year

)

select sums.*
from sums
left join further
    on
        sums.programme_code = further.programme_code
        and sums.calendar_year = further.calendar_year
where
    {% for count in conditions %}
        sums.{{ count }} != coalesce(further.{{ count }}, 0)
        {% if not loop.last %}or{% endif %}
    {% endfor %}
