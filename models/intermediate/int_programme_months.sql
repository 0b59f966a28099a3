-- The months of the statistics that are not about recipients: from January of the first year with a start or a
-- settlement to the month of the extract, whether anything happened in them or not.
with years as (

    select * from {{ ref('dim_year') }}

),

participations as (

    select * from {{ ref('fct_participation') }}

),

refugees as (

    select * from {{ ref('stg_socio__refugees') }}

),

-- What nobody took part in has counts of 0: KVP in the years of payments, the others in the year of the extract.
known_dates as (

    select
        programme_code,
        start_date as known_date
    from participations
    union all
    select
        'settlement' as programme_code,
        settlement_date as known_date
    from refugees
    union all
    select
        'kvp' as programme_code,
        make_date(calendar_year, 1, 1) as known_date
    from years
    union all
    select
        'introduction' as programme_code,
        {{ extract_date('socio') }} as known_date
    union all
    select
        'settlement' as programme_code,
        {{ extract_date('socio') }} as known_date

),

programmes as (

    select
        programme_code,
        cast(extract(year from min(known_date)) * 12 as int) as first_month_index,
        case programme_code when 'kvp' then {{ extract_date('fasit') }} else {{ extract_date('socio') }} end
            as extract_date
    from known_dates
    group by programme_code

),

-- Back from the extract: a hundred years are more than anyone has lived to take part.
steps as (

    {{ dbt.generate_series(1200) }}

),

months as (

    select
        programmes.programme_code,
        programmes.first_month_index,
        programmes.extract_date,
        cast({{ month_index('programmes.extract_date') }} - steps.generated_number + 1 as int) as month_index
    from programmes
    cross join steps

),

final as (

    select
        programme_code,
        month_index,
        {{ month_start('month_index') }} as programme_month,
        cast(floor(month_index / 12) as int) as calendar_year,
        -- E4: ended by Fasit's extract date; of what happened after its own extract Socio knows nothing either.
        cast({{ dbt.last_day(month_start('month_index'), 'month') }} as date)
        <= least(extract_date, {{ extract_date('fasit') }}) as has_ended,
        extract_date
    from months
    where month_index >= first_month_index

)

select * from final
