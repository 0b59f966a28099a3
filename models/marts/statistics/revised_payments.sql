with revisions as (

    select * from {{ ref('stg_fasit__payment_revisions') }}

)

select
    payment_id,
    revision_code,
    recipient_id,
    payment_date,
    bydel_code,
    amount_nok,
    previous_recipient_id,
    previous_payment_date,
    previous_bydel_code,
    previous_amount_nok,
    extract_date,
    previous_extract_date
from revisions
