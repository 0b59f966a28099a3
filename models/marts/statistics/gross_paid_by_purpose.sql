with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

aid_types as (

    select * from {{ ref('aid_type_code') }}

),

payments as (

    select * from {{ ref('fct_payment') }}

),

-- M6: arrears of rent and electricity go with rent and electricity. Purposes and bydeler are counted by number, which
-- texts would take twice the memory for; purpose 0 is the rest.
numbered_aid_types as (

    select
        code,
        purpose_nb as purpose_label_nb,
        cast(dense_rank() over (order by purpose_nb) as int) as purpose_number
    from aid_types

),

purposes as (

    select
        payments.calendar_year,
        cast(payments.bydel_code as int) as bydel_number,
        payments.recipient_id,
        coalesce(numbered_aid_types.purpose_number, 0) as purpose_number,
        sum(payments.amount_nok) as amount_nok
    from payments
    left join numbered_aid_types on payments.aid_type_code = numbered_aid_types.code
    group by
        payments.calendar_year,
        cast(payments.bydel_code as int),
        payments.recipient_id,
        coalesce(numbered_aid_types.purpose_number, 0)

),

-- M6: purposes with less than 10 million kroner in Oslo in the year, and unknown codes, are the rest.
printed_purposes as (

    select
        calendar_year,
        purpose_number
    from purposes
    where purpose_number > 0
    group by calendar_year, purpose_number
    having sum(amount_nok) >= 10000000

),

amounts as (

    select
        purposes.calendar_year,
        {{ area_number('purposes.bydel_number') }} as area_number,
        coalesce(printed_purposes.purpose_number, 0) as purpose_number,
        cast(sum(purposes.amount_nok) as decimal(18, 2)) as amount_nok,
        count(distinct purposes.recipient_id) as recipient_count
    from purposes
    left join printed_purposes
        on
            purposes.calendar_year = printed_purposes.calendar_year
            and purposes.purpose_number = printed_purposes.purpose_number
    group by grouping sets (
        (purposes.calendar_year, purposes.bydel_number, coalesce(printed_purposes.purpose_number, 0)),
        (purposes.calendar_year, coalesce(printed_purposes.purpose_number, 0))
    )

),

labels as (

    select
        printed_purposes.calendar_year,
        printed_purposes.purpose_number,
        numbered_aid_types.purpose_label_nb
    from printed_purposes
    inner join numbered_aid_types on printed_purposes.purpose_number = numbered_aid_types.purpose_number
    group by printed_purposes.calendar_year, printed_purposes.purpose_number, numbered_aid_types.purpose_label_nb
    union all
    select
        calendar_year,
        0 as purpose_number,
        'Annet*' as purpose_label_nb
    from years

),

combined as (

    select
        years.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        labels.purpose_label_nb,
        cast(coalesce(amounts.amount_nok, 0) as decimal(18, 2)) as gross_paid_amount_nok,
        coalesce(amounts.recipient_count, 0) as recipient_count,
        years.extract_date
    from years
    inner join labels on years.calendar_year = labels.calendar_year
    cross join areas
    left join amounts
        on
            years.calendar_year = amounts.calendar_year
            and cast(areas.bydel_code as int) = amounts.area_number
            and labels.purpose_number = amounts.purpose_number

),

final as (

    select
        calendar_year,
        bydel_code,
        bydel_label_nb,
        purpose_label_nb,
        gross_paid_amount_nok,
        cast(gross_paid_amount_nok as double) / nullif(
            cast(sum(gross_paid_amount_nok) over (partition by calendar_year, bydel_code) as double), 0
        ) as gross_paid_share,
        recipient_count,
        extract_date
    from combined

)

select * from final
