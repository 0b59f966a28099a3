-- The two periods of table 3.6: before and after the number of refugees began to grow.
with areas as (

    select * from {{ ref('dim_bydel') }}

),

persons_by_role as (

    select * from {{ ref('household_persons_by_month') }}

),

persons_by_background as (

    select * from {{ ref('household_persons_by_refugee_background') }}

),

periods as (

    select
        '2021-01/2022-04' as period_label,
        date '2021-01-01' as first_month,
        date '2022-04-01' as last_month,
        {{ extract_date('fasit') }} as extract_date
    union all
    select
        '2022-05/2024-12' as period_label,
        date '2022-05-01' as first_month,
        date '2024-12-01' as last_month,
        {{ extract_date('fasit') }} as extract_date

),

-- E4: averages are over the months that have ended.
ended_periods as (

    select
        period_label,
        first_month,
        extract_date,
        least(
            {{ month_index('last_month') }},
            {{ month_index(dbt.dateadd('day', 1, 'extract_date')) }} - 1
        ) - {{ month_index('first_month') }} + 1 as ended_month_count
    from periods

),

backgrounds as (

    select 'Flyktningbakgrunn' as refugee_background_label_nb
    union all
    select 'Ikke flyktningbakgrunn' as refugee_background_label_nb
    union all
    -- Both together.
    select '' as refugee_background_label_nb

),

-- Both together are counted without backgrounds, which nobody knows where Socio is not delivered.
persons_by_month as (

    select
        receipt_month,
        bydel_code,
        refugee_background_label_nb,
        adult_count,
        child_count
    from persons_by_background
    union all
    select
        receipt_month,
        bydel_code,
        '' as refugee_background_label_nb,
        cast(sum(case when household_role_code in ('main_person', 'partner') then person_count else 0 end) as bigint)
            as adult_count,
        cast(sum(
            case when household_role_code in ('child_full_custody', 'child_shared_custody') then person_count else 0 end
        ) as bigint) as child_count
    from persons_by_role
    group by receipt_month, bydel_code

),

counts as (

    select
        ended_periods.period_label,
        persons_by_month.bydel_code,
        persons_by_month.refugee_background_label_nb,
        sum(persons_by_month.adult_count) as adult_month_count,
        sum(persons_by_month.child_count) as child_month_count
    from ended_periods
    inner join persons_by_month
        on
            ended_periods.first_month <= persons_by_month.receipt_month
            and {{ month_index('ended_periods.first_month') }} + ended_periods.ended_month_count
            > {{ month_index('persons_by_month.receipt_month') }}
    group by ended_periods.period_label, persons_by_month.bydel_code, persons_by_month.refugee_background_label_nb

),

final as (

    select
        ended_periods.period_label,
        areas.bydel_code,
        areas.bydel_label_nb,
        backgrounds.refugee_background_label_nb,
        cast(coalesce(counts.adult_month_count, 0) as double)
        / ended_periods.ended_month_count as adult_month_average,
        cast(coalesce(counts.child_month_count, 0) as double)
        / ended_periods.ended_month_count as child_month_average,
        cast(coalesce(counts.adult_month_count + counts.child_month_count, 0) as double)
        / ended_periods.ended_month_count as adult_and_child_month_average,
        ended_periods.ended_month_count,
        ended_periods.extract_date
    from ended_periods
    cross join areas
    cross join backgrounds
    left join counts
        on
            ended_periods.period_label = counts.period_label
            and areas.bydel_code = counts.bydel_code
            and backgrounds.refugee_background_label_nb = counts.refugee_background_label_nb
    where
        ended_periods.ended_month_count > 0
        and (
            backgrounds.refugee_background_label_nb = ''
            or {{ extract_date('socio') }} is not null
        )

)

select * from final
