with incomes as (

    select * from {{ source('fasit', 'inntekt') }}
    where {{ in_current_delivery('fasit') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

codes as (

    select * from {{ ref('income_type_code') }}

),

renamed as (

    select
        coalesce(of_main.person_pseudonym, incomes.hovedperson_fnr) as recipient_id,
        coalesce(of_member.person_pseudonym, incomes.fnr) as person_pseudonym,
        cast(incomes.maned || '-01' as date) as income_month,
        codes.code as income_type_code,
        cast(incomes.belop as decimal(18, 2)) as amount_nok,
        coalesce(of_main.ident, of_member.ident) is not null as has_several_idents
    from incomes
    left join several_idents as of_main on incomes.hovedperson_fnr = of_main.ident
    left join several_idents as of_member on incomes.fnr = of_member.ident
    left join codes on incomes.inntektstype = codes.code

),

-- What is registered under several idents of a person is one income. The key keeps all others apart, so that few rows
-- have to be summed.
summed as (

    select
        recipient_id,
        person_pseudonym,
        income_month,
        income_type_code,
        amount_nok
    from renamed
    where not has_several_idents
    union all
    select
        recipient_id,
        person_pseudonym,
        income_month,
        income_type_code,
        cast(sum(amount_nok) as decimal(18, 2)) as amount_nok
    from renamed
    where has_several_idents
    group by recipient_id, person_pseudonym, income_month, income_type_code

)

select * from summed
