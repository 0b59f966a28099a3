with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

classes as (

    select * from {{ ref('age_class_code') }}

),

-- E5: an unknown age is in no class.
classified as (

    select
        recipient_years.calendar_year,
        recipient_years.bydel_code,
        classes.code as age_class_code,
        recipient_years.has_refugee_background
    from recipient_years
    inner join classes
        on
            recipient_years.age >= coalesce(classes.youngest_age, recipient_years.age)
            and recipient_years.age <= coalesce(classes.oldest_age, recipient_years.age)

),

counts as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        age_class_code,
        count(*) as recipient_count,
        cast(sum(case when has_refugee_background then 1 else 0 end) as bigint) as refugee_background_count
    from classified
    group by grouping sets (
        (calendar_year, bydel_code, age_class_code),
        (calendar_year, age_class_code)
    )

),

final as (

    select
        years.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        classes.code as age_class_code,
        classes.label_nb as age_class_label_nb,
        coalesce(counts.recipient_count, 0) as recipient_count,
        {{ if_delivered('socio', 'coalesce(counts.refugee_background_count, 0)') }} as refugee_background_count,
        {{ if_delivered('socio', 'coalesce(counts.recipient_count - counts.refugee_background_count, 0)') }}
            as no_refugee_background_count,
        {{ if_delivered('socio', share('counts.refugee_background_count', 'counts.recipient_count')) }}
            as refugee_background_share,
        years.extract_date
    from years
    cross join areas
    cross join classes
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and areas.bydel_code = counts.bydel_code
            and classes.code = counts.age_class_code

)

select * from final
