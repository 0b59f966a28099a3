-- Every participant of the introduction programme is a citizen of one country, stateless, or without a known
-- citizenship (I1): table 5.3 and those whom its text leaves out make up the participants of the year.
with countries as (

    select
        calendar_year,
        sum(participant_count) as participant_count,
        sum(case when participant_count > 0 then 1 else 0 end) as country_count
    from {{ ref('introduction_participants_by_country') }}
    group by calendar_year

)

select
    totals.calendar_year,
    totals.country_count,
    totals.participant_count,
    participants.participant_count as oslo_participant_count,
    countries.participant_count as country_participant_count
from {{ ref('introduction_citizenships') }} as totals
left join countries on totals.calendar_year = countries.calendar_year
left join {{ ref('programme_participants_by_bydel') }} as participants
    on
        totals.calendar_year = participants.calendar_year
        and participants.programme_code = 'introduction'
        and participants.bydel_code = '0301'
where
    totals.participant_count is distinct from participants.participant_count
    or totals.new_participant_count is distinct from participants.new_participant_count
    or totals.country_count != coalesce(countries.country_count, 0)
    or totals.participant_count
    != coalesce(countries.participant_count, 0)
    + totals.stateless_participant_count
    + totals.missing_citizenship_participant_count
