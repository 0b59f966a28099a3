with members as (

    select * from {{ source('fasit', 'husstandsmedlem') }}
    where {{ in_current_delivery('fasit') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

codes as (

    select * from {{ ref('household_relation_code') }}

),

renamed as (

    select
        coalesce(of_main.person_pseudonym, members.hovedperson_fnr) as recipient_id,
        coalesce(of_member.person_pseudonym, members.medlem_fnr) as person_pseudonym,
        coalesce(of_main.ident_rank, 1) as recipient_ident_rank,
        coalesce(of_member.ident_rank, 1) as ident_rank,
        codes.code as relation_code,
        members.samvarsprosent as custody_percent,
        members.fra_dato as start_date,
        members.til_dato as end_date
    from members
    left join several_idents as of_main on members.hovedperson_fnr = of_main.ident
    left join several_idents as of_member on members.medlem_fnr = of_member.ident
    left join codes on members.relasjon = codes.code

)

select * from renamed
