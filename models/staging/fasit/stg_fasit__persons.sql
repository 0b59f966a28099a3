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

-- XUK stands for a country that is not known, which is what no value says too.
countries as (

    select * from {{ ref('country_code') }}
    where is_known

),

renamed as (

    select
        coalesce(several_idents.person_pseudonym, persons.fnr) as person_pseudonym,
        coalesce(several_idents.ident_rank, 1) as ident_rank,
        -- Who is not born yet at the extract has a date that nobody knows.
        case when persons.fodselsdato <= persons.delivery_date then persons.fodselsdato end as birth_date,
        persons.doedsdato as death_date,
        sexes.code as sex_code,
        origins.code as origin_country_code,
        citizenships.code as citizenship_country_code
    from persons
    left join several_idents on persons.fnr = several_idents.ident
    left join sexes on persons.kjonn = sexes.code
    left join countries as origins on persons.opprinnelsesland = origins.code
    left join countries as citizenships on persons.statsborgerskap = citizenships.code

)

select * from renamed
