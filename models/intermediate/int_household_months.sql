-- Household members on the reference day (R9) of every month of receipt.
with receipt_months as (

    select * from {{ ref('int_receipt_months') }}
    where is_receipt

),

segments as (

    select * from {{ ref('int_household_segments') }}

),

persons as (

    select * from {{ ref('int_persons') }}

),

members as (

    select
        receipt_months.recipient_id,
        receipt_months.month_index,
        segments.person_pseudonym,
        segments.relation_code,
        segments.custody_percent,
        {{ age_on('persons.birth_date', 'receipt_months.reference_date') }} as age
    from receipt_months
    inner join segments
        on
            receipt_months.recipient_id = segments.recipient_id
            and receipt_months.reference_date between segments.segment_start_date and segments.segment_end_date
    left join persons on segments.person_pseudonym = persons.person_pseudonym

)

select * from members
