-- Months (R5), last contacts (R7) and kroner (M1) are counted once: the bydeler and what has no known bydel (E5) make
-- up Oslo exactly. The unknown part is counted from the facts, so that it cannot hide a wrong total.
with marts as (

    select
        recipients.calendar_year,
        recipients.bydel_code = '0301' as is_total,
        sum(recipients.last_contact_recipient_count) as last_contact_count,
        round(sum(recipients.recipient_month_average * recipients.ended_month_count)) as month_count,
        sum(recipients.gross_paid_amount_nok) as amount_nok
    from {{ ref('recipients_by_bydel') }} as recipients
    group by recipients.calendar_year, recipients.bydel_code = '0301'

),

unknown as (

    select
        years.calendar_year,
        (
            select count(*) from {{ ref('fct_recipient_year') }} as recipient_years
            where recipient_years.calendar_year = years.calendar_year and recipient_years.bydel_code is null
        ) as last_contact_count,
        (
            select count(*) from {{ ref('fct_recipient_month') }} as recipient_months
            where
                recipient_months.calendar_year = years.calendar_year
                and recipient_months.bydel_code is null
                and recipient_months.month_index % 12 < years.ended_month_count
        ) as month_count,
        (
            select coalesce(sum(payments.amount_nok), 0) from {{ ref('fct_payment') }} as payments
            where payments.calendar_year = years.calendar_year and payments.bydel_code is null
        ) as amount_nok
    from {{ ref('dim_year') }} as years

)

select
    total.calendar_year,
    total.last_contact_count - bydeler.last_contact_count - unknown.last_contact_count as last_contact_difference,
    total.month_count - bydeler.month_count - unknown.month_count as month_difference,
    total.amount_nok - bydeler.amount_nok - unknown.amount_nok as amount_difference_nok
from marts as total
inner join marts as bydeler on total.calendar_year = bydeler.calendar_year and not bydeler.is_total
inner join unknown on total.calendar_year = unknown.calendar_year
where
    total.is_total
    and (
        total.last_contact_count != bydeler.last_contact_count + unknown.last_contact_count
        or total.month_count != bydeler.month_count + unknown.month_count
        or total.amount_nok != bydeler.amount_nok + unknown.amount_nok
    )
