-- E2: what became of payments from one delivery to the next.
{% set extract_dates = {'current': 'extract_date', 'previous': 'previous_extract_date'} %}
{% set columns = ['utbetaling_id', 'hovedperson_fnr', 'utbetalingsdato', 'bydel', 'belop'] %}

-- Nearly all are the same in both. Only where checksums of a day differ are they compared one by one: all of them would
-- not fit in memory. One that goes over to another day changes both. Each CTE reads the source itself, as what several
-- read of another is held in memory.
with
{% for delivery, extract_date in extract_dates.items() %}
    {{ delivery }}_days as (

        select
            utbetalingsdato as payment_date,
            {{ checksum(columns) }} as day_checksum
        from {{ source('fasit', 'utbetaling') }}
        where {{ in_current_delivery('fasit', extract_date) }}
        group by utbetalingsdato

    ),

{% endfor %}
changed_days as (

    select coalesce(current_days.payment_date, previous_days.payment_date) as payment_date
    from current_days
    full outer join previous_days on current_days.payment_date = previous_days.payment_date
    where current_days.day_checksum is distinct from previous_days.day_checksum

),

{% for delivery, extract_date in extract_dates.items() %}
    {{ delivery }}_payments as (

        select {{ columns | join(', ') }}
        from {{ source('fasit', 'utbetaling') }}
        where
            {{ in_current_delivery('fasit', extract_date) }}
            and utbetalingsdato in (select changed_days.payment_date from changed_days)

    ),

{% endfor %}
-- The first delivery of all revises nothing.
deliveries as (

    select * from {{ ref('stg_landing__current_deliveries') }}
    where
        system_code = 'fasit'
        and previous_extract_date is not null

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

compared as (

    select
        coalesce(current_payments.utbetaling_id, previous_payments.utbetaling_id) as payment_id,
        case
            when previous_payments.utbetaling_id is null then 'added'
            when current_payments.utbetaling_id is null then 'removed'
            else 'changed'
        end as revision_code,
        current_payments.hovedperson_fnr as ident,
        current_payments.utbetalingsdato as payment_date,
        current_payments.bydel,
        current_payments.belop as amount_nok,
        previous_payments.hovedperson_fnr as previous_ident,
        previous_payments.utbetalingsdato as previous_payment_date,
        previous_payments.bydel as previous_bydel,
        previous_payments.belop as previous_amount_nok
    from current_payments
    full outer join previous_payments on current_payments.utbetaling_id = previous_payments.utbetaling_id
    where
        current_payments.hovedperson_fnr is distinct from previous_payments.hovedperson_fnr
        or current_payments.utbetalingsdato is distinct from previous_payments.utbetalingsdato
        or current_payments.bydel is distinct from previous_payments.bydel
        or current_payments.belop is distinct from previous_payments.belop

),

revisions as (

    select
        compared.payment_id,
        compared.revision_code,
        coalesce(ident_now.person_pseudonym, compared.ident) as recipient_id,
        compared.payment_date,
        now_bydeler.code as bydel_code,
        compared.amount_nok,
        coalesce(ident_then.person_pseudonym, compared.previous_ident) as previous_recipient_id,
        compared.previous_payment_date,
        then_bydeler.code as previous_bydel_code,
        compared.previous_amount_nok,
        deliveries.extract_date,
        deliveries.previous_extract_date
    from compared
    cross join deliveries
    left join several_idents as ident_now on compared.ident = ident_now.ident
    left join several_idents as ident_then on compared.previous_ident = ident_then.ident
    left join bydeler as now_bydeler on compared.bydel = now_bydeler.code
    left join bydeler as then_bydeler on compared.previous_bydel = then_bydeler.code

)

select * from revisions
