-- No payment may be lost on the way: kroner in (the loaded delivery, but for what is dated outside the time that Fasit
-- covers) = kroner out (facts, and Oslo's gross paid).
-- What could not be loaded is stated by stg_landing__quarantined_payments and printed by the build.
with loaded as (

    select sum(belop) as amount_nok
    from {{ source('fasit', 'utbetaling') }}
    where {{ in_current_delivery('fasit') }}

),

uncovered as (

    select coalesce(sum(amount_nok), 0) as amount_nok
    from {{ ref('stg_fasit__payments') }}
    where outside_coverage_code is not null

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
    uncovered.amount_nok as uncovered_amount_nok,
    loaded.amount_nok as loaded_amount_nok,
    facts.amount_nok as fact_amount_nok,
    statistics.amount_nok as statistics_amount_nok
from loaded
cross join uncovered
cross join facts
cross join statistics
where
    loaded.amount_nok is distinct from coalesce(facts.amount_nok, 0) + uncovered.amount_nok
    or facts.amount_nok is distinct from statistics.amount_nok
