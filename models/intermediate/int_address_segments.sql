-- Which address holds on which days: of periods that overlap the latest start holds, and an earlier one that is
-- still open holds again when it ends (F1).
with periods as (

    select
        person_pseudonym,
        ident_rank,
        bydel_code,
        start_date,
        coalesce(end_date, date '9999-12-30') as end_date
    from {{ ref('stg_fasit__addresses') }}
    where end_date is null or end_date >= start_date

),

boundaries as (

    select
        person_pseudonym,
        start_date as segment_start_date
    from periods
    union
    select
        person_pseudonym,
        cast({{ dbt.dateadd('day', 1, 'end_date') }} as date) as segment_start_date
    from periods

),

-- Nothing changes between two boundaries, so who holds on a boundary holds until the next.
holding as (

    select
        boundaries.person_pseudonym,
        boundaries.segment_start_date,
        periods.bydel_code,
        periods.start_date as period_start_date,
        row_number() over (
            partition by boundaries.person_pseudonym, boundaries.segment_start_date
            order by periods.start_date desc, periods.ident_rank asc
        ) as period_rank
    from boundaries
    inner join periods
        on
            boundaries.person_pseudonym = periods.person_pseudonym
            and boundaries.segment_start_date between periods.start_date and periods.end_date

),

segments as (

    select
        person_pseudonym,
        segment_start_date,
        bydel_code
    from holding
    where period_rank = 1

)

select * from segments
