with benefit_months as (

    select * from {{ source('oskar', 'stonadsmaned') }}
    where {{ in_current_delivery('oskar') }}

),

idents as (

    select * from {{ ref('stg_identity__idents') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

renamed as (

    select
        idents.person_pseudonym as recipient_id,
        idents.ident_rank,
        cast(benefit_months.maned || '-01' as date) as benefit_month,
        bydeler.code as bydel_code,
        benefit_months.belop as amount_nok
    from benefit_months
    inner join idents on benefit_months.fnr = idents.ident
    left join bydeler on benefit_months.bydel = bydeler.code

)

select * from renamed
