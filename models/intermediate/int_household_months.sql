-- Household members on the reference day (R9) of every month of receipt.
with receipt_months as (

    select * from {{ ref('int_receipt_months') }}
    where is_receipt

),

periods as (

    select * from {{ ref('stg_fasit__household_members') }}
    -- A main person listed as own member is no member.
    where recipient_id != person_pseudonym

),

persons as (

    select * from {{ ref('int_persons') }}

),

-- Of periods that overlap, the latest start holds.
holding as (

    select
        receipt_months.recipient_id,
        receipt_months.month_index,
        receipt_months.reference_date,
        periods.person_pseudonym,
        periods.relation_code,
        periods.custody_percent,
        row_number() over (
            partition by receipt_months.recipient_id, receipt_months.month_index, periods.person_pseudonym
            order by periods.start_date desc, periods.recipient_ident_rank asc, periods.ident_rank asc
        ) as period_rank
    from receipt_months
    inner join periods
        on
            receipt_months.recipient_id = periods.recipient_id
            and receipt_months.reference_date >= periods.start_date
            and (receipt_months.reference_date <= periods.end_date or periods.end_date is null)

),

members as (

    select
        holding.recipient_id,
        holding.month_index,
        holding.person_pseudonym,
        holding.relation_code,
        holding.custody_percent,
        {{ age_on('persons.birth_date', 'holding.reference_date') }} as age
    from holding
    left join persons on holding.person_pseudonym = persons.person_pseudonym
    where holding.period_rank = 1

)

select * from members
