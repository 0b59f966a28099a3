with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

classes as (

    select * from {{ ref('duration_class_code') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

counts as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        duration_class_code,
        count(*) as recipient_count
    from recipient_years
    group by grouping sets (
        (calendar_year, bydel_code, duration_class_code),
        (calendar_year, duration_class_code)
    )

),

combined as (

    select
        years.calendar_year,
        years.extract_date,
        areas.bydel_code,
        areas.bydel_label_nb,
        classes.code as duration_class_code,
        classes.label_nb as duration_class_label_nb,
        classes.is_long_term,
        coalesce(counts.recipient_count, 0) as recipient_count
    from years
    cross join areas
    cross join classes
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and areas.bydel_code = counts.bydel_code
            and classes.code = counts.duration_class_code

),

final as (

    select
        calendar_year,
        bydel_code,
        bydel_label_nb,
        duration_class_code,
        duration_class_label_nb,
        is_long_term,
        recipient_count,
        {{ share('recipient_count', 'sum(recipient_count) over (partition by calendar_year, bydel_code)') }}
            as recipient_share,
        extract_date
    from combined

)

select * from final
