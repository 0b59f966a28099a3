with areas as (

    select * from {{ ref('dim_bydel') }}

),

months as (

    select * from {{ ref('int_programme_months') }}
    where programme_code in ('kvp', 'introduction')

),

participation_months as (

    select * from {{ ref('fct_participation_month') }}

),

-- K1: one person counts once per month and bydel, and once in Oslo.
counts as (

    {{ participant_counts('month_index') }}

),

combined as (

    select
        months.programme_code,
        months.programme_month,
        months.month_index,
        months.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        coalesce(counts.participant_count, 0) as participant_count,
        coalesce(counts.new_participant_count, 0) as new_participant_count,
        coalesce(counts.ended_participant_count, 0) as ended_participant_count,
        months.has_ended,
        months.extract_date
    from months
    cross join areas
    left join counts
        on
            months.programme_code = counts.programme_code
            and months.month_index = counts.month_index
            and areas.bydel_code = counts.bydel_code

),

final as (

    select
        this_month.programme_code,
        this_month.programme_month,
        this_month.calendar_year,
        this_month.bydel_code,
        this_month.bydel_label_nb,
        this_month.participant_count,
        this_month.new_participant_count,
        this_month.ended_participant_count,
        this_month.participant_count - last_year.participant_count as participant_change_count,
        {{ change_share('this_month.participant_count', 'last_year.participant_count') }} as participant_change_share,
        {{ share('this_month.participant_count', 'three_years_ago.participant_count') }}
            as participant_three_year_ratio,
        this_month.has_ended,
        this_month.extract_date
    from combined as this_month
    left join combined as last_year
        on
            this_month.programme_code = last_year.programme_code
            and this_month.bydel_code = last_year.bydel_code
            and this_month.month_index = last_year.month_index + 12
    left join combined as three_years_ago
        on
            this_month.programme_code = three_years_ago.programme_code
            and this_month.bydel_code = three_years_ago.bydel_code
            and this_month.month_index = three_years_ago.month_index + 36

)

select * from final
