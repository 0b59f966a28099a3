-- What adds up in this publication, and what added up in earlier ones with counts that have been revised since.
with sums as (

    select * from {{ ref('int_disclosure_sums') }}

),

earlier_sums as (

    select * from {{ source('publications', 'sums') }}

),

earlier_cells as (

    select * from {{ ref('int_disclosure_earlier_cells') }}

),

cells_by_publication as (

    select * from {{ source('publications', 'cells') }}

),

earlier_members as (

    select
        earlier_sums.sum_id || ' @ ' || cast(earlier_sums.publication_id as {{ dbt.type_string() }}) as sum_id,
        earlier_cells.system_cell_id as cell_id,
        earlier_sums.is_total,
        max(case when earlier_cells.is_revised then 1 else 0 end) over (
            partition by earlier_sums.publication_id, earlier_sums.sum_id
        ) = 1 as is_revised
    from earlier_sums
    inner join cells_by_publication as cells
        on earlier_sums.publication_id = cells.publication_id and earlier_sums.cell_id = cells.cell_id
    inner join earlier_cells on cells.cell_id = earlier_cells.cell_id and cells.cell_count = earlier_cells.cell_count

),

system_sums as (

    select
        sum_id,
        cell_id,
        is_total
    from sums
    union all
    select
        sum_id,
        cell_id,
        is_total
    from earlier_members
    where is_revised

)

select * from system_sums
