with participations as (

    select * from {{ source('fasit', 'kvp_deltakelse') }}
    where {{ in_current_delivery('fasit') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

exits as (

    select * from {{ ref('kvp_exit_code') }}

),

renamed as (

    select
        participations.deltakelse_id as participation_id,
        participations.key_rank as participation_rank,
        coalesce(several_idents.person_pseudonym, participations.fnr) as person_pseudonym,
        bydeler.code as bydel_code,
        participations.startdato as start_date,
        participations.sluttdato as end_date,
        exits.code_list as exit_code_list,
        exits.code as exit_code
    from participations
    left join several_idents on participations.fnr = several_idents.ident
    left join bydeler on participations.bydel = bydeler.code
    left join exits
        on
            participations.kodeverk = exits.code_list
            and participations.sluttarsak = exits.code

)

select * from renamed
