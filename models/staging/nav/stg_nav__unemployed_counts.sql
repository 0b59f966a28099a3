with counts as (

    select * from {{ source('nav', 'helt_ledige') }}
    where {{ in_current_delivery('nav') }}

),

renamed as (

    select
        cast(maned || '-01' as date) as unemployment_month,
        antall as unemployed_count
    from counts

),

covered as (

    select * from renamed
    where {{ outside_coverage('nav.helt_ledige', 'unemployment_month') }} is null

)

select * from covered
