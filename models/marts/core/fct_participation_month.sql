-- K1: a participation counts in every month that it overlaps by at least one day, up to the month of the extract.
with participations as (

    select
        programme_code,
        participation_id,
        person_pseudonym,
        bydel_code,
        is_new_start,
        is_final_end,
        {{ month_index('start_date') }} as start_month_index,
        {{ month_index('end_date') }} as end_month_index
    from {{ ref('fct_participation') }}

),

months as (

    select * from {{ ref('int_programme_months') }}

),

final as (

    select
        participations.programme_code,
        participations.participation_id,
        months.month_index,
        months.programme_month,
        months.calendar_year,
        participations.person_pseudonym,
        participations.bydel_code,
        participations.is_new_start and participations.start_month_index = months.month_index as is_new,
        participations.is_final_end and participations.end_month_index = months.month_index as is_ended
    from participations
    inner join months
        on
            participations.programme_code = months.programme_code
            and participations.start_month_index <= months.month_index
            and (participations.end_month_index >= months.month_index or participations.end_month_index is null)

)

select * from final
