with moves as (

    select * from {{ ref('moves_matrix') }}

),

recipients as (

    select * from {{ ref('recipients_by_bydel') }}

),

moved_in as (

    select
        calendar_year,
        to_bydel_code as bydel_code,
        moved_recipient_count
    from moves
    where from_bydel_code = '0301'

),

moved_out as (

    select
        calendar_year,
        from_bydel_code as bydel_code,
        moved_recipient_count
    from moves
    where to_bydel_code = '0301'

),

final as (

    select
        recipients.calendar_year,
        recipients.bydel_code,
        recipients.bydel_label_nb,
        moved_in.moved_recipient_count as moved_in_recipient_count,
        moved_out.moved_recipient_count as moved_out_recipient_count,
        moved_in.moved_recipient_count - moved_out.moved_recipient_count as net_moved_in_recipient_count,
        recipients.last_contact_recipient_count,
        -- F2: rates are of the bydel's recipients at last contact.
        {{ share('moved_in.moved_recipient_count', 'recipients.last_contact_recipient_count') }} as moved_in_share,
        {{ share('moved_out.moved_recipient_count', 'recipients.last_contact_recipient_count') }} as moved_out_share,
        {{ share(
            '(moved_in.moved_recipient_count - moved_out.moved_recipient_count)',
            'recipients.last_contact_recipient_count'
        ) }} as net_moved_in_share,
        recipients.extract_date
    from recipients
    inner join moved_in
        on
            recipients.calendar_year = moved_in.calendar_year
            and recipients.bydel_code = moved_in.bydel_code
    inner join moved_out
        on
            recipients.calendar_year = moved_out.calendar_year
            and recipients.bydel_code = moved_out.bydel_code

)

select * from final
