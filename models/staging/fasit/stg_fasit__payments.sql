with payments as (

    select * from {{ source('fasit', 'utbetaling') }}
    where {{ in_current_delivery('fasit') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

aid_types as (

    select * from {{ ref('aid_type_code') }}

),

renamed as (

    select
        payments.utbetaling_id as payment_id,
        payments.key_rank as payment_rank,
        coalesce(several_idents.person_pseudonym, payments.hovedperson_fnr) as recipient_id,
        payments.utbetalingsdato as payment_date,
        bydeler.code as bydel_code,
        aid_types.code as aid_type_code,
        payments.belop as amount_nok,
        -- A payment cannot correct itself.
        nullif(payments.korrigerer_utbetaling_id, payments.utbetaling_id) as corrected_payment_id,
        {{ outside_coverage('fasit.utbetaling', 'payments.utbetalingsdato') }} as outside_coverage_code
    from payments
    left join several_idents on payments.hovedperson_fnr = several_idents.ident
    left join bydeler on payments.bydel = bydeler.code
    left join aid_types on payments.hjelpetype = aid_types.code

)

select * from renamed
