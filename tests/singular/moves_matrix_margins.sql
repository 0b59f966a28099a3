-- The margins of the matrix are its movers: pairs add up to each total, and the grand total is one move per mover (F1).
-- Nobody moves from a bydel to itself.
with matrix as (

    select
        calendar_year,
        from_bydel_code,
        to_bydel_code,
        moved_recipient_count,
        from_bydel_code = '0301' as is_from_total,
        to_bydel_code = '0301' as is_to_total
    from {{ ref('moves_matrix') }}

),

movers as (

    select
        calendar_year,
        count(*) as mover_count
    from {{ ref('fct_move') }}
    group by calendar_year

),

row_totals as (

    select
        calendar_year,
        from_bydel_code as area_code,
        sum(case when is_to_total then moved_recipient_count else 0 end) as total_count,
        sum(case when is_to_total then 0 else moved_recipient_count end) as pair_count
    from matrix
    group by calendar_year, from_bydel_code

),

column_totals as (

    select
        calendar_year,
        to_bydel_code as area_code,
        sum(case when is_from_total then moved_recipient_count else 0 end) as total_count,
        sum(case when is_from_total then 0 else moved_recipient_count end) as pair_count
    from matrix
    group by calendar_year, to_bydel_code

),

grand_totals as (

    select
        matrix.calendar_year,
        '0301' as area_code,
        matrix.moved_recipient_count as total_count,
        coalesce(movers.mover_count, 0) as pair_count
    from matrix
    left join movers on matrix.calendar_year = movers.calendar_year
    where matrix.is_from_total and matrix.is_to_total

),

diagonal as (

    select
        calendar_year,
        from_bydel_code as area_code,
        moved_recipient_count as total_count,
        0 as pair_count
    from matrix
    where from_bydel_code = to_bydel_code and not is_from_total

),

checks as (

    select * from row_totals
    union all
    select * from column_totals
    union all
    select * from grand_totals
    union all
    select * from diagonal

)

select * from checks
where total_count != pair_count
