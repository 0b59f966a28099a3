-- R10: one series of recipients per month from three systems, and the registered unemployed beside it.
with deliveries as (

    select * from {{ ref('stg_landing__current_deliveries') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

months as (

    select * from {{ ref('dim_month') }}

),

series as (

    select * from {{ ref('int_receipt_series') }}

),

microdata as (

    select * from {{ ref('stg_microdata__recipient_counts') }}

),

unemployed as (

    select * from {{ ref('stg_nav__unemployed_counts') }}

),

series_counts as (

    select
        month_index,
        count(*) as recipient_count
    from series
    group by month_index

),

case_systems as (

    select
        months.calendar_month,
        'recipients' as series_code,
        -- In the year that both have, Fasit decides.
        case when years.calendar_year is null then 'oskar' else 'fasit' end as system_code,
        coalesce(series_counts.recipient_count, 0) as person_count
    from months
    left join years on months.calendar_year = years.calendar_year
    left join series_counts on months.month_index = series_counts.month_index

),

before_case_systems as (

    select
        microdata.benefit_month as calendar_month,
        'recipients' as series_code,
        'microdata' as system_code,
        cast(microdata.recipient_count as bigint) as person_count
    from microdata
    left join months on microdata.benefit_month = months.calendar_month
    where months.calendar_month is null

),

unemployed_persons as (

    select
        unemployment_month as calendar_month,
        'unemployed' as series_code,
        'nav' as system_code,
        cast(unemployed_count as bigint) as person_count
    from unemployed

),

combined as (

    select * from case_systems
    union all
    select * from before_case_systems
    union all
    select * from unemployed_persons

),

final as (

    select
        combined.calendar_month,
        combined.series_code,
        combined.person_count,
        combined.system_code,
        deliveries.extract_date
    from combined
    inner join deliveries on combined.system_code = deliveries.system_code

)

select * from final
