with incomes as (

    select * from {{ source('fasit', 'inntekt') }}
    where {{ in_current_delivery('fasit') }}

),

replaced_idents as (

    select * from {{ ref('stg_identity__replaced_idents') }}

),

codes as (

    select * from {{ ref('income_type_code') }}

),

renamed as (

    select
        coalesce(replaced_main.person_pseudonym, incomes.hovedperson_fnr) as recipient_id,
        coalesce(replaced_member.person_pseudonym, incomes.fnr) as person_pseudonym,
        cast(incomes.maned || '-01' as date) as income_month,
        codes.code as income_type_code,
        incomes.belop as amount_nok
    from incomes
    left join replaced_idents as replaced_main on incomes.hovedperson_fnr = replaced_main.ident
    left join replaced_idents as replaced_member on incomes.fnr = replaced_member.ident
    left join codes on incomes.inntektstype = codes.code

)

select * from renamed
