-- Everything that needs an ident reads this model: people are hashed once, and nothing right of it sees an ident.
with current_idents as (

    select * from {{ ref('stg_identity__current_idents') }}

),

pseudonyms as (

    select
        ident as current_ident,
        {{ pseudonym('ident') }} as person_pseudonym
    from current_idents
    where ident = current_ident

),

ranked as (

    select
        current_idents.ident,
        pseudonyms.person_pseudonym,
        row_number() over (
            partition by current_idents.current_ident
            order by
                case when current_idents.ident = current_idents.current_ident then 0 else 1 end asc,
                current_idents.change_date desc nulls last,
                current_idents.ident asc
        ) as ident_rank
    from current_idents
    inner join pseudonyms on current_idents.current_ident = pseudonyms.current_ident

)

select
    ident,
    person_pseudonym,
    cast(ident_rank as int) as ident_rank
from ranked
