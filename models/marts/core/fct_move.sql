-- F1: the last move between two bydeler in the year, of recipients of the year.
with segments as (

    select * from {{ ref('int_address_segments') }}

),

bydeler as (

    select * from {{ ref('dim_bydel') }}

),

recipient_years as (

    select * from {{ ref('int_recipient_years') }}

),

-- A move joins two consecutive periods: one spent elsewhere in between breaks it, days without an address do not.
consecutive as (

    select
        person_pseudonym,
        segment_start_date,
        bydel_code,
        lag(bydel_code) over (
            partition by person_pseudonym
            order by segment_start_date
        ) as previous_bydel_code
    from segments

),

moves as (

    select
        consecutive.person_pseudonym,
        consecutive.segment_start_date as move_date,
        cast(extract(year from consecutive.segment_start_date) as int) as calendar_year,
        consecutive.previous_bydel_code as from_bydel_code,
        consecutive.bydel_code as to_bydel_code
    from consecutive
    inner join bydeler as to_bydeler on consecutive.bydel_code = to_bydeler.bydel_code
    inner join bydeler as from_bydeler on consecutive.previous_bydel_code = from_bydeler.bydel_code
    where consecutive.bydel_code != consecutive.previous_bydel_code

),

ranked as (

    select
        recipient_years.recipient_id,
        recipient_years.calendar_year,
        moves.move_date,
        moves.from_bydel_code,
        moves.to_bydel_code,
        row_number() over (
            partition by recipient_years.recipient_id, recipient_years.calendar_year
            order by moves.move_date desc
        ) as move_rank
    from recipient_years
    inner join moves
        on
            recipient_years.recipient_id = moves.person_pseudonym
            and recipient_years.calendar_year = moves.calendar_year

)

select
    recipient_id,
    calendar_year,
    move_date,
    from_bydel_code,
    to_bydel_code
from ranked
where move_rank = 1
