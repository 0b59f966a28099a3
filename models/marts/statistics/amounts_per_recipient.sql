with areas as (

    select * from {{ ref('dim_bydel') }}

),

amounts as (

    select * from {{ ref('int_recipient_year_amounts') }}

),

distributions as (

    select
        calendar_year,
        bydel_code,
        count(*) as recipient_count,
        cast(sum(amount_nok) as double) / count(*) as mean_amount_nok,
        {{ quantile_nok('amount_nok', 0.25) }} as first_quartile_amount_nok,
        {{ quantile_nok('amount_nok', 0.5) }} as median_amount_nok,
        {{ quantile_nok('amount_nok', 0.75) }} as third_quartile_amount_nok
    from amounts
    group by calendar_year, bydel_code

),

final as (

    select
        distributions.calendar_year,
        distributions.bydel_code,
        areas.bydel_label_nb,
        distributions.recipient_count,
        distributions.mean_amount_nok,
        distributions.first_quartile_amount_nok,
        distributions.median_amount_nok,
        distributions.third_quartile_amount_nok,
        {{ extract_date('fasit') }} as extract_date
    from distributions
    inner join areas on distributions.bydel_code = areas.bydel_code

)

select * from final
