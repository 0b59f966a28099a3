with net as (

    select * from {{ ref('net_expenditure_by_bydel') }}
    where bydel_code = '0301'

),

gross as (

    select * from {{ ref('recipients_by_bydel') }}
    where bydel_code = '0301'

),

prices as (

    select * from {{ ref('consumer_prices') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

amounts as (

    select
        'net_paid' as amount_code,
        calendar_year,
        social_assistance_amount_nok as amount_nok,
        extract_date
    from net
    union all
    select
        'gross_paid' as amount_code,
        calendar_year,
        gross_paid_amount_nok as amount_nok,
        extract_date
    from gross

),

-- M5: the latest complete year of the build, unless another is asked for.
base_years as (

    {% if var('base_year') -%}
        select {{ var('base_year') }} as base_year
    {%- else -%}
        select max(calendar_year) as base_year
        from years
        where is_complete
    {%- endif %}

),

base_prices as (

    select
        prices.calendar_year as base_year,
        prices.price_index
    from prices
    inner join base_years on prices.calendar_year = base_years.base_year

),

fixed as (

    select
        amounts.amount_code,
        amounts.calendar_year,
        amounts.amount_nok,
        cast(amounts.amount_nok as double) * base_prices.price_index / prices.price_index as fixed_price_amount_nok,
        prices.price_index,
        base_prices.base_year,
        amounts.extract_date
    from amounts
    left join prices on amounts.calendar_year = prices.calendar_year
    left join base_prices on true

),

final as (

    select
        this_year.amount_code,
        this_year.calendar_year,
        this_year.amount_nok,
        this_year.fixed_price_amount_nok,
        {{ change_share(
            'this_year.amount_nok / this_year.price_index', 'last_year.amount_nok / last_year.price_index'
        ) }} as real_change_share,
        this_year.price_index,
        this_year.base_year,
        this_year.extract_date
    from fixed as this_year
    left join fixed as last_year
        on
            this_year.amount_code = last_year.amount_code
            and this_year.calendar_year = last_year.calendar_year + 1

)

select * from final
