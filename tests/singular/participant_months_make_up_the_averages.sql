-- The average of a year is its ended months' counts divided by their number (E4), and nobody is new in a month without
-- taking part in it: a year has at least the participants of its largest month, and at most those of all its months.
with months as (

    select
        programme_code,
        calendar_year,
        bydel_code,
        max(participant_count) as largest_count,
        sum(participant_count) as month_count,
        sum(case when has_ended then participant_count else 0 end) as ended_count,
        sum(new_participant_count) as new_count,
        sum(case when new_participant_count > participant_count then 1 else 0 end) as excess_count
    from {{ ref('programme_participants_by_month') }}
    group by programme_code, calendar_year, bydel_code

)

select
    years.programme_code,
    years.calendar_year,
    years.bydel_code,
    years.participant_count,
    years.new_participant_count,
    years.participant_month_average,
    months.largest_count,
    months.month_count,
    months.ended_count,
    months.new_count
from {{ ref('programme_participants_by_bydel') }} as years
full outer join months
    on
        years.programme_code = months.programme_code
        and years.calendar_year = months.calendar_year
        and years.bydel_code = months.bydel_code
where
    months.calendar_year is null
    or years.calendar_year is null
    or years.participant_count not between months.largest_count and months.month_count
    or years.new_participant_count > months.new_count
    or months.excess_count > 0
    or abs(years.participant_month_average * years.ended_month_count - months.ended_count) > 1e-6
