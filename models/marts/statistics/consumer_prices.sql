with prices as (

    select * from {{ ref('stg_ssb__consumer_price_index') }}

),

final as (

    select
        this_year.price_year as calendar_year,
        this_year.price_index,
        {{ change_share('this_year.price_index', 'last_year.price_index') }} as price_change_share,
        {{ extract_date('ssb') }} as extract_date
    from prices as this_year
    left join prices as last_year on this_year.price_year = last_year.price_year + 1

)

select * from final
