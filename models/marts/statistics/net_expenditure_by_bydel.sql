with areas as (

    select * from {{ ref('dim_bydel') }}

),

lines as (

    select * from {{ ref('fct_ledger_line') }}

),

years as (

    select calendar_year
    from lines
    group by calendar_year

),

-- M2: income and refunds are negative lines; a line without a known bydel counts in Oslo only.
sums as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        sum(case when kostra_function_code = '281' then amount_nok end) as social_assistance_amount_nok,
        sum(
            case when kostra_function_code = '281' and account_code = '14703' then amount_nok end
        ) as temporary_housing_amount_nok,
        sum(case when kostra_function_code = '276' then amount_nok end) as kvp_amount_nok,
        sum(case when kostra_function_code = '275' then amount_nok end) as introduction_amount_nok
    from lines
    group by grouping sets ((calendar_year, bydel_code), (calendar_year))

),

final as (

    select
        years.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        {% for amount in ['social_assistance', 'temporary_housing', 'kvp', 'introduction'] %}
            cast(coalesce(sums.{{ amount }}_amount_nok, 0) as decimal(18, 2)) as {{ amount }}_amount_nok,
        {% endfor %}
        {{ extract_date('unit4') }} as extract_date
    from years
    cross join areas
    left join sums
        on
            years.calendar_year = sums.calendar_year
            and areas.bydel_code = sums.bydel_code

)

select * from final
