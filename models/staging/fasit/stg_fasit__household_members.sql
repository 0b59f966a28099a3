with members as (

    select * from {{ source('fasit', 'husstandsmedlem') }}
    where {{ in_current_delivery('fasit') }}

),

replaced_idents as (

    select * from {{ ref('stg_identity__replaced_idents') }}

),

codes as (

    select * from {{ ref('household_relation_code') }}

),

renamed as (

    select
        coalesce(replaced_main.person_pseudonym, members.hovedperson_fnr) as recipient_id,
        coalesce(replaced_member.person_pseudonym, members.medlem_fnr) as person_pseudonym,
        coalesce(replaced_main.ident_rank, 1) as recipient_ident_rank,
        coalesce(replaced_member.ident_rank, 1) as ident_rank,
        codes.code as relation_code,
        members.samvarsprosent as custody_percent,
        members.fra_dato as start_date,
        members.til_dato as end_date
    from members
    left join replaced_idents as replaced_main on members.hovedperson_fnr = replaced_main.ident
    left join replaced_idents as replaced_member on members.medlem_fnr = replaced_member.ident
    left join codes on members.relasjon = codes.code

)

select * from renamed
