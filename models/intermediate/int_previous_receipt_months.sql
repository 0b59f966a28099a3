-- Months of the recipients whose payments were revised, as they were in the delivery before.
with current_payments as (

    select * from {{ ref('stg_fasit__payments') }}

),

revisions as (

    select * from {{ ref('stg_fasit__payment_revisions') }}

),

{{ revised_recipients_cte() }},

all_payments as (

    select
        current_payments.payment_id,
        current_payments.recipient_id,
        current_payments.payment_date,
        current_payments.bydel_code,
        current_payments.amount_nok
    from current_payments
    inner join revised_recipients on current_payments.recipient_id = revised_recipients.recipient_id
    left join revisions on current_payments.payment_id = revisions.payment_id
    where revisions.payment_id is null
    union all
    select
        payment_id,
        previous_recipient_id as recipient_id,
        previous_payment_date as payment_date,
        previous_bydel_code as bydel_code,
        previous_amount_nok as amount_nok
    from revisions
    where previous_recipient_id is not null

),

payments as (

    select * from all_payments
    where {{ outside_coverage('fasit.utbetaling', 'payment_date', 'previous_extract_date') }} is null

),

{{ receipt_month_ctes() }}

select * from receipt_months
