with recipient_years as (

    select * from {{ ref('int_recipient_years') }}

),

durations as (

    select * from {{ ref('int_recipient_year_durations') }}

),

characteristics as (

    select * from {{ ref('int_recipient_year_characteristics') }}

),

final as (

    select
        recipient_years.recipient_id,
        recipient_years.calendar_year,
        recipient_years.bydel_code,
        recipient_years.first_contact_date,
        recipient_years.last_contact_date,
        recipient_years.receipt_month_count,
        recipient_years.full_month_count,
        recipient_years.is_full_recipient,
        recipient_years.amount_nok,
        durations.spell_number,
        durations.duration_month_count,
        durations.duration_class_code,
        durations.is_long_term,
        durations.is_new,
        characteristics.age,
        characteristics.main_custody_child_count,
        characteristics.any_custody_child_count,
        characteristics.country_code,
        characteristics.has_foreign_background,
        characteristics.has_refugee_background
    from recipient_years
    inner join durations
        on
            recipient_years.recipient_id = durations.recipient_id
            and recipient_years.calendar_year = durations.calendar_year
    inner join characteristics
        on
            recipient_years.recipient_id = characteristics.recipient_id
            and recipient_years.calendar_year = characteristics.calendar_year

)

select * from final
