-- R2: whose the idents are, of persons that have had several. All are pseudonyms already; a person's is that of the
-- ident that the person has now.
with recursive history as (

    select
        fnr_tidligere as ident,
        fnr_gjeldende as next_ident,
        endret_dato as change_date,
        source_file,
        source_line
    from {{ source('fasit', 'identhistorikk') }}
    where {{ in_current_delivery('fasit') }}

),

-- `union` drops what was reached before, so that a cycle comes to an end.
reached as (

    select
        ident,
        next_ident
    from history
    union
    select
        reached.ident,
        history.next_ident
    from reached
    inner join history on reached.next_ident = history.ident

),

-- The end of a chain has no successor. A cycle has no end: whoever is in it or leads into it stays alone.
chain_ends as (

    select
        reached.ident,
        reached.next_ident as person_pseudonym
    from reached
    left join history on reached.next_ident = history.ident
    where history.ident is null

),

-- R2 is silent where two were replaced on one day, so the delivery's order decides.
replaced_idents as (

    select
        chain_ends.ident,
        chain_ends.person_pseudonym,
        cast(1 + row_number() over (
            partition by chain_ends.person_pseudonym
            order by history.change_date desc, history.source_file asc, history.source_line asc
        ) as int) as ident_rank
    from chain_ends
    inner join history on chain_ends.ident = history.ident

),

current_idents as (

    select distinct
        person_pseudonym as ident,
        person_pseudonym,
        cast(1 as int) as ident_rank
    from chain_ends

),

several_idents as (

    select * from current_idents
    union all
    select * from replaced_idents

)

select * from several_idents
