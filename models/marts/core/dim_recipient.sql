-- What can be said of a recipient whatever the year. Age, household and bydel change, so they stand in the facts; birth
-- date, sex and other attributes that no statistic asks for stay behind in staging.
with payments as (

    select * from {{ ref('fct_payment') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

-- Who was paid and paid it all back is in the payments, and a recipient of no year (R3).
recipients as (

    select recipient_id
    from payments
    group by recipient_id

),

receipt_years as (

    select
        recipient_id,
        min(calendar_year) as first_receipt_year,
        max(calendar_year) as last_receipt_year
    from recipient_years
    group by recipient_id

),

final as (

    select
        recipients.recipient_id,
        receipt_years.first_receipt_year,
        receipt_years.last_receipt_year,
        recipient_years.country_code,
        recipient_years.has_foreign_background,
        recipient_years.has_refugee_background
    from recipients
    left join receipt_years on recipients.recipient_id = receipt_years.recipient_id
    left join recipient_years
        on
            receipt_years.recipient_id = recipient_years.recipient_id
            and receipt_years.last_receipt_year = recipient_years.calendar_year

)

select * from final
