with recipient_months as (

    select * from {{ ref('fct_recipient_month') }}

),

members as (

    select * from {{ ref('int_household_months') }}

),

-- S4: incomes of the main person and of the spouse or cohabitant count, in months of receipt. E5: a type that no list
-- knows is in no class. Incomes are read three times: what several CTEs read of another is held in memory whole.
main_incomes as (

    select
        recipient_id,
        {{ month_index('income_month') }} as month_index,
        income_type_code
    from {{ ref('stg_fasit__incomes') }}
    where
        person_pseudonym = recipient_id
        and income_type_code is not null
        and amount_nok > 0

),

partner_incomes as (

    select
        incomes.recipient_id,
        members.month_index,
        incomes.income_type_code
    from {{ ref('stg_fasit__incomes') }} as incomes
    inner join members
        on
            incomes.recipient_id = members.recipient_id
            and incomes.person_pseudonym = members.person_pseudonym
            and {{ month_index('incomes.income_month') }} = members.month_index
    where
        incomes.income_type_code is not null
        and incomes.amount_nok > 0
        and members.relation_code in ('EKTEFELLE', 'SAMBOER')
    group by incomes.recipient_id, members.month_index, incomes.income_type_code

),

-- A type that both have is one.
only_partner_incomes as (

    select partner_incomes.*
    from partner_incomes
    where
        not exists (
            select 1
            from {{ ref('stg_fasit__incomes') }} as incomes
            where
                incomes.recipient_id = partner_incomes.recipient_id
                and incomes.person_pseudonym = incomes.recipient_id
                and {{ month_index('incomes.income_month') }} = partner_incomes.month_index
                and incomes.income_type_code = partner_incomes.income_type_code
                and incomes.amount_nok > 0
        )

),

income_types as (

    select * from main_incomes
    union all
    select * from only_partner_incomes

),

final as (

    select
        recipient_months.recipient_id,
        recipient_months.receipt_month,
        recipient_months.month_index,
        recipient_months.calendar_year,
        recipient_months.bydel_code,
        income_types.income_type_code
    from income_types
    inner join recipient_months
        on
            income_types.recipient_id = recipient_months.recipient_id
            and income_types.month_index = recipient_months.month_index

)

select * from final
