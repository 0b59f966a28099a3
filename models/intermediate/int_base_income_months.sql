with incomes as (

    select * from {{ ref('stg_fasit__incomes') }}

),

-- Types are told apart by number, which texts would take twice the memory for.
income_types as (

    select
        code,
        is_base_income,
        cast(row_number() over (order by code) as int) as type_number
    from {{ ref('income_type_code') }}

),

-- S1: the list of what is not base income is closed; an unknown type is base income. One type does not make up for
-- another.
base_incomes as (

    select
        incomes.person_pseudonym,
        {{ month_index('incomes.income_month') }} as month_index,
        income_types.type_number
    from incomes
    left join income_types on incomes.income_type_code = income_types.code
    where coalesce(income_types.is_base_income, true)
    group by incomes.person_pseudonym, {{ month_index('incomes.income_month') }}, income_types.type_number
    having sum(incomes.amount_nok) > 0

),

base_income_months as (

    select
        person_pseudonym,
        month_index
    from base_incomes
    group by person_pseudonym, month_index

)

select * from base_income_months
