with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

recipient_year_bydeler as (

    select * from {{ ref('fct_recipient_year_bydel') }}

),

receipt_months as (

    select
        recipient_months.calendar_year,
        recipient_months.bydel_code,
        -- E4: the average of a year that goes on is over its ended months.
        recipient_months.month_index % 12 < years.ended_month_count as has_ended
    from {{ ref('fct_recipient_month') }} as recipient_months
    inner join years on recipient_months.calendar_year = years.calendar_year

),

payments as (

    select * from {{ ref('fct_payment') }}

),

-- R6: every bydel of the year, and once in Oslo; so bydeler add up to more than Oslo.
recipients as (

    select
        calendar_year,
        bydel_code,
        count(*) as recipient_count
    from recipient_year_bydeler
    group by calendar_year, bydel_code
    union all
    select
        calendar_year,
        '0301' as bydel_code,
        count(*) as recipient_count
    from recipient_years
    group by calendar_year

),

-- R7: once, in the bydel of the last contact.
last_contacts as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        count(*) as recipient_count
    from recipient_years
    group by grouping sets ((calendar_year, bydel_code), (calendar_year))

),

-- R5: exactly one bydel each month.
months as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        count(*) as recipient_month_count,
        cast(sum(case when has_ended then 1 else 0 end) as bigint) as ended_recipient_month_count
    from receipt_months
    group by grouping sets ((calendar_year, bydel_code), (calendar_year))

),

-- M1
gross as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        cast(sum(amount_nok) as decimal(18, 2)) as amount_nok
    from payments
    group by grouping sets ((calendar_year, bydel_code), (calendar_year))

),

combined as (

    select
        years.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        years.ended_month_count,
        years.extract_date,
        coalesce(recipients.recipient_count, 0) as recipient_count,
        cast(coalesce(months.ended_recipient_month_count, 0) as double)
        / nullif(years.ended_month_count, 0) as recipient_month_average,
        coalesce(last_contacts.recipient_count, 0) as last_contact_recipient_count,
        coalesce(gross.amount_nok, 0) as gross_paid_amount_nok,
        -- M3
        cast(gross.amount_nok as double)
        / nullif(months.recipient_month_count, 0) as gross_paid_per_recipient_month_amount_nok
    from years
    cross join areas
    left join recipients
        on
            years.calendar_year = recipients.calendar_year
            and areas.bydel_code = recipients.bydel_code
    left join last_contacts
        on
            years.calendar_year = last_contacts.calendar_year
            and areas.bydel_code = last_contacts.bydel_code
    left join months
        on
            years.calendar_year = months.calendar_year
            and areas.bydel_code = months.bydel_code
    left join gross
        on
            years.calendar_year = gross.calendar_year
            and areas.bydel_code = gross.bydel_code

),

final as (

    select
        this_year.calendar_year,
        this_year.bydel_code,
        this_year.bydel_label_nb,
        this_year.recipient_count,
        this_year.recipient_month_average,
        this_year.last_contact_recipient_count,
        cast(this_year.gross_paid_amount_nok as decimal(18, 2)) as gross_paid_amount_nok,
        this_year.gross_paid_per_recipient_month_amount_nok,
        {% for measure, change in {
            'recipient_count': 'recipient_count_change_share',
            'recipient_month_average': 'recipient_month_average_change_share',
            'gross_paid_amount_nok': 'gross_paid_amount_change_share',
            'gross_paid_per_recipient_month_amount_nok': 'gross_paid_per_recipient_month_change_share',
        }.items() %}
            {{ change_share('this_year.' ~ measure, 'last_year.' ~ measure) }} as {{ change }},
        {% endfor %}
        this_year.ended_month_count,
        this_year.extract_date
    from combined as this_year
    left join combined as last_year
        on
            this_year.calendar_year = last_year.calendar_year + 1
            and this_year.bydel_code = last_year.bydel_code

)

select * from final
