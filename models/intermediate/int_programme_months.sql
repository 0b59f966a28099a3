-- The months of the statistics that are not about recipients: from January of the first year with a start or a
-- settlement to the month of the extract, whether anything happened in them or not.
with participations as (

    select * from {{ ref('fct_participation') }}

),

refugees as (

    select * from {{ ref('stg_socio__refugees') }}

),

firsts as (

    select
        programme_code,
        min(start_date) as first_date
    from participations
    group by programme_code
    union all
    select
        'settlement' as programme_code,
        min(settlement_date) as first_date
    from refugees

),

programmes as (

    select
        programme_code,
        cast(extract(year from first_date) * 12 as int) as first_month_index,
        case programme_code when 'kvp' then {{ extract_date('fasit') }} else {{ extract_date('socio') }} end
            as extract_date
    from firsts

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
        -- E4
        cast({{ dbt.last_day(month_start('month_index'), 'month') }} as date) <= extract_date as has_ended,
        extract_date
    from months
    where month_index >= first_month_index

)

select * from final
