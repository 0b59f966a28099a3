with registrations as (

    select * from {{ ref('stg_fasit__persons') }}

),

-- R2: the current ident's value, column by column, then that of earlier idents, the latest change first.
persons as (

    select
        person_pseudonym,
        {{ first_known('birth_date', 'ident_rank') }} as birth_date,
        {{ first_known('death_date', 'ident_rank') }} as death_date,
        {{ first_known('sex_code', 'ident_rank') }} as sex_code,
        {{ first_known('origin_country_code', 'ident_rank') }} as origin_country_code,
        {{ first_known('citizenship_country_code', 'ident_rank') }} as citizenship_country_code
    from registrations
    group by person_pseudonym

)

select * from persons
