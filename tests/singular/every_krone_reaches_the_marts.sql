-- No payment may be lost on the way: kroner in (the loaded delivery) = kroner out (facts, and Oslo's gross paid).
-- What could not be loaded is stated by stg_landing__quarantined_payments and printed by the build.
with loaded as (

    select sum(belop) as amount_nok
    from {{ source('fasit', 'utbetaling') }}
    where {{ in_current_delivery('fasit') }}

),

facts as (

    select sum(amount_nok) as amount_nok
    from {{ ref('fct_payment') }}

),

statistics as (

    select sum(gross_paid_amount_nok) as amount_nok
    from {{ ref('recipients_by_bydel') }}
    where bydel_code = '0301'

)

select
    loaded.amount_nok as loaded_amount_nok,
    facts.amount_nok as fact_amount_nok,
    statistics.amount_nok as statistics_amount_nok
from loaded
cross join facts
cross join statistics
where
    loaded.amount_nok is distinct from facts.amount_nok
    or loaded.amount_nok is distinct from statistics.amount_nok
