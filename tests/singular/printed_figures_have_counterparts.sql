-- Every printed figure has one of ours and the other way round, unless reconciliation_exception says why not. Asked of
-- a city that can be compared with the printed one only, once the printed year is over, of the systems that were
-- delivered and the years they cover.
with reconciliation as (

    select * from {{ ref('reconciliation') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

-- A year without any row of a measure is not in the data; a measure without any row at all has been forgotten.
covered as (

    select
        table_id,
        measure,
        year
    from reconciliation
    where is_ours
    group by table_id, measure, year

),

known_measures as (

    select
        table_id,
        measure
    from covered
    group by table_id, measure

),

delivered as (

    select
        count(*) = 7 as has_all,
        max(case when system_code = 'socio' then 1 else 0 end) = 1 as has_socio,
        max(case when system_code = 'unit4' then 1 else 0 end) = 1 as has_unit4,
        max(case when system_code = 'ssb' then 1 else 0 end) = 1 as has_ssb
    from {{ ref('stg_landing__current_deliveries') }}

),

oslo as (

    select max(case when abs(reconciliation.relative_difference) < 0.5 then 1 else 0 end) = 1 as is_comparable
    from reconciliation
    inner join years on reconciliation.year = cast(years.calendar_year as {{ dbt.type_string() }})
    where
        reconciliation.table_id = '3.04'
        and reconciliation.measure = 'recipients_year'
        and reconciliation.area = 'Oslo totalt'
        and reconciliation.year = '2024'
        and years.is_complete

)

select
    reconciliation.table_id,
    reconciliation.measure,
    reconciliation.year,
    reconciliation.area,
    reconciliation.category,
    reconciliation.is_printed,
    reconciliation.is_ours
from reconciliation
cross join delivered
cross join oslo
left join covered
    on
        reconciliation.table_id = covered.table_id
        and reconciliation.measure = covered.measure
        and reconciliation.year = covered.year
left join known_measures
    on
        reconciliation.table_id = known_measures.table_id
        and reconciliation.measure = known_measures.measure
where
    reconciliation.is_printed != reconciliation.is_ours
    and reconciliation.exception_reason is null
    and oslo.is_comparable
    and (covered.year is not null or known_measures.measure is null)
    and case
        when reconciliation.table_id in ('3.01', '3.03', '4.01', '5.01') then delivered.has_unit4
        when reconciliation.table_id = '3.05' then delivered.has_ssb
        when reconciliation.table_id like '5.%' then delivered.has_socio
        when reconciliation.table_id in ('text', 'web', '3.06', '3.11') then delivered.has_all
        else true
    end
