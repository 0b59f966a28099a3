with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

moves as (

    select * from {{ ref('fct_move') }}

),

counts as (

    select
        calendar_year,
        {{ area_code('from_bydel_code') }} as from_bydel_code,
        {{ area_code('to_bydel_code') }} as to_bydel_code,
        count(*) as moved_recipient_count
    from moves
    group by grouping sets (
        (calendar_year, from_bydel_code, to_bydel_code),
        (calendar_year, from_bydel_code),
        (calendar_year, to_bydel_code),
        (calendar_year)
    )

),

final as (

    select
        years.calendar_year,
        from_areas.bydel_code as from_bydel_code,
        from_areas.bydel_label_nb as from_bydel_label_nb,
        to_areas.bydel_code as to_bydel_code,
        to_areas.bydel_label_nb as to_bydel_label_nb,
        coalesce(counts.moved_recipient_count, 0) as moved_recipient_count,
        years.extract_date
    from years
    cross join areas as from_areas
    cross join areas as to_areas
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and from_areas.bydel_code = counts.from_bydel_code
            and to_areas.bydel_code = counts.to_bydel_code

)

select * from final
