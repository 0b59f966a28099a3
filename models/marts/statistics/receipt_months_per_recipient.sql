with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

recipient_year_bydeler as (

    select * from {{ ref('fct_recipient_year_bydel') }}

),

-- R6: a bydel's recipients are those with a month of receipt there, and only the months there are its months.
counted as (

    select
        calendar_year,
        '0301' as bydel_code,
        receipt_month_count
    from recipient_years
    union all
    select
        calendar_year,
        bydel_code,
        receipt_month_count
    from recipient_year_bydeler

),

counts as (

    select
        calendar_year,
        bydel_code,
        count(*) as recipient_count,
        cast(sum(receipt_month_count) as bigint) as receipt_month_count
    from counted
    group by calendar_year, bydel_code

),

final as (

    select
        years.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        coalesce(counts.recipient_count, 0) as recipient_count,
        coalesce(counts.receipt_month_count, 0) as receipt_month_count,
        cast(counts.receipt_month_count as double) / nullif(counts.recipient_count, 0) as receipt_month_average,
        years.extract_date
    from years
    cross join areas
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and areas.bydel_code = counts.bydel_code

)

select * from final
