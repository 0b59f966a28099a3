-- Table 3.4's yearly counts must not add up (R6): the bydeler exceed Oslo by one for every further bydel of a
-- recipient, and fall short by the recipients whose every month has an unknown bydel (E5).
with marts as (

    select
        calendar_year,
        sum(case when bydel_code != '0301' then recipient_count else 0 end) as bydel_count,
        sum(case when bydel_code = '0301' then recipient_count else 0 end) as oslo_count
    from {{ ref('recipients_by_bydel') }}
    group by calendar_year

),

recipients as (

    select
        recipient_id,
        calendar_year,
        count(distinct bydel_code) as bydel_count
    from {{ ref('fct_recipient_month') }}
    group by recipient_id, calendar_year

),

further as (

    select
        calendar_year,
        sum(bydel_count - 1) as further_count
    from recipients
    group by calendar_year

)

select
    marts.calendar_year,
    marts.bydel_count,
    marts.oslo_count,
    further.further_count
from marts
left join further on marts.calendar_year = further.calendar_year
where marts.bydel_count - marts.oslo_count != coalesce(further.further_count, 0)
