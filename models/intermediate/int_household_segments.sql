-- Who is in a household on which days: of periods that overlap the latest start holds, and an earlier one that is
-- still open holds again when it ends.
with periods as (

    select
        recipient_id,
        person_pseudonym,
        recipient_ident_rank,
        ident_rank,
        relation_code,
        custody_percent,
        start_date,
        coalesce(end_date, date '9999-12-30') as end_date
    from {{ ref('stg_fasit__household_members') }}
    where
        -- A main person listed as own member is no member.
        recipient_id != person_pseudonym
        and (end_date is null or end_date >= start_date)

),

boundaries as (

    select
        recipient_id,
        person_pseudonym,
        start_date as segment_start_date
    from periods
    union
    select
        recipient_id,
        person_pseudonym,
        cast({{ dbt.dateadd('day', 1, 'end_date') }} as date) as segment_start_date
    from periods

),

-- Nothing changes between two boundaries, so who holds on a boundary holds until the next.
spans as (

    select
        recipient_id,
        person_pseudonym,
        segment_start_date,
        cast({{ dbt.dateadd(
            'day', -1,
            'lead(segment_start_date) over (partition by recipient_id, person_pseudonym order by segment_start_date)'
        ) }} as date) as segment_end_date
    from boundaries

),

holding as (

    select
        spans.recipient_id,
        spans.person_pseudonym,
        spans.segment_start_date,
        spans.segment_end_date,
        periods.relation_code,
        periods.custody_percent,
        row_number() over (
            partition by spans.recipient_id, spans.person_pseudonym, spans.segment_start_date
            order by periods.start_date desc, periods.recipient_ident_rank asc, periods.ident_rank asc
        ) as period_rank
    from spans
    inner join periods
        on
            spans.recipient_id = periods.recipient_id
            and spans.person_pseudonym = periods.person_pseudonym
            and spans.segment_start_date between periods.start_date and periods.end_date

),

segments as (

    select
        recipient_id,
        person_pseudonym,
        segment_start_date,
        segment_end_date,
        relation_code,
        custody_percent
    from holding
    where period_rank = 1

)

select * from segments
