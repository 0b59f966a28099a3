with years as (

    select
        calendar_year,
        extract_date
    from {{ ref('int_programme_months') }}
    where programme_code = 'kvp'
    group by calendar_year, extract_date

),

participations as (

    select * from {{ ref('fct_participation') }}

),

participation_months as (

    select * from {{ ref('fct_participation_month') }}
    where
        programme_code = 'kvp'
        and is_ended

),

exits as (

    select * from {{ ref('kvp_exit_code') }}

),

-- K2: a missing or unknown reason is as agreed, but not to work.
endings as (

    select
        participation_months.person_pseudonym,
        participation_months.calendar_year,
        participations.participation_rank,
        participations.end_date,
        participations.exit_code_list,
        coalesce(exits.is_as_agreed, true) as is_as_agreed,
        coalesce(exits.outcome = 'work_or_education', false) as is_to_work_or_education
    from participation_months
    inner join participations
        on
            participation_months.programme_code = participations.programme_code
            and participation_months.participation_id = participations.participation_id
    left join exits
        on
            participations.exit_code_list = exits.code_list
            and participations.exit_code = exits.code

),

ranked as (

    select
        calendar_year,
        exit_code_list,
        is_to_work_or_education,
        row_number() over (
            partition by person_pseudonym, calendar_year
            order by end_date desc, participation_rank desc
        ) as ending_rank
    from endings
    where is_as_agreed

),

counts as (

    select
        calendar_year,
        count(*) as as_agreed_count,
        cast(sum(case when is_to_work_or_education then 1 else 0 end) as bigint) as work_or_education_count,
        -- The list that most of the year's reasons follow: a row or two are coded late or early.
        case
            when count(exit_code_list) = 0 then null
            when 2 * sum(case when exit_code_list = '2021' then 1 else 0 end) > count(exit_code_list) then '2021'
            else '2017'
        end as exit_code_list
    from ranked
    where ending_rank = 1
    group by calendar_year

),

final as (

    select
        years.calendar_year,
        coalesce(counts.as_agreed_count, 0) as as_agreed_count,
        coalesce(counts.work_or_education_count, 0) as work_or_education_count,
        {{ share('counts.work_or_education_count', 'counts.as_agreed_count') }} as work_or_education_share,
        counts.exit_code_list,
        -- A year without any reason has no list; a break after it is one all the same.
        coalesce(
            counts.exit_code_list != max(counts.exit_code_list) over (
                order by years.calendar_year
                rows between unbounded preceding and 1 preceding
            ),
            false
        ) as is_code_list_break,
        years.extract_date
    from years
    left join counts on years.calendar_year = counts.calendar_year

)

select * from final
