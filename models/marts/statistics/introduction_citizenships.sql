with years as (

    select
        calendar_year,
        extract_date
    from {{ ref('int_programme_months') }}
    where programme_code = 'introduction'
    group by calendar_year, extract_date

),

participants as (

    select * from {{ ref('int_introduction_participants') }}

),

counts as (

    select
        calendar_year,
        count(*) as participant_count,
        count(distinct case when citizenship_country_code != 'XXA' then citizenship_country_code end) as country_count,
        count(case when citizenship_country_code = 'XXA' then 1 end) as stateless_participant_count,
        count(case when citizenship_country_code is null then 1 end) as missing_citizenship_participant_count,
        count(case when is_new then 1 end) as new_participant_count,
        count(case when is_new and citizenship_country_code = 'XXA' then 1 end) as stateless_new_participant_count
    from participants
    group by calendar_year

),

final as (

    select
        years.calendar_year,
        {% for count in [
            'participant_count',
            'country_count',
            'stateless_participant_count',
            'missing_citizenship_participant_count',
            'new_participant_count',
            'stateless_new_participant_count',
        ] %}
            coalesce(counts.{{ count }}, 0) as {{ count }},
        {% endfor %}
        years.extract_date
    from years
    left join counts on years.calendar_year = counts.calendar_year

)

select * from final
