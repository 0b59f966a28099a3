-- The classes of duration hold every recipient at last contact, and the last class is the long-term recipients (D3).
with classes as (

    select
        calendar_year,
        bydel_code,
        sum(recipient_count) as recipient_count,
        sum(case when is_long_term then recipient_count else 0 end) as long_term_count
    from {{ ref('duration_by_bydel') }}
    group by calendar_year, bydel_code

)

select
    recipients.calendar_year,
    recipients.bydel_code,
    classes.recipient_count,
    recipients.recipient_count as all_recipient_count,
    classes.long_term_count,
    recipients.long_term_count as all_long_term_count
from {{ ref('characteristics_by_bydel') }} as recipients
left join classes
    on
        recipients.calendar_year = classes.calendar_year
        and recipients.bydel_code = classes.bydel_code
where
    recipients.recipient_count is distinct from classes.recipient_count
    or recipients.long_term_count is distinct from classes.long_term_count
