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

-- S2: incomes of the main person and of the spouse or cohabitant count, those of children do not.
adults as (

    select
        recipient_id,
        month_index,
        recipient_id as person_pseudonym
    from receipt_months
    union all
    select
        recipient_id,
        month_index,
        person_pseudonym
    from members
    where relation_code in ('EKTEFELLE', 'SAMBOER')

),

supplemented_months as (

    select
        adults.recipient_id,
        adults.month_index
    from adults
    inner join base_income_months
        on
            adults.person_pseudonym = base_income_months.person_pseudonym
            and adults.month_index = base_income_months.month_index
    group by adults.recipient_id, adults.month_index

),

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
        supplemented_months.recipient_id is null as is_full_month
    from receipt_months
    left join supplemented_months
        on
            receipt_months.recipient_id = supplemented_months.recipient_id
            and receipt_months.month_index = supplemented_months.month_index

)

select * from recipient_months
