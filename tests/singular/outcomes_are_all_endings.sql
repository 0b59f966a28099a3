-- Outcomes distribute the persons who ended (K1): the introduction programme's all of them (I2), KVP's at most (K2),
-- since moving and non-attendance are left out there, and never more to work than as agreed.
with introduction as (

    select
        calendar_year,
        sum(participant_count) as outcome_count,
        max(ended_participant_count) as all_outcome_count
    from {{ ref('introduction_outcomes') }}
    group by calendar_year

)

select
    ended.programme_code,
    ended.calendar_year,
    ended.ended_participant_count,
    introduction.outcome_count,
    introduction.all_outcome_count,
    kvp.as_agreed_count,
    kvp.work_or_education_count
from {{ ref('programme_participants_by_bydel') }} as ended
left join introduction on ended.calendar_year = introduction.calendar_year and ended.programme_code = 'introduction'
left join {{ ref('kvp_outcomes') }} as kvp on ended.calendar_year = kvp.calendar_year and ended.programme_code = 'kvp'
where
    ended.bydel_code = '0301'
    and (
        coalesce(introduction.outcome_count, kvp.as_agreed_count) is null
        or introduction.outcome_count != ended.ended_participant_count
        or introduction.all_outcome_count != ended.ended_participant_count
        or kvp.as_agreed_count > ended.ended_participant_count
        or kvp.work_or_education_count > kvp.as_agreed_count
    )
