with participants as (

    select * from {{ ref('programme_participants_by_bydel') }}
    where bydel_code != '0301'

),

changes as (

    select
        this_year.programme_code,
        this_year.calendar_year,
        this_year.extract_date,
        this_year.participant_count - last_year.participant_count as participant_change_count,
        this_year.new_participant_count - last_year.new_participant_count as new_participant_change_count
    from participants as this_year
    inner join participants as last_year
        on
            this_year.programme_code = last_year.programme_code
            and this_year.calendar_year = last_year.calendar_year + 1
            and this_year.bydel_code = last_year.bydel_code

),

final as (

    select
        programme_code,
        calendar_year,
        cast(sum(case when participant_change_count > 0 then 1 else 0 end) as bigint)
            as participant_increase_bydel_count,
        cast(sum(case when participant_change_count < 0 then 1 else 0 end) as bigint)
            as participant_decrease_bydel_count,
        cast(sum(case when new_participant_change_count > 0 then 1 else 0 end) as bigint)
            as new_participant_increase_bydel_count,
        cast(sum(case when new_participant_change_count < 0 then 1 else 0 end) as bigint)
            as new_participant_decrease_bydel_count,
        extract_date
    from changes
    group by programme_code, calendar_year, extract_date

)

select * from final
