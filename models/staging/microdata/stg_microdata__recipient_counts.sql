with counts as (

    select * from {{ source('microdata', 'mottakere_maned') }}
    where {{ in_current_delivery('microdata') }}

),

renamed as (

    select
        cast(maned || '-01' as date) as benefit_month,
        antall as recipient_count
    from counts

)

select * from renamed
