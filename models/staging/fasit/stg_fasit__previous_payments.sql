-- E2, R5: the order of ids is one delivery's, so that months of the delivery before are made of its own rows.
with payments as (

    select * from {{ source('fasit', 'utbetaling') }}
    where {{ in_current_delivery('fasit', 'previous_extract_date') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

revisions as (

    select * from {{ ref('stg_fasit__payment_revisions') }}

),

{{ revised_recipients_cte() }},

renamed as (

    select
        payments.utbetaling_id as payment_id,
        payments.key_rank as payment_rank,
        coalesce(several_idents.person_pseudonym, payments.hovedperson_fnr) as recipient_id,
        payments.utbetalingsdato as payment_date,
        bydeler.code as bydel_code,
        payments.belop as amount_nok
    from payments
    left join several_idents on payments.hovedperson_fnr = several_idents.ident
    left join bydeler on payments.bydel = bydeler.code
    inner join revised_recipients
        on coalesce(several_idents.person_pseudonym, payments.hovedperson_fnr) = revised_recipients.recipient_id

)

select * from renamed
