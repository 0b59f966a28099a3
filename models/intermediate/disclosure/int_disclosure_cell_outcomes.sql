-- What becomes of every count of this publication.
with cells as (

    select * from {{ ref('int_disclosure_cells') }}

),

system_cells as (

    select * from {{ ref('int_disclosure_system_cells') }}

),

decisions as (

    select * from {{ ref('int_disclosure_decisions') }}

),

final as (

    select
        cells.cell_id,
        cells.cell_count,
        case
            when system_cells.is_hidden_since_before and system_cells.is_sensitive then 'primary'
            when system_cells.is_hidden_since_before then 'secondary'
            -- What can only be told openly has no decision.
            else coalesce(decisions.status, 'open')
        end as status,
        system_cells.is_beyond_recall,
        decisions.lower as feasible_lower,
        decisions.upper as feasible_upper,
        decisions.method,
        coalesce(decisions.keeps_label, false) as keeps_label
    from cells
    inner join system_cells on cells.cell_id = system_cells.cell_id
    left join decisions on cells.cell_id = decisions.cell_id

)

select * from final
