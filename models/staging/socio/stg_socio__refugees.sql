with refugees as (

    select * from {{ source('socio', 'flyktning') }}
    where {{ in_current_delivery('socio') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

sexes as (

    select * from {{ ref('sex_code') }}

),

countries as (

    select * from {{ ref('country_code') }}
    where is_known

),

settlement_types as (

    select * from {{ ref('settlement_type_code') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

educations as (

    select * from {{ ref('education_code') }}

),

-- The DUF number, the key of this register, stays behind; which of two is the greater is known (E7).
renamed as (

    select
        coalesce(several_idents.person_pseudonym, refugees.fnr) as person_pseudonym,
        refugees.key_rank as registration_order,
        refugees.fodselsdato as birth_date,
        sexes.code as sex_code,
        countries.code as citizenship_country_code,
        refugees.bosettingsdato as settlement_date,
        settlement_types.code as settlement_type_code,
        bydeler.code as bydel_code,
        educations.code as education_code
    from refugees
    left join several_idents on refugees.fnr = several_idents.ident
    left join sexes on refugees.kjonn = sexes.code
    left join countries on refugees.statsborgerskap = countries.code
    left join settlement_types on refugees.bosettingstype = settlement_types.code
    left join bydeler on refugees.bosatt_bydel = bydeler.code
    left join educations on refugees.utdanning = educations.code

)

select * from renamed
