with addresses as (

    select * from {{ source('fasit', 'adresse') }}
    where {{ in_current_delivery('fasit') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

codes as (

    select * from {{ ref('bydel_code') }}

),

renamed as (

    select
        coalesce(several_idents.person_pseudonym, addresses.fnr) as person_pseudonym,
        coalesce(several_idents.ident_rank, 1) as ident_rank,
        codes.code as bydel_code,
        addresses.fra_dato as start_date,
        addresses.til_dato as end_date
    from addresses
    left join several_idents on addresses.fnr = several_idents.ident
    left join codes on addresses.bydel = codes.code

)

select * from renamed
