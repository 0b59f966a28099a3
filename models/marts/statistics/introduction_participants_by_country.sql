with participants as (

    select * from {{ ref('int_introduction_participants') }}

),

totals as (

    select * from {{ ref('introduction_citizenships') }}

),

countries as (

    select * from {{ ref('country_code') }}

),

counts as (

    select
        calendar_year,
        citizenship_country_code,
        count(*) as participant_count,
        count(case when is_new then 1 end) as new_participant_count
    from participants
    where citizenship_country_code != 'XXA'
    group by calendar_year, citizenship_country_code

),

-- Countries are an open list: those that occur in any year.
occurring as (

    select
        countries.code,
        countries.label_nb,
        countries.label_en
    from countries
    where countries.code in (select counts.citizenship_country_code from counts)

),

combined as (

    select
        totals.calendar_year,
        occurring.code as citizenship_country_code,
        occurring.label_nb as country_label_nb,
        occurring.label_en as country_label_en,
        coalesce(counts.participant_count, 0) as participant_count,
        coalesce(counts.new_participant_count, 0) as new_participant_count,
        -- I1: all but the stateless; those without a citizenship stay in the denominator.
        totals.participant_count - totals.stateless_participant_count as all_participant_count,
        totals.new_participant_count - totals.stateless_new_participant_count as all_new_participant_count,
        totals.extract_date
    from totals
    cross join occurring
    left join counts
        on
            totals.calendar_year = counts.calendar_year
            and occurring.code = counts.citizenship_country_code

),

final as (

    select
        calendar_year,
        citizenship_country_code,
        country_label_nb,
        country_label_en,
        participant_count,
        {{ share('participant_count', 'all_participant_count') }} as participant_share,
        new_participant_count,
        {{ share('new_participant_count', 'all_new_participant_count') }} as new_participant_share,
        extract_date
    from combined

)

select * from final
