with persons as (

    select * from {{ source('fasit', 'person') }}
    where {{ in_current_delivery('fasit') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

sexes as (

    select * from {{ ref('sex_code') }}

),

countries as (

    select * from {{ ref('country_code') }}

),

renamed as (

    select
        coalesce(several_idents.person_pseudonym, persons.fnr) as person_pseudonym,
        coalesce(several_idents.ident_rank, 1) as ident_rank,
        persons.fodselsdato as birth_date,
        persons.doedsdato as death_date,
        sexes.code as sex_code,
        -- A code that no list knows is loaded as unknown.
        case when persons.opprinnelsesland is not null then coalesce(origins.code, 'XUK') end as origin_country_code,
        case when persons.statsborgerskap is not null then coalesce(citizenships.code, 'XUK') end
            as citizenship_country_code
    from persons
    left join several_idents on persons.fnr = several_idents.ident
    left join sexes on persons.kjonn = sexes.code
    left join countries as origins on persons.opprinnelsesland = origins.code
    left join countries as citizenships on persons.statsborgerskap = citizenships.code

)

select * from renamed
