with benefit_months as (

    select * from {{ source('oskar', 'stonadsmaned') }}
    where {{ in_current_delivery('oskar') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

renamed as (

    select
        coalesce(several_idents.person_pseudonym, benefit_months.fnr) as recipient_id,
        cast(benefit_months.maned || '-01' as date) as benefit_month,
        bydeler.code as bydel_code,
        cast(benefit_months.belop as decimal(18, 2)) as amount_nok,
        several_idents.ident_rank
    from benefit_months
    left join several_idents on benefit_months.fnr = several_idents.ident
    left join bydeler on benefit_months.bydel = bydeler.code

),

covered as (

    select * from renamed
    where {{ outside_coverage('oskar.stonadsmaned', 'benefit_month') }} is null

),

-- What is registered under several idents of a person (R2) adds up, as payments do (R3), in the bydel that the latest
-- of them names. The key keeps all others apart, so that few rows have to be summed.
summed as (

    select
        recipient_id,
        benefit_month,
        bydel_code,
        amount_nok
    from covered
    where ident_rank is null
    union all
    select
        recipient_id,
        benefit_month,
        {{ first_known('bydel_code', 'ident_rank') }} as bydel_code,
        cast(sum(amount_nok) as decimal(18, 2)) as amount_nok
    from covered
    where ident_rank is not null
    group by recipient_id, benefit_month

)

select * from summed
