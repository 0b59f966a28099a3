with marital_statuses as (

    select * from {{ source('fasit', 'sivilstand') }}
    where {{ in_current_delivery('fasit') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

codes as (

    select * from {{ ref('marital_status_code') }}

),

renamed as (

    select
        coalesce(several_idents.person_pseudonym, marital_statuses.fnr) as person_pseudonym,
        coalesce(several_idents.ident_rank, 1) as ident_rank,
        coalesce(codes.code, 'UKJENT') as marital_status_code,
        marital_statuses.fra_dato as start_date,
        marital_statuses.til_dato as end_date
    from marital_statuses
    left join several_idents on marital_statuses.fnr = several_idents.ident
    left join codes on marital_statuses.sivilstand = codes.code

)

select * from renamed
