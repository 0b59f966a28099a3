with years as (

    select
        calendar_year,
        extract_date
    from {{ ref('int_programme_months') }}
    where programme_code = 'introduction'
    group by calendar_year, extract_date

),

participations as (

    select * from {{ ref('fct_participation') }}

),

participation_months as (

    select * from {{ ref('fct_participation_month') }}
    where
        programme_code = 'introduction'
        and is_ended

),

exits as (

    select * from {{ ref('introduction_exit_code') }}

),

outcomes as (

    select
        outcome_nb,
        outcome_en
    from exits
    group by outcome_nb, outcome_en

),

-- I2: everybody who ended, a person once, by the last ending of the year; what is missing is unknown.
ranked as (

    select
        participation_months.calendar_year,
        coalesce(participations.exit_code, 'UKJENT') as exit_code,
        row_number() over (
            partition by participation_months.person_pseudonym, participation_months.calendar_year
            order by participations.end_date desc, participations.participation_rank desc
        ) as ending_rank
    from participation_months
    inner join participations
        on
            participation_months.programme_code = participations.programme_code
            and participation_months.participation_id = participations.participation_id

),

counts as (

    select
        ranked.calendar_year,
        exits.outcome_nb,
        count(*) as participant_count
    from ranked
    inner join exits on ranked.exit_code = exits.code
    where ranked.ending_rank = 1
    group by ranked.calendar_year, exits.outcome_nb

),

combined as (

    select
        years.calendar_year,
        outcomes.outcome_nb as outcome_label_nb,
        outcomes.outcome_en as outcome_label_en,
        coalesce(counts.participant_count, 0) as participant_count,
        years.extract_date
    from years
    cross join outcomes
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and outcomes.outcome_nb = counts.outcome_nb

),

final as (

    select
        calendar_year,
        outcome_label_nb,
        outcome_label_en,
        participant_count,
        cast(sum(participant_count) over (partition by calendar_year) as bigint) as ended_participant_count,
        {{ share('participant_count', 'sum(participant_count) over (partition by calendar_year)') }}
            as participant_share,
        extract_date
    from combined

)

select * from final
