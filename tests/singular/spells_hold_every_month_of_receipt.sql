-- Spells are made of the months of receipt of both case systems: none is lost, none counted twice, and a spell has no
-- more gap months than would have broken it (D1): two for each of its months after the first.
with spells as (

    select
        recipient_id,
        sum(receipt_month_count) as month_count,
        max(gap_month_count - 2 * (receipt_month_count - 1)) as gap_excess
    from {{ ref('duration_spells') }}
    group by recipient_id

),

series as (

    select
        recipient_id,
        count(*) as month_count
    from {{ ref('int_receipt_series') }}
    group by recipient_id

)

select
    series.recipient_id,
    series.month_count,
    spells.month_count as spell_month_count,
    spells.gap_excess
from series
full outer join spells on series.recipient_id = spells.recipient_id
where
    series.month_count is distinct from spells.month_count
    or spells.gap_excess > 0
