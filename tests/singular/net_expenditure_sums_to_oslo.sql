-- No krone of the ledger may be lost or counted twice (M2): Oslo is the loaded delivery, function by function, and the
-- bydeler and the lines without a known bydel (E5) make up Oslo. The unknown part is summed from the facts, so that it
-- cannot hide a wrong total.
{% set conditions = {
    'social_assistance_amount_nok': "kostra_function_code = '281'",
    'temporary_housing_amount_nok': "kostra_function_code = '281' and account_code = '14703'",
    'kvp_amount_nok': "kostra_function_code = '276'",
    'introduction_amount_nok': "kostra_function_code = '275'",
} %}
with sums as (

    {% for amount in conditions %}
        select
            '{{ amount }}' as amount,
            calendar_year,
            sum(case when bydel_code = '0301' then {{ amount }} else 0 end) as oslo_nok,
            sum(case when bydel_code = '0301' then 0 else {{ amount }} end) as bydeler_nok
        from {{ ref('net_expenditure_by_bydel') }}
        group by calendar_year
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

unknown as (

    {% for amount, condition in conditions.items() %}
        select
            '{{ amount }}' as amount,
            calendar_year,
            sum(case when bydel_code is null and {{ condition }} then amount_nok else 0 end) as unknown_nok
        from {{ ref('fct_ledger_line') }}
        group by calendar_year
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

loaded as (

    select
        case kostra_funksjon
            when '281' then 'social_assistance_amount_nok'
            when '276' then 'kvp_amount_nok'
            when '275' then 'introduction_amount_nok'
        end as amount,
        cast(substring(periode, 1, 4) as int) as calendar_year,
        sum(belop) as loaded_nok
    from {{ source('unit4', 'hovedbok') }}
    where {{ in_current_delivery('unit4') }}
    group by kostra_funksjon, substring(periode, 1, 4)

)

select
    sums.amount,
    sums.calendar_year,
    sums.oslo_nok,
    sums.bydeler_nok,
    unknown.unknown_nok,
    loaded.loaded_nok
from sums
left join unknown on sums.amount = unknown.amount and sums.calendar_year = unknown.calendar_year
left join loaded on sums.amount = loaded.amount and sums.calendar_year = loaded.calendar_year
where
    sums.oslo_nok is distinct from sums.bydeler_nok + unknown.unknown_nok
    or (
        sums.amount != 'temporary_housing_amount_nok'
        and sums.oslo_nok != coalesce(loaded.loaded_nok, 0)
    )
