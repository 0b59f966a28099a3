-- R2: which idents are one person.
with recursive history as (

    select
        fnr_tidligere as ident,
        fnr_gjeldende as next_ident,
        endret_dato as change_date
    from {{ source('fasit', 'identhistorikk') }}
    where {{ in_current_delivery('fasit') }}

),

delivered as (

    {% for system, table, column in [
        ('fasit', 'person', 'fnr'),
        ('fasit', 'sivilstand', 'fnr'),
        ('fasit', 'husstandsmedlem', 'hovedperson_fnr'),
        ('fasit', 'husstandsmedlem', 'medlem_fnr'),
        ('fasit', 'adresse', 'fnr'),
        ('fasit', 'utbetaling', 'hovedperson_fnr'),
        ('fasit', 'inntekt', 'hovedperson_fnr'),
        ('fasit', 'inntekt', 'fnr'),
        ('fasit', 'kvp_deltakelse', 'fnr'),
        ('socio', 'flyktning', 'fnr'),
        ('socio', 'introduksjonsprogram', 'fnr'),
        ('oskar', 'stonadsmaned', 'fnr'),
    ] %}
        select {{ column }} as ident
        from {{ source(system, table) }}
        where {{ in_current_delivery(system) }}
        union
    {% endfor %}
    -- The delivery before this one, for revisions.
    select hovedperson_fnr as ident
    from {{ source('fasit', 'utbetaling') }}
    where {{ in_current_delivery('fasit', 'previous_extract_date') }}
    union
    select ident from history
    union
    select next_ident as ident from history

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
        reached.next_ident as current_ident
    from reached
    left join history on reached.next_ident = history.ident
    where history.ident is null

),

resolved as (

    select
        delivered.ident,
        coalesce(chain_ends.current_ident, delivered.ident) as current_ident,
        -- Only where the change counts: idents of a cycle are current, each of its own person.
        case when chain_ends.current_ident is not null then history.change_date end as change_date
    from delivered
    left join chain_ends on delivered.ident = chain_ends.ident
    left join history on delivered.ident = history.ident

)

select * from resolved
