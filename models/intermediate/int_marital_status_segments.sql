-- Which marital status holds on which days: of periods that overlap the latest start holds, and an earlier one that
-- is still open holds again when it ends.
with periods as (

    select
        person_pseudonym,
        ident_rank,
        marital_status_code,
        start_date,
        coalesce(end_date, date '9999-12-30') as end_date
    from {{ ref('stg_fasit__marital_statuses') }}
    where end_date is null or end_date >= start_date

),

marital_statuses as (

    select * from {{ ref('marital_status_code') }}

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

-- Nothing changes between two boundaries, so what holds on a boundary holds until the next.
spans as (

    select
        person_pseudonym,
        segment_start_date,
        cast({{ dbt.dateadd(
            'day', -1, 'lead(segment_start_date) over (partition by person_pseudonym order by segment_start_date)'
        ) }} as date) as segment_end_date
    from boundaries

),

holding as (

    select
        spans.person_pseudonym,
        spans.segment_start_date,
        spans.segment_end_date,
        periods.marital_status_code,
        row_number() over (
            partition by spans.person_pseudonym, spans.segment_start_date
            order by periods.start_date desc, periods.ident_rank asc
        ) as period_rank
    from spans
    inner join periods
        on
            spans.person_pseudonym = periods.person_pseudonym
            and spans.segment_start_date between periods.start_date and periods.end_date

),

segments as (

    select
        holding.person_pseudonym,
        holding.segment_start_date,
        holding.segment_end_date,
        holding.marital_status_code,
        -- H1
        marital_statuses.household_type as household_type_code
    from holding
    inner join marital_statuses on holding.marital_status_code = marital_statuses.code
    where holding.period_rank = 1

)

select * from segments
