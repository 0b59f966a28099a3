-- Every recipient at last contact is either full or supplementary (S3), in each bydel and in Oslo.
select
    aid.calendar_year,
    aid.bydel_code,
    aid.full_recipient_count,
    aid.supplementary_recipient_count,
    recipients.last_contact_recipient_count
from {{ ref('full_supplementary_aid') }} as aid
full outer join {{ ref('recipients_by_bydel') }} as recipients
    on
        aid.calendar_year = recipients.calendar_year
        and aid.bydel_code = recipients.bydel_code
where
    aid.full_recipient_count + aid.supplementary_recipient_count
    is distinct from recipients.last_contact_recipient_count
