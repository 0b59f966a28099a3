with recipient_years as (

    select * from {{ ref('int_recipient_years') }}

),

spell_months as (

    select
        recipient_id,
        month_index,
        previous_month_index,
        spell_number,
        spell_first_month_index,
        cast(floor(month_index / 12) as int) as calendar_year
    from {{ ref('int_spell_months') }}

),

-- B3 looks back from the first month of receipt in the year, in Oskar's months too: the one that none of the same year
-- is before. The very first has none before it at all.
first_months as (

    select
        recipient_id,
        calendar_year,
        -- Last receipt 24 months before is not new, 25 is.
        coalesce(month_index - previous_month_index > 24, true) as is_new
    from spell_months
    where coalesce(previous_month_index < calendar_year * 12, true)

),

durations as (

    select
        recipient_years.recipient_id,
        recipient_years.calendar_year,
        spell_months.spell_number,
        -- D2: both months count, and so do gap months between.
        recipient_years.last_month_index - spell_months.spell_first_month_index + 1 as duration_month_count,
        first_months.is_new
    from recipient_years
    inner join spell_months
        on
            recipient_years.recipient_id = spell_months.recipient_id
            and recipient_years.last_month_index = spell_months.month_index
    inner join first_months
        on
            recipient_years.recipient_id = first_months.recipient_id
            and recipient_years.calendar_year = first_months.calendar_year

),

classified as (

    select
        recipient_id,
        calendar_year,
        spell_number,
        duration_month_count,
        case
            when duration_month_count < 6 then 'under_6'
            when duration_month_count < 12 then '6_11'
            when duration_month_count < 24 then '12_23'
            else '24_plus'
        end as duration_class_code,
        -- D3
        duration_month_count >= 24 as is_long_term,
        is_new
    from durations

)

select * from classified
