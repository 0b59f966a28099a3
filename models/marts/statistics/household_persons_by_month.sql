with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

months as (

    select * from {{ ref('dim_month') }}

),

roles as (

    select * from {{ ref('household_role_code') }}

),

household_months as (

    select * from {{ ref('fct_household_month') }}

),

counts as (

    select
        month_index,
        {{ area_code('bydel_code') }} as bydel_code,
        count(*) as main_person_count,
        sum(partner_count) as partner_count,
        sum(child_full_custody_count) as child_full_custody_count,
        sum(child_shared_custody_count) as child_shared_custody_count,
        sum(young_at_home_count) as young_at_home_count
    from household_months
    group by grouping sets ((month_index, bydel_code), (month_index))

),

final as (

    select
        months.calendar_month as receipt_month,
        months.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        roles.code as household_role_code,
        roles.label_nb as household_role_label_nb,
        -- H3
        cast(coalesce(
            case roles.code
                when 'main_person' then counts.main_person_count
                when 'partner' then counts.partner_count
                when 'child_full_custody' then counts.child_full_custody_count
                when 'child_shared_custody' then counts.child_shared_custody_count
                when 'young_at_home' then counts.young_at_home_count
            end, 0
        ) as bigint) as person_count,
        years.extract_date
    from months
    inner join years on months.calendar_year = years.calendar_year
    cross join areas
    cross join roles
    left join counts
        on
            months.month_index = counts.month_index
            and areas.bydel_code = counts.bydel_code

)

select * from final
