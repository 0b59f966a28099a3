-- Counts of nothing are rows with 0: every month and year of the programmes, of settlement and of the ledger has all 15
-- bydeler and Oslo, and every class and outcome.
{% set programmes = {
    'programme_participants_by_bydel': ["'kvp'", "'introduction'"],
    'participant_characteristics': ["'kvp'", "'introduction'"],
    'kvp_outcomes': ["'kvp'"],
    'introduction_outcomes': ["'introduction'"],
    'introduction_citizenships': ["'introduction'"],
    'settled_refugees': ["'settlement'"],
} %}
{% set has_programme_code = ['programme_participants_by_bydel', 'participant_characteristics'] %}
with years as (

    select
        programme_code,
        calendar_year
    from {{ ref('int_programme_months') }}
    group by programme_code, calendar_year

),

classes as (

    select
        programme_code,
        count(*) as class_count
    from {{ ref('participant_class_code') }}
    group by programme_code

),

expected as (

    select
        years.programme_code,
        years.calendar_year,
        16 as programme_participants_by_bydel,
        -- The introduction programme has two populations, all and new.
        classes.class_count * case years.programme_code when 'kvp' then 1 else 2 end as participant_characteristics,
        1 as kvp_outcomes,
        5 as introduction_outcomes,
        1 as introduction_citizenships,
        16 as settled_refugees
    from years
    left join classes on years.programme_code = classes.programme_code

),

counted as (

    {% for model, codes in programmes.items() %}
        select
            '{{ model }}' as model_name,
            expected.programme_code,
            expected.calendar_year,
            expected.{{ model }} as expected_row_count,
            count(mart.calendar_year) as row_count
        from expected
        left join {{ ref(model) }} as mart
            on
                expected.calendar_year = mart.calendar_year
                {% if model in has_programme_code -%}
                    and expected.programme_code = mart.programme_code
                {%- endif %}
        where expected.programme_code in ({{ codes | join(', ') }})
        group by expected.programme_code, expected.calendar_year, expected.{{ model }}
        union all
    {% endfor %}
    select
        'programme_participants_by_month' as model_name,
        months.programme_code,
        months.calendar_year,
        16 as expected_row_count,
        count(mart.calendar_year) as row_count
    from {{ ref('int_programme_months') }} as months
    left join {{ ref('programme_participants_by_month') }} as mart
        on
            months.programme_code = mart.programme_code
            and months.programme_month = mart.programme_month
    where months.programme_code in ('kvp', 'introduction')
    group by months.programme_code, months.calendar_year, months.programme_month
    union all
    select
        'net_expenditure_by_bydel' as model_name,
        'ledger' as programme_code,
        calendar_year,
        16 as expected_row_count,
        count(*) as row_count
    from {{ ref('net_expenditure_by_bydel') }}
    group by calendar_year

)

select *
from counted
where row_count != expected_row_count
