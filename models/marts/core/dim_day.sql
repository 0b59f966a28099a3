-- Every day of the years that any fact knows, so that one calendar serves them all: dim_month has the months of receipt
-- only, and Power BI and the semantic layer ask for whole years without a gap.
with receipt_months as (

    select * from {{ ref('dim_month') }}

),

programme_months as (

    select * from {{ ref('int_programme_months') }}

),

years as (

    select calendar_year
    from receipt_months
    union
    select calendar_year
    from programme_months

),

bounds as (

    select
        make_date(min(calendar_year), 1, 1) as first_day,
        make_date(max(calendar_year), 12, 31) as last_day
    from years

),

-- A hundred years are more than any register goes back.
steps as (

    {{ dbt.generate_series(36525) }}

),

days as (

    select
        bounds.last_day,
        cast(
            {{ dbt.dateadd('day', 'steps.generated_number - 1', 'bounds.first_day') }} as date
        ) as calendar_date
    from bounds
    cross join steps

),

known_days as (

    select
        calendar_date,
        {{ month_index('calendar_date') }} as month_index
    from days
    where calendar_date <= last_day

),

final as (

    select
        calendar_date,
        month_index,
        {{ month_start('month_index') }} as calendar_month,
        cast(floor(month_index / 12) as int) as calendar_year
    from known_days

)

select * from final
