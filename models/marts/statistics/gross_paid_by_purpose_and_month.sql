with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

months as (

    select * from {{ ref('dim_month') }}

),

aid_types as (

    select * from {{ ref('aid_type_code') }}

),

payments as (

    select * from {{ ref('fct_payment') }}

),

-- M6: figure 3.5 shows the same purposes in every month. Purposes and bydeler are counted by number, which texts would
-- take twice the memory for.
labels as (

    select
        purpose_nb as purpose_label_nb,
        cast(row_number() over (order by purpose_nb) as int) as purpose_number
    from aid_types
    where purpose_nb in ('Husleie', 'Basisbeløp', 'Midlertidig botilbud', 'Annen hjelp livsopphold', 'Strøm')
    group by purpose_nb
    union all
    select
        'Annet*' as purpose_label_nb,
        0 as purpose_number

),

aid_type_purposes as (

    select
        aid_types.code,
        labels.purpose_number
    from aid_types
    inner join labels on aid_types.purpose_nb = labels.purpose_label_nb

),

purposes as (

    select
        {{ month_index('payments.payment_date') }} as month_index,
        cast(payments.bydel_code as int) as bydel_number,
        payments.recipient_id,
        coalesce(aid_type_purposes.purpose_number, 0) as purpose_number,
        payments.amount_nok
    from payments
    left join aid_type_purposes on payments.aid_type_code = aid_type_purposes.code

),

amounts as (

    select
        month_index,
        {{ area_number('bydel_number') }} as area_number,
        purpose_number,
        cast(sum(amount_nok) as decimal(18, 2)) as amount_nok,
        count(distinct recipient_id) as recipient_count
    from purposes
    group by grouping sets (
        (month_index, bydel_number, purpose_number),
        (month_index, purpose_number)
    )

),

combined as (

    select
        months.calendar_month as payment_month,
        months.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        labels.purpose_label_nb,
        cast(coalesce(amounts.amount_nok, 0) as decimal(18, 2)) as gross_paid_amount_nok,
        coalesce(amounts.recipient_count, 0) as recipient_count,
        years.extract_date
    from months
    inner join years on months.calendar_year = years.calendar_year
    cross join areas
    cross join labels
    left join amounts
        on
            months.month_index = amounts.month_index
            and cast(areas.bydel_code as int) = amounts.area_number
            and labels.purpose_number = amounts.purpose_number

),

final as (

    select
        payment_month,
        calendar_year,
        bydel_code,
        bydel_label_nb,
        purpose_label_nb,
        gross_paid_amount_nok,
        cast(gross_paid_amount_nok as double) / nullif(
            cast(sum(gross_paid_amount_nok) over (partition by payment_month, bydel_code) as double), 0
        ) as gross_paid_share,
        recipient_count,
        extract_date
    from combined

)

select * from final
