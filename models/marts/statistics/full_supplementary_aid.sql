with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

counts as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        count(*) as recipient_count,
        cast(sum(case when is_full_recipient then 1 else 0 end) as bigint) as full_recipient_count
    from recipient_years
    group by grouping sets ((calendar_year, bydel_code), (calendar_year))

),

combined as (

    select
        years.calendar_year,
        years.extract_date,
        areas.bydel_code,
        areas.bydel_label_nb,
        coalesce(counts.recipient_count, 0) as recipient_count,
        coalesce(counts.full_recipient_count, 0) as full_recipient_count,
        coalesce(counts.recipient_count - counts.full_recipient_count, 0) as supplementary_recipient_count
    from years
    cross join areas
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and areas.bydel_code = counts.bydel_code

),

final as (

    select
        this_year.calendar_year,
        this_year.bydel_code,
        this_year.bydel_label_nb,
        this_year.recipient_count,
        this_year.full_recipient_count,
        this_year.supplementary_recipient_count,
        {{ share('this_year.full_recipient_count', 'this_year.recipient_count') }} as full_recipient_share,
        {{ share('this_year.supplementary_recipient_count', 'this_year.recipient_count') }}
            as supplementary_recipient_share,
        {{ change_share('this_year.full_recipient_count', 'last_year.full_recipient_count') }}
            as full_recipient_count_change_share,
        {{ change_share('this_year.supplementary_recipient_count', 'last_year.supplementary_recipient_count') }}
            as supplementary_recipient_count_change_share,
        this_year.extract_date
    from combined as this_year
    left join combined as last_year
        on
            this_year.calendar_year = last_year.calendar_year + 1
            and this_year.bydel_code = last_year.bydel_code

)

select * from final
