with recipient_months as (

    select * from {{ ref('fct_recipient_month') }}

),

members as (

    select * from {{ ref('int_household_months') }}

),

incomes as (

    select * from {{ ref('stg_fasit__incomes') }}

),

-- An income counts in the household that it is registered under, so the sum is per household as well.
amounts as (

    select
        recipient_id,
        person_pseudonym,
        {{ month_index('income_month') }} as month_index,
        income_type_code,
        sum(amount_nok) as amount_nok
    from incomes
    -- E5: a type that no list knows is in no class.
    where income_type_code is not null
    group by recipient_id, person_pseudonym, income_month, income_type_code

),

-- S4: incomes of the main person and of the spouse or cohabitant count, in months of receipt.
income_types as (

    select
        amounts.recipient_id,
        amounts.month_index,
        amounts.income_type_code
    from amounts
    left join members
        on
            amounts.recipient_id = members.recipient_id
            and amounts.month_index = members.month_index
            and amounts.person_pseudonym = members.person_pseudonym
            and members.relation_code in ('EKTEFELLE', 'SAMBOER')
    where
        amounts.amount_nok > 0
        and (amounts.person_pseudonym = amounts.recipient_id or members.person_pseudonym is not null)
    group by amounts.recipient_id, amounts.month_index, amounts.income_type_code

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
