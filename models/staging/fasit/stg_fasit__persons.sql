with persons as (

    select * from {{ source('fasit', 'person') }}
    where {{ in_current_delivery('fasit') }}

),

idents as (

    select * from {{ ref('stg_identity__idents') }}

),

sexes as (

    select * from {{ ref('sex_code') }}

),

countries as (

    select * from {{ ref('country_code') }}

),

renamed as (

    select
        idents.person_pseudonym,
        idents.ident_rank,
        persons.fodselsdato as birth_date,
        persons.doedsdato as death_date,
        sexes.code as sex_code,
        -- A code that no list knows is loaded as unknown.
        case when persons.opprinnelsesland is not null then coalesce(origins.code, 'XUK') end as origin_country_code,
        case when persons.statsborgerskap is not null then coalesce(citizenships.code, 'XUK') end
            as citizenship_country_code
    from persons
    inner join idents on persons.fnr = idents.ident
    left join sexes on persons.kjonn = sexes.code
    left join countries as origins on persons.opprinnelsesland = origins.code
    left join countries as citizenships on persons.statsborgerskap = citizenships.code

)

select * from renamed
