with areas as (

    select * from {{ ref('dim_bydel') }}

),

participation_months as (

    select * from {{ ref('fct_participation_month') }}

),

months as (

    select * from {{ ref('programme_participants_by_month') }}

),

-- K1: one person counts once per year and bydel, and once in Oslo; so bydeler add up to more than Oslo.
counts as (

    {{ participant_counts('calendar_year') }}

),

-- E4: the average of a year that goes on is over its ended months.
averages as (

    select
        programme_code,
        calendar_year,
        bydel_code,
        extract_date,
        cast(sum(case when has_ended then 1 else 0 end) as int) as ended_month_count,
        sum(case when has_ended then participant_count else 0 end) as participant_month_count,
        sum(case when has_ended then new_participant_count else 0 end) as new_participant_month_count
    from months
    group by programme_code, calendar_year, bydel_code, extract_date

),

combined as (

    select
        averages.programme_code,
        averages.calendar_year,
        averages.bydel_code,
        areas.bydel_label_nb,
        coalesce(counts.participant_count, 0) as participant_count,
        coalesce(counts.new_participant_count, 0) as new_participant_count,
        coalesce(counts.ended_participant_count, 0) as ended_participant_count,
        {{ share('averages.participant_month_count', 'averages.ended_month_count') }} as participant_month_average,
        {{ share('averages.new_participant_month_count', 'averages.ended_month_count') }}
            as new_participant_month_average,
        averages.ended_month_count,
        averages.extract_date
    from averages
    inner join areas on averages.bydel_code = areas.bydel_code
    left join counts
        on
            averages.programme_code = counts.programme_code
            and averages.calendar_year = counts.calendar_year
            and averages.bydel_code = counts.bydel_code

),

final as (

    select
        bydeler.programme_code,
        bydeler.calendar_year,
        bydeler.bydel_code,
        bydeler.bydel_label_nb,
        bydeler.participant_count,
        -- I1: table 5.5 counts a person in each bydel of the year, of all in Oslo.
        {{ share('bydeler.participant_count', 'oslo.participant_count') }} as participant_share,
        bydeler.new_participant_count,
        bydeler.ended_participant_count,
        bydeler.participant_month_average,
        bydeler.new_participant_month_average,
        bydeler.ended_month_count,
        bydeler.extract_date
    from combined as bydeler
    inner join combined as oslo
        on
            bydeler.programme_code = oslo.programme_code
            and bydeler.calendar_year = oslo.calendar_year
            and oslo.bydel_code = '0301'

)

select * from final
