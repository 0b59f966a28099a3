with addresses as (

    select * from {{ source('fasit', 'adresse') }}
    where {{ in_current_delivery('fasit') }}

),

replaced_idents as (

    select * from {{ ref('stg_identity__replaced_idents') }}

),

codes as (

    select * from {{ ref('bydel_code') }}

),

renamed as (

    select
        coalesce(replaced_idents.person_pseudonym, addresses.fnr) as person_pseudonym,
        coalesce(replaced_idents.ident_rank, 1) as ident_rank,
        codes.code as bydel_code,
        addresses.fra_dato as start_date,
        addresses.til_dato as end_date
    from addresses
    left join replaced_idents on addresses.fnr = replaced_idents.ident
    left join codes on addresses.bydel = codes.code

)

select * from renamed
