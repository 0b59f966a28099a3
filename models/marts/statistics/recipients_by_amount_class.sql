with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

classes as (

    select * from {{ ref('amount_class_code') }}

),

amounts as (

    select * from {{ ref('int_recipient_year_amounts') }}

),

-- M4
counts as (

    select
        amounts.calendar_year,
        amounts.bydel_code,
        classes.code as amount_class_code,
        count(*) as recipient_count
    from amounts
    inner join classes
        on
            amounts.amount_nok >= coalesce(classes.minimum_amount_nok, amounts.amount_nok)
            and amounts.amount_nok <= coalesce(classes.maximum_amount_nok, amounts.amount_nok)
    group by amounts.calendar_year, amounts.bydel_code, classes.code

),

combined as (

    select
        years.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        classes.code as amount_class_code,
        classes.label_nb as amount_class_label_nb,
        classes.class_number,
        coalesce(counts.recipient_count, 0) as recipient_count,
        years.extract_date
    from years
    cross join areas
    cross join classes
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and areas.bydel_code = counts.bydel_code
            and classes.code = counts.amount_class_code

),

final as (

    select
        calendar_year,
        bydel_code,
        bydel_label_nb,
        amount_class_code,
        amount_class_label_nb,
        class_number,
        recipient_count,
        {{ share('recipient_count', 'sum(recipient_count) over (partition by calendar_year, bydel_code)') }}
            as recipient_share,
        extract_date
    from combined

)

select * from final
where
    class_number > 0
    or recipient_count > 0
