with addresses as (

    select * from {{ source('fasit', 'adresse') }}
    where {{ in_current_delivery('fasit') }}

),

idents as (

    select * from {{ ref('stg_identity__idents') }}

),

codes as (

    select * from {{ ref('bydel_code') }}

),

renamed as (

    select
        idents.person_pseudonym,
        idents.ident_rank,
        codes.code as bydel_code,
        addresses.fra_dato as start_date,
        addresses.til_dato as end_date
    from addresses
    inner join idents on addresses.fnr = idents.ident
    left join codes on addresses.bydel = codes.code

)

select * from renamed
