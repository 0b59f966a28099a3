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
        min(calendar_year) as first_year,
        max(calendar_year) as last_year
    from years

),

-- As many years as dates can be of: a single wrong one must not cost the others theirs.
year_steps as (

    {{ dbt.generate_series(9999) }}

),

all_years as (

    select
        bounds.first_year + year_steps.generated_number - 1 as calendar_year,
        make_date(cast(bounds.first_year + year_steps.generated_number - 1 as int), 1, 1) as first_day
    from bounds
    inner join year_steps on bounds.last_year - bounds.first_year + 1 >= year_steps.generated_number

),

day_steps as (

    {{ dbt.generate_series(366) }}

),

days as (

    select
        all_years.calendar_year,
        cast(
            {{ dbt.dateadd('day', 'day_steps.generated_number - 1', 'all_years.first_day') }} as date
        ) as calendar_date
    from all_years
    cross join day_steps

),

-- The last of 366 days is of the next year, but for leap years.
known_days as (

    select
        calendar_date,
        {{ month_index('calendar_date') }} as month_index
    from days
    where extract(year from calendar_date) = calendar_year

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
