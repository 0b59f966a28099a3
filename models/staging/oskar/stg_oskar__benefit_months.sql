with benefit_months as (

    select * from {{ source('oskar', 'stonadsmaned') }}
    where {{ in_current_delivery('oskar') }}

),

replaced_idents as (

    select * from {{ ref('stg_identity__replaced_idents') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

renamed as (

    select
        coalesce(replaced_idents.person_pseudonym, benefit_months.fnr) as recipient_id,
        coalesce(replaced_idents.ident_rank, 1) as ident_rank,
        cast(benefit_months.maned || '-01' as date) as benefit_month,
        bydeler.code as bydel_code,
        benefit_months.belop as amount_nok
    from benefit_months
    left join replaced_idents on benefit_months.fnr = replaced_idents.ident
    left join bydeler on benefit_months.bydel = bydeler.code

)

select * from renamed
