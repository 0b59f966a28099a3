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
        max(case when status = 'hidden' then 1 else 0 end) = 1 as was_hidden,
        -- What the publications that told it leave room for.
        max(case when not is_revised and status = 'open' then open_lower end) as told_lower,
        min(case when not is_revised and status = 'open' then open_upper end) as told_upper
    from earlier_cells
    group by cell_id

),

-- A zero too stays hidden where more than nothing was: to print it would tell of those who are gone.
hidden_before as (

    select cells.cell_id
    from cells
    inner join history on cells.cell_id = history.cell_id
    where
        history.was_hidden
        and history.told_lower is null
        and (cells.decision = 'free' or (cells.cell_count = 0 and not cells.is_known))

),

present as (

    select
        cells.cell_id,
        cells.cell_count,
        case
            when history.told_lower = history.told_upper then 'open'
            when hidden_before.cell_id is not null then 'hidden'
            else cells.decision
        end as decision,
        cells.is_sensitive and coalesce(history.told_lower < history.told_upper, true) as is_sensitive,
        cells.is_sensitive and coalesce(history.told_lower = history.told_upper, false) as is_beyond_recall,
        hidden_before.cell_id is not null as is_hidden_since_before,
        cells.cost,
        greatest(cells.open_lower, coalesce(history.told_lower, cells.open_lower)) as open_lower,
        least(cells.open_upper, coalesce(history.told_upper, cells.open_upper)) as open_upper,
        case
            when hidden_before.cell_id is not null and cells.cell_count = 0 then 0
            else greatest(cells.hidden_lower, coalesce(history.told_lower, cells.hidden_lower))
        end as hidden_lower,
        history.told_upper as hidden_upper,
        cells.label_upper,
        cells.protection_upper,
        cells.protection_width
    from cells
    left join history on cells.cell_id = history.cell_id
    left join hidden_before on cells.cell_id = hidden_before.cell_id

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
        cast(null as bigint) as hidden_upper,
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
