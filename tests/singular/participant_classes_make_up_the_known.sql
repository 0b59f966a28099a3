-- The classes of a characteristic hold everybody whose value is known, once (I1, K3); "total" is their sum. Nobody is
-- unknown in education (not registered is a class) and among KVP's children (no household is none).
with classes as (

    select
        programme_code,
        population_code,
        calendar_year,
        characteristic_code,
        max(known_participant_count) as known_count,
        sum(case when class_code = 'total' then 0 else participant_count end) as class_count,
        max(case when class_code = 'total' then participant_count end) as total_count
    from {{ ref('participant_characteristics') }}
    group by programme_code, population_code, calendar_year, characteristic_code

),

compared as (

    select
        classes.*,
        case classes.population_code
            when 'new' then participants.new_participant_count
            else participants.participant_count
        end as participant_count
    from classes
    left join {{ ref('programme_participants_by_bydel') }} as participants
        on
            classes.programme_code = participants.programme_code
            and classes.calendar_year = participants.calendar_year
            and participants.bydel_code = '0301'

)

select *
from compared
where
    class_count != known_count
    or total_count != known_count
    or known_count is null
    or participant_count is null
    or known_count > participant_count
    or (
        known_count != participant_count
        and (characteristic_code = 'education' or (programme_code = 'kvp' and characteristic_code = 'children'))
    )
