with years as (

    select * from {{ ref('dim_year') }}

),

recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

household_months as (

    select * from {{ ref('fct_household_month') }}

),

first_contact_persons as (

    select * from {{ ref('int_first_contact_persons') }}

),

members as (

    select * from {{ ref('int_household_months') }}

),

-- H1, H7: as the household was at last contact.
last_contacts as (

    select
        recipient_years.calendar_year,
        count(*) as recipient_count,
        cast(sum(
            case when household_months.household_type_code = 'unknown' then 1 else 0 end
        ) as bigint) as unknown_marital_status_count,
        cast(sum(
            case when recipient_years.any_custody_child_count > 0 then 1 else 0 end
        ) as bigint) as with_any_custody_children_count
    from recipient_years
    inner join household_months
        on
            recipient_years.recipient_id = household_months.recipient_id
            and recipient_years.last_contact_date = household_months.reference_date
    group by recipient_years.calendar_year

),

-- R8
first_contacts as (

    select
        calendar_year,
        cast(sum(case when counted_age < 30 then 1 else 0 end) as bigint) as under_30_at_first_contact_count
    from first_contact_persons
    where is_main_person
    group by calendar_year

),

-- H6: distinct children, on the reference days of all months of receipt.
children as (

    select
        cast(floor(month_index / 12) as int) as calendar_year,
        count(distinct person_pseudonym) as child_count
    from members
    where
        relation_code = 'BARN'
        and age < 18
        and custody_percent > 50
    group by cast(floor(month_index / 12) as int)

),

combined as (

    select
        years.calendar_year,
        years.extract_date,
        coalesce(last_contacts.recipient_count, 0) as recipient_count,
        coalesce(last_contacts.unknown_marital_status_count, 0) as unknown_marital_status_count,
        coalesce(last_contacts.with_any_custody_children_count, 0) as with_any_custody_children_count,
        coalesce(first_contacts.under_30_at_first_contact_count, 0) as under_30_at_first_contact_count,
        coalesce(children.child_count, 0) as child_count
    from years
    left join last_contacts on years.calendar_year = last_contacts.calendar_year
    left join first_contacts on years.calendar_year = first_contacts.calendar_year
    left join children on years.calendar_year = children.calendar_year

),

final as (

    select
        calendar_year,
        recipient_count,
        recipient_count - unknown_marital_status_count as known_marital_status_count,
        unknown_marital_status_count,
        with_any_custody_children_count,
        {{ share('with_any_custody_children_count', 'recipient_count') }} as with_any_custody_children_share,
        under_30_at_first_contact_count,
        {{ share('under_30_at_first_contact_count', 'recipient_count') }} as under_30_at_first_contact_share,
        child_count,
        extract_date
    from combined

)

select * from final
