with members as (

    select * from {{ source('fasit', 'husstandsmedlem') }}
    where {{ in_current_delivery('fasit') }}

),

idents as (

    select * from {{ ref('stg_identity__idents') }}

),

codes as (

    select * from {{ ref('household_relation_code') }}

),

renamed as (

    select
        main_idents.person_pseudonym as recipient_id,
        member_idents.person_pseudonym,
        main_idents.ident_rank as recipient_ident_rank,
        member_idents.ident_rank,
        codes.code as relation_code,
        members.samvarsprosent as custody_percent,
        members.fra_dato as start_date,
        members.til_dato as end_date
    from members
    inner join idents as main_idents on members.hovedperson_fnr = main_idents.ident
    inner join idents as member_idents on members.medlem_fnr = member_idents.ident
    left join codes on members.relasjon = codes.code

)

select * from renamed
