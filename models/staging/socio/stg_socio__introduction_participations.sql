with participations as (

    select * from {{ source('socio', 'introduksjonsprogram') }}
    where {{ in_current_delivery('socio') }}

),

several_idents as (

    select * from {{ ref('stg_identity__several_idents') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

acts as (

    select * from {{ ref('introduction_act_code') }}

),

exits as (

    select * from {{ ref('introduction_exit_code') }}

),

renamed as (

    select
        participations.deltakelse_id as participation_id,
        participations.key_rank as participation_rank,
        coalesce(several_idents.person_pseudonym, participations.fnr) as person_pseudonym,
        bydeler.code as bydel_code,
        participations.startdato as start_date,
        participations.sluttdato as end_date,
        acts.code as act_code,
        case when participations.antall_barn >= 0 then participations.antall_barn end as child_count,
        exits.code as exit_code
    from participations
    left join several_idents on participations.fnr = several_idents.ident
    left join bydeler on participations.bydel = bydeler.code
    left join acts on participations.lovgrunnlag = acts.code
    left join exits on participations.sluttstatus = exits.code

)

select * from renamed
