-- The revised payments are all there is between two deliveries: Oslo's gross paid as of the delivery before, plus what
-- `revisions` says, is gross paid now, year by year, straight from the two deliveries.
with delivered as (

    select
        cast(extract(year from utbetalingsdato) as int) as calendar_year,
        sum(case when {{ in_current_delivery('fasit') }} then belop else -belop end) as difference_nok
    from {{ source('fasit', 'utbetaling') }}
    where
        {{ in_current_delivery('fasit') }}
        or {{ in_current_delivery('fasit', 'previous_extract_date') }}
    group by cast(extract(year from utbetalingsdato) as int)

),

explained as (

    select
        calendar_year,
        cast(difference as decimal(18, 2)) as difference_nok
    from {{ ref('revisions') }}
    where
        bydel_code = '0301'
        and measure = 'gross_paid_nok'

)

select
    delivered.calendar_year,
    delivered.difference_nok,
    explained.difference_nok as explained_difference_nok
from delivered
cross join {{ ref('stg_landing__current_deliveries') }} as deliveries
left join explained on delivered.calendar_year = explained.calendar_year
where
    deliveries.system_code = 'fasit'
    and deliveries.previous_extract_date is not null
    and delivered.difference_nok != coalesce(explained.difference_nok, 0)
