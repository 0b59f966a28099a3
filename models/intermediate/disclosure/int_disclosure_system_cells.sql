-- The counts that a reader of this publication and of all earlier ones puts together: those of this one, and those of
-- earlier ones that have been revised since. What was told openly before cannot be called back; what was hidden stays
-- hidden.
with cells as (

    select * from {{ ref('int_disclosure_cells') }}

),

earlier_cells as (

    select * from {{ ref('int_disclosure_earlier_cells') }}

),

history as (

    select
        cell_id,
        max(case when not is_revised and status = 'open' then 1 else 0 end) = 1 as was_told,
        max(case when status = 'hidden' then 1 else 0 end) = 1 as was_hidden
    from earlier_cells
    group by cell_id

),

present as (

    select
        cells.cell_id,
        cells.cell_count,
        case
            when history.was_told then 'open'
            when history.was_hidden and cells.decision = 'free' then 'hidden'
            else cells.decision
        end as decision,
        cells.is_sensitive and not coalesce(history.was_told, false) as is_sensitive,
        cells.is_sensitive and coalesce(history.was_told, false) as is_beyond_recall,
        coalesce(history.was_hidden and not history.was_told and cells.decision = 'free', false)
            as is_hidden_since_before,
        cells.cost,
        cells.open_lower,
        cells.open_upper,
        cells.hidden_lower,
        cells.label_upper,
        cells.protection_upper,
        cells.protection_width
    from cells
    left join history on cells.cell_id = history.cell_id

),

revised as (

    select
        system_cell_id as cell_id,
        cell_count,
        case when status = 'open' then 'open' else 'hidden' end as decision,
        is_sensitive and status = 'hidden' as is_sensitive,
        false as is_beyond_recall,
        false as is_hidden_since_before,
        cast(0 as double) as cost,
        open_lower,
        open_upper,
        hidden_lower,
        label_upper,
        protection_upper,
        protection_width
    from earlier_cells
    where is_revised

),

system_cells as (

    select * from present
    union all
    select * from revised

)

select * from system_cells
