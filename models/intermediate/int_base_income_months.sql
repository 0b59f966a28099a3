with incomes as (

    select * from {{ ref('stg_fasit__incomes') }}

),

income_types as (

    select * from {{ ref('income_type_code') }}

),

amounts as (

    select
        person_pseudonym,
        {{ month_index('income_month') }} as month_index,
        income_type_code,
        sum(amount_nok) as amount_nok
    from incomes
    group by person_pseudonym, income_month, income_type_code

),

-- S1: the list of what is not base income is closed; an unknown type is base income.
base_income_months as (

    select
        amounts.person_pseudonym,
        amounts.month_index
    from amounts
    left join income_types on amounts.income_type_code = income_types.code
    where
        amounts.amount_nok > 0
        and coalesce(income_types.is_base_income, true)
    group by amounts.person_pseudonym, amounts.month_index

)

select * from base_income_months
