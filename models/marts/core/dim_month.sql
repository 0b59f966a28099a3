-- The months of the years that Fasit or Oskar know, whether anything was paid in them or not.
with years as (

    select * from {{ ref('dim_year') }}

),

series as (

    select * from {{ ref('int_receipt_series') }}

),

payment_months as (

    select month_index
    from {{ ref('int_receipt_months') }}
    group by month_index

),

month_numbers as (

    {% for number in range(12) %}
        select {{ number }} as month_number
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

known_years as (

    select calendar_year from years
    union
    select cast(floor(month_index / 12) as int) as calendar_year from series

),

-- E4: Oskar's own years are over.
months as (

    select
        known_years.calendar_year * 12 + month_numbers.month_number as month_index,
        known_years.calendar_year,
        month_numbers.month_number < coalesce(years.ended_month_count, 12) as has_ended
    from known_years
    cross join month_numbers
    left join years on known_years.calendar_year = years.calendar_year

),

-- A month that goes on at the extract is there when something was paid in it.
final as (

    select
        months.month_index,
        {{ month_start('months.month_index') }} as calendar_month,
        months.calendar_year,
        months.has_ended
    from months
    left join payment_months on months.month_index = payment_months.month_index
    where
        months.has_ended
        or payment_months.month_index is not null

)

select * from final
