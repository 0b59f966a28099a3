-- Classes of age hold every recipient at last contact whose age is known (R7, E5), those of the yearly amount every
-- recipient of the year (R4, R6), in each bydel and in Oslo, and refugee background, where it is known of
-- all, splits the ages without rest.
with recipients as (

    select
        calendar_year,
        bydel_code,
        recipient_count,
        last_contact_recipient_count
    from {{ ref('recipients_by_bydel') }}

),

unknown_ages as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        count(*) as recipient_count
    from {{ ref('fct_recipient_year') }}
    where age is null
    group by grouping sets ((calendar_year, bydel_code), (calendar_year))

),

ages as (

    select
        calendar_year,
        bydel_code,
        sum(recipient_count) as recipient_count,
        sum(refugee_background_count + no_refugee_background_count) as background_count
    from {{ ref('recipients_by_age') }}
    group by calendar_year, bydel_code

),

amounts as (

    select
        calendar_year,
        bydel_code,
        sum(recipient_count) as recipient_count
    from {{ ref('recipients_by_amount_class') }}
    group by calendar_year, bydel_code

)

select
    recipients.calendar_year,
    recipients.bydel_code,
    recipients.recipient_count,
    recipients.last_contact_recipient_count,
    ages.recipient_count as age_count,
    ages.background_count,
    unknown_ages.recipient_count as unknown_age_count,
    amounts.recipient_count as amount_count
from recipients
left join ages
    on
        recipients.calendar_year = ages.calendar_year
        and recipients.bydel_code = ages.bydel_code
left join unknown_ages
    on
        recipients.calendar_year = unknown_ages.calendar_year
        and recipients.bydel_code = unknown_ages.bydel_code
left join amounts
    on
        recipients.calendar_year = amounts.calendar_year
        and recipients.bydel_code = amounts.bydel_code
where
    recipients.last_contact_recipient_count
    is distinct from ages.recipient_count + coalesce(unknown_ages.recipient_count, 0)
    or ages.recipient_count != ages.background_count
    or recipients.recipient_count is distinct from amounts.recipient_count
