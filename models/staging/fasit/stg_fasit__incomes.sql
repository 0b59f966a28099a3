with incomes as (

    select * from {{ source('fasit', 'inntekt') }}
    where {{ in_current_delivery('fasit') }}

),

idents as (

    select * from {{ ref('stg_identity__idents') }}

),

codes as (

    select * from {{ ref('income_type_code') }}

),

renamed as (

    select
        main_idents.person_pseudonym as recipient_id,
        member_idents.person_pseudonym,
        cast(incomes.maned || '-01' as date) as income_month,
        codes.code as income_type_code,
        incomes.belop as amount_nok
    from incomes
    inner join idents as main_idents on incomes.hovedperson_fnr = main_idents.ident
    inner join idents as member_idents on incomes.fnr = member_idents.ident
    left join codes on incomes.inntektstype = codes.code

)

select * from renamed
