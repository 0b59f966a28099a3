-- A person may be registered more than once: column by column, the latest settlement's known value holds (E7).
with registrations as (

    select
        person_pseudonym,
        birth_date,
        sex_code,
        citizenship_country_code,
        education_code,
        row_number() over (
            partition by person_pseudonym
            order by settlement_date desc, registration_order desc
        ) as registration_rank
    from {{ ref('stg_socio__refugees') }}

),

refugees as (

    select
        person_pseudonym,
        {{ first_known('birth_date', 'registration_rank') }} as birth_date,
        {{ first_known('sex_code', 'registration_rank') }} as sex_code,
        {{ first_known('citizenship_country_code', 'registration_rank') }} as citizenship_country_code,
        {{ first_known('education_code', 'registration_rank') }} as education_code
    from registrations
    group by person_pseudonym

)

select * from refugees
