with marital_statuses as (

    select * from {{ source('fasit', 'sivilstand') }}
    where {{ in_current_delivery('fasit') }}

),

idents as (

    select * from {{ ref('stg_identity__idents') }}

),

codes as (

    select * from {{ ref('marital_status_code') }}

),

renamed as (

    select
        idents.person_pseudonym,
        idents.ident_rank,
        coalesce(codes.code, 'UKJENT') as marital_status_code,
        marital_statuses.fra_dato as start_date,
        marital_statuses.til_dato as end_date
    from marital_statuses
    inner join idents on marital_statuses.fnr = idents.ident
    left join codes on marital_statuses.sivilstand = codes.code

)

select * from renamed
