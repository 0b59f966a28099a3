-- What revised payments changed for their recipients, year by year and area by area.
with revisions as (

    select * from {{ ref('stg_fasit__payment_revisions') }}

),

previous_months as (

    select * from {{ ref('int_previous_receipt_months') }}

),

current_months as (

    select * from {{ ref('int_receipt_months') }}

),

deliveries as (

    select * from {{ ref('stg_landing__current_deliveries') }}
    where system_code = 'fasit'

),

{{ revised_recipients_cte() }},

months as (

    select
        current_months.recipient_id,
        current_months.calendar_year,
        current_months.month_index,
        current_months.bydel_code,
        current_months.is_receipt,
        true as is_current
    from current_months
    inner join revised_recipients on current_months.recipient_id = revised_recipients.recipient_id
    union all
    select
        recipient_id,
        calendar_year,
        month_index,
        bydel_code,
        is_receipt,
        false as is_current
    from previous_months

),

month_counts as (

    select
        months.recipient_id,
        months.calendar_year,
        {{ area_code('months.bydel_code') }} as bydel_code,
        max(case when months.is_current then 1 else 0 end)
        - max(case when not months.is_current then 1 else 0 end) as recipient_difference,
        sum(case
            when
                months.month_index % 12
                >= {{ ended_month_count('months.calendar_year', 'deliveries.extract_date') }}
                then 0
            when months.is_current then 1
            else -1
        end) as month_difference
    from months
    cross join deliveries
    where months.is_receipt
    group by grouping sets (
        (months.recipient_id, months.calendar_year, months.bydel_code),
        (months.recipient_id, months.calendar_year)
    )

),

amounts as (

    select
        recipient_id,
        cast(extract(year from payment_date) as int) as calendar_year,
        bydel_code,
        amount_nok
    from revisions
    where recipient_id is not null
    union all
    select
        previous_recipient_id as recipient_id,
        cast(extract(year from previous_payment_date) as int) as calendar_year,
        previous_bydel_code as bydel_code,
        -previous_amount_nok as amount_nok
    from revisions
    where previous_recipient_id is not null

),

amount_sums as (

    select
        recipient_id,
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        cast(sum(amount_nok) as decimal(18, 2)) as amount_difference_nok
    from amounts
    group by grouping sets ((recipient_id, calendar_year, bydel_code), (recipient_id, calendar_year))

),

differences as (

    select
        coalesce(month_counts.recipient_id, amount_sums.recipient_id) as recipient_id,
        coalesce(month_counts.calendar_year, amount_sums.calendar_year) as calendar_year,
        coalesce(month_counts.bydel_code, amount_sums.bydel_code) as bydel_code,
        cast(coalesce(month_counts.recipient_difference, 0) as int) as recipient_difference,
        cast(coalesce(month_counts.month_difference, 0) as int) as month_difference,
        cast(coalesce(amount_sums.amount_difference_nok, 0) as decimal(18, 2)) as amount_difference_nok
    from month_counts
    full outer join amount_sums
        on
            month_counts.recipient_id = amount_sums.recipient_id
            and month_counts.calendar_year = amount_sums.calendar_year
            and month_counts.bydel_code = amount_sums.bydel_code

)

select * from differences
where
    bydel_code is not null
    and (recipient_difference != 0 or month_difference != 0 or amount_difference_nok != 0)
