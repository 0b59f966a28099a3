-- How the share of long-term recipients (24 months or more at last contact) has moved: Oslo, and the three bydeler
-- where it is highest.
with shares as (

    select
        durations.calendar_year,
        durations.bydel_label_nb,
        durations.recipient_count,
        durations.recipient_share,
        rank() over (
            partition by durations.calendar_year
            order by durations.bydel_code = '0301' desc, durations.recipient_share desc
        ) as share_rank
    from marts.duration_by_bydel as durations
    where durations.is_long_term

)

select
    shares.calendar_year as year,
    shares.bydel_label_nb as bydel,
    shares.recipient_count as long_term_recipients,
    round(100 * shares.recipient_share, 1) as percent_of_recipients
from shares
where shares.share_rank <= 4
order by shares.calendar_year asc, shares.share_rank asc;
