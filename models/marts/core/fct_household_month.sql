-- The household on the reference day (R9) of every month of receipt.
with receipt_months as (

    select * from {{ ref('fct_recipient_month') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

members as (

    select * from {{ ref('int_household_months') }}

),

marital_statuses as (

    select * from {{ ref('int_marital_status_segments') }}

),

-- H2, H3: a child is under 18, a young person at home 18–23; a custody share that is missing is counted nowhere.
roles as (

    select
        recipient_id,
        month_index,
        case
            when relation_code in ('EKTEFELLE', 'SAMBOER') then 'partner'
            when relation_code = 'BARN' and age < 18 and custody_percent = 100 then 'child_full_custody'
            when relation_code = 'BARN' and age < 18 and custody_percent > 0 then 'child_shared_custody'
            when
                relation_code = 'UNG_HJEMMEBOENDE' and age between 18 and 23 and custody_percent > 0
                then 'young_at_home'
        end as household_role_code
    from members

),

role_counts as (

    select
        recipient_id,
        month_index,
        {% for role in ['partner', 'child_full_custody', 'child_shared_custody', 'young_at_home'] %}
            cast(sum(case when household_role_code = '{{ role }}' then 1 else 0 end) as int) as {{ role }}_count
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from roles
    group by recipient_id, month_index

),

final as (

    select
        receipt_months.recipient_id,
        receipt_months.receipt_month,
        receipt_months.month_index,
        receipt_months.calendar_year,
        receipt_months.bydel_code,
        receipt_months.reference_date,
        -- H1: no status on the day is an unknown one.
        coalesce(marital_statuses.household_type_code, 'unknown') as household_type_code,
        coalesce(role_counts.partner_count, 0) as partner_count,
        coalesce(role_counts.child_full_custody_count, 0) as child_full_custody_count,
        coalesce(role_counts.child_shared_custody_count, 0) as child_shared_custody_count,
        coalesce(role_counts.young_at_home_count, 0) as young_at_home_count,
        recipient_years.has_refugee_background
    from receipt_months
    inner join recipient_years
        on
            receipt_months.recipient_id = recipient_years.recipient_id
            and receipt_months.calendar_year = recipient_years.calendar_year
    left join role_counts
        on
            receipt_months.recipient_id = role_counts.recipient_id
            and receipt_months.month_index = role_counts.month_index
    left join marital_statuses
        on
            receipt_months.recipient_id = marital_statuses.person_pseudonym
            and receipt_months.reference_date between
            marital_statuses.segment_start_date and marital_statuses.segment_end_date

)

select * from final
