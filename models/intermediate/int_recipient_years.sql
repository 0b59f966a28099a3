-- Recipients of the year (R4), with first and last contact (R7, R8).
with receipt_months as (

    select * from {{ ref('int_recipient_months') }}

),

all_months as (

    select * from {{ ref('int_receipt_months') }}

),

-- R3: the money of a month that is no receipt still counts.
gross as (

    select
        recipient_id,
        calendar_year,
        cast(sum(amount_nok) as decimal(18, 2)) as amount_nok
    from all_months
    group by recipient_id, calendar_year

),

years as (

    select
        recipient_id,
        calendar_year,
        min(month_index) as first_month_index,
        max(month_index) as last_month_index,
        min(first_payment_date) as first_contact_date,
        max(reference_date) as last_contact_date,
        {{ last_value_by('bydel_code', ['month_index']) }} as bydel_code,
        cast(count(*) as int) as receipt_month_count,
        cast(sum(case when is_full_month then 1 else 0 end) as int) as full_month_count
    from receipt_months
    group by recipient_id, calendar_year

),

recipient_years as (

    select
        years.recipient_id,
        years.calendar_year,
        years.last_month_index,
        years.first_contact_date,
        years.last_contact_date,
        years.bydel_code,
        years.receipt_month_count,
        years.full_month_count,
        -- S3: at least three quarters of the months, in whole numbers.
        years.full_month_count * 4 >= years.receipt_month_count * 3 as is_full_recipient,
        gross.amount_nok
    from years
    inner join gross
        on
            years.recipient_id = gross.recipient_id
            and years.calendar_year = gross.calendar_year

)

select * from recipient_years
