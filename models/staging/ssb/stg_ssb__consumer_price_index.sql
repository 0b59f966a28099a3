with cells as (

    select * from {{ source('ssb', 'kpi_arsgjennomsnitt') }}
    where {{ in_current_delivery('ssb') }}

),

renamed as (

    select
        cast(tid as int) as price_year,
        value as price_index
    from cells

)

select * from renamed
