-- The counts of earlier publications, each once for each value that it has had. A reader who compares publications
-- knows which counts have not been revised: those are the same unknown as in this one.
with cells as (

    select * from {{ ref('int_disclosure_cells') }}

),

earlier_cells as (

    select * from {{ source('publications', 'cells') }}

),

merged as (

    select
        cell_id,
        cell_count,
        min(publication_id) as first_publication_id,
        case
            when max(case when status = 'open' then 1 else 0 end) = 1 then 'open'
            when max(case when status = 'hidden' then 1 else 0 end) = 1 then 'hidden'
            else 'unprinted'
        end as status,
        max(case when is_sensitive then 1 else 0 end) = 1 as is_sensitive,
        max(open_lower) as open_lower,
        min(open_upper) as open_upper,
        max(hidden_lower) as hidden_lower,
        min(label_upper) as label_upper,
        max(protection_upper) as protection_upper,
        max(protection_width) as protection_width
    from earlier_cells
    group by cell_id, cell_count

),

final as (

    select
        merged.cell_id,
        merged.cell_count,
        case
            when cells.cell_id is not null then merged.cell_id
            else merged.cell_id || ' @ ' || cast(merged.first_publication_id as {{ dbt.type_string() }})
        end as system_cell_id,
        cells.cell_id is null as is_revised,
        merged.status,
        merged.is_sensitive,
        merged.open_lower,
        merged.open_upper,
        merged.hidden_lower,
        merged.label_upper,
        merged.protection_upper,
        merged.protection_width
    from merged
    left join cells on merged.cell_id = cells.cell_id and merged.cell_count = cells.cell_count

)

select * from final
