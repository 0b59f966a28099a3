with receipt_months as (

    select * from {{ ref('int_receipt_months') }}
    where is_receipt

),

members as (

    select * from {{ ref('int_household_months') }}

),

base_income_months as (

    select * from {{ ref('int_base_income_months') }}

),

partner_income_months as (

    select
        members.recipient_id,
        members.month_index
    from members
    inner join base_income_months
        on
            members.person_pseudonym = base_income_months.person_pseudonym
            and members.month_index = base_income_months.month_index
    where members.relation_code in ('EKTEFELLE', 'SAMBOER')
    group by members.recipient_id, members.month_index

),

-- S2: incomes of the main person and of the spouse or cohabitant count, those of children do not.
recipient_months as (

    select
        receipt_months.recipient_id,
        receipt_months.receipt_month,
        receipt_months.month_index,
        receipt_months.calendar_year,
        receipt_months.bydel_code,
        receipt_months.first_payment_date,
        receipt_months.reference_date,
        receipt_months.amount_nok,
        base_income_months.person_pseudonym is null and partner_income_months.recipient_id is null as is_full_month
    from receipt_months
    left join base_income_months
        on
            receipt_months.recipient_id = base_income_months.person_pseudonym
            and receipt_months.month_index = base_income_months.month_index
    left join partner_income_months
        on
            receipt_months.recipient_id = partner_income_months.recipient_id
            and receipt_months.month_index = partner_income_months.month_index

)

select * from recipient_months
