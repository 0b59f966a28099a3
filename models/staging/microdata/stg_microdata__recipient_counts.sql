with counts as (

    select * from {{ source('microdata', 'mottakere_maned') }}
    where {{ in_current_delivery('microdata') }}

),

renamed as (

    select
        cast(maned || '-01' as date) as benefit_month,
        antall as recipient_count
    from counts

),

covered as (

    select * from renamed
    where {{ outside_coverage('microdata.mottakere_maned', 'benefit_month') }} is null

)

select * from covered
