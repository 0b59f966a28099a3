-- K1: what is a start and what is an ending of a participant, for both programmes alike.
with kvp as (

    select * from {{ ref('stg_fasit__kvp_participations') }}

),

introduction as (

    select * from {{ ref('stg_socio__introduction_participations') }}

),

-- A participation that ends before it starts covers no day.
participations as (

    select
        'kvp' as programme_code,
        participation_id,
        participation_rank,
        person_pseudonym,
        bydel_code,
        start_date,
        end_date,
        exit_code_list,
        exit_code,
        cast(null as bigint) as child_count
    from kvp
    where end_date is null or end_date >= start_date
    union all
    select
        'introduction' as programme_code,
        participation_id,
        participation_rank,
        person_pseudonym,
        bydel_code,
        start_date,
        end_date,
        cast(null as {{ dbt.type_string() }}) as exit_code_list,
        exit_code,
        child_count
    from introduction
    where end_date is null or end_date >= start_date

),

-- A transfer goes on: neither the start nor the ending counts where the person was active within 31 days.
transfers as (

    select
        participations.programme_code,
        participations.participation_id,
        max(
            case
                when
                    neighbours.start_date < participations.start_date
                    and (
                        neighbours.end_date is null
                        or neighbours.end_date >= {{ dbt.dateadd('day', -31, 'participations.start_date') }}
                    )
                    then 1
                else 0
            end
        ) = 1 as is_active_before,
        max(
            case
                when
                    neighbours.start_date <= {{ dbt.dateadd('day', 31, 'participations.end_date') }}
                    and (neighbours.end_date is null or neighbours.end_date > participations.end_date)
                    then 1
                else 0
            end
        ) = 1 as is_active_after
    from participations
    inner join participations as neighbours
        on
            participations.programme_code = neighbours.programme_code
            and participations.person_pseudonym = neighbours.person_pseudonym
            and participations.participation_id != neighbours.participation_id
    group by participations.programme_code, participations.participation_id

),

final as (

    select
        participations.programme_code,
        participations.participation_id,
        participations.participation_rank,
        participations.person_pseudonym,
        participations.bydel_code,
        participations.start_date,
        participations.end_date,
        not coalesce(transfers.is_active_before, false) as is_new_start,
        participations.end_date is not null and not coalesce(transfers.is_active_after, false) as is_final_end,
        participations.exit_code_list,
        participations.exit_code,
        participations.child_count
    from participations
    left join transfers
        on
            participations.programme_code = transfers.programme_code
            and participations.participation_id = transfers.participation_id

)

select * from final
