-- R2: whose the idents are, of persons that have had several. All are pseudonyms already; a person's is that of the
-- ident that the person has now.
with recursive history as (

    select
        fnr_tidligere as ident,
        fnr_gjeldende as next_ident,
        endret_dato as change_date,
        source_part,
        source_line
    from {{ source('fasit', 'identhistorikk') }}
    where {{ in_current_delivery('fasit') }}

),

-- An ident has one successor at most, so each round can go twice as far as the one before. Having gone as many steps as
-- there are rows, every ident is at its chain's end or in a cycle.
walk as (

    select
        ident,
        next_ident as reached,
        1 as step_count
    from history
    union all
    select
        walk.ident,
        coalesce(onward.reached, walk.reached) as reached,
        2 * walk.step_count as step_count
    from walk
    left join walk as onward on walk.reached = onward.ident
    where walk.step_count < (select count(*) from history)

),

-- The end of a chain has no successor. A cycle has no end: whoever is in it or leads into it stays alone.
chain_ends as (

    select
        walk.ident,
        walk.reached as person_pseudonym
    from walk
    where
        walk.step_count >= (select count(*) from history)
        and walk.reached not in (select history.ident from history)

),

-- R2 is silent where two were replaced on one day, so the delivery's order decides.
replaced_idents as (

    select
        chain_ends.ident,
        chain_ends.person_pseudonym,
        cast(1 + row_number() over (
            partition by chain_ends.person_pseudonym
            order by history.change_date desc, history.source_part asc, history.source_line asc
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
