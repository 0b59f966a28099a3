with recipient_years as (

    select * from {{ ref('int_revised_recipient_years') }}

),

payments as (

    select * from {{ ref('revised_payments') }}

),

areas as (

    select * from {{ ref('dim_bydel') }}

),

recipients as (

    select * from {{ ref('recipients_by_bydel') }}

),

deliveries as (

    select * from {{ ref('stg_landing__current_deliveries') }}
    where system_code = 'fasit'

),

differences as (

    select
        recipient_id,
        calendar_year,
        bydel_code,
        'recipients_year' as measure,
        cast(recipient_difference as decimal(18, 2)) as difference
    from recipient_years
    union all
    select
        recipient_id,
        calendar_year,
        bydel_code,
        'recipient_months' as measure,
        cast(month_difference as decimal(18, 2)) as difference
    from recipient_years
    union all
    select
        recipient_id,
        calendar_year,
        bydel_code,
        'gross_paid_nok' as measure,
        cast(amount_difference_nok as decimal(18, 2)) as difference
    from recipient_years

),

values_now as (

    select
        calendar_year,
        bydel_code,
        'recipients_year' as measure,
        cast(recipient_count as double) as value
    from recipients
    union all
    select
        calendar_year,
        bydel_code,
        'recipient_months' as measure,
        round(recipient_month_average * ended_month_count) as value
    from recipients
    union all
    select
        calendar_year,
        bydel_code,
        'gross_paid_nok' as measure,
        cast(gross_paid_amount_nok as double) as value
    from recipients

),

totals as (

    select
        calendar_year,
        bydel_code,
        measure,
        -- Summed as decimals: a sum of doubles depends on the order of the rows.
        cast(sum(difference) as double) as difference
    from differences
    group by calendar_year, bydel_code, measure

),

-- Whose year a revised payment touches: that of its recipient now, and of its recipient before.
touched_years as (

    select
        payment_id,
        recipient_id,
        cast(extract(year from payment_date) as int) as calendar_year
    from payments
    where recipient_id is not null
    union
    select
        payment_id,
        previous_recipient_id as recipient_id,
        cast(extract(year from previous_payment_date) as int) as calendar_year
    from payments
    where previous_recipient_id is not null

),

explanations as (

    select
        differences.calendar_year,
        differences.bydel_code,
        differences.measure,
        count(distinct touched_years.payment_id) as payment_count,
        {{ ordered_list('touched_years.payment_id') }} as payment_ids
    from differences
    inner join touched_years
        on
            differences.recipient_id = touched_years.recipient_id
            and differences.calendar_year = touched_years.calendar_year
    where differences.difference != 0
    group by differences.calendar_year, differences.bydel_code, differences.measure

),

-- A year of which no payment is left has no figures now.
final as (

    select
        totals.calendar_year,
        totals.bydel_code,
        areas.bydel_label_nb,
        totals.measure,
        coalesce(values_now.value, 0) - totals.difference as previous_value,
        coalesce(values_now.value, 0) as value,
        totals.difference,
        explanations.payment_count,
        -- A list that nobody would read stays in revised_payments.
        case when explanations.payment_count <= 100 then explanations.payment_ids end as payment_ids,
        deliveries.previous_extract_date,
        deliveries.extract_date
    from totals
    inner join areas on totals.bydel_code = areas.bydel_code
    left join values_now
        on
            totals.calendar_year = values_now.calendar_year
            and totals.bydel_code = values_now.bydel_code
            and totals.measure = values_now.measure
    inner join explanations
        on
            totals.calendar_year = explanations.calendar_year
            and totals.bydel_code = explanations.bydel_code
            and totals.measure = explanations.measure
    cross join deliveries

)

select * from final
