-- What readers are told about each published table.
with tables as (

    select * from {{ ref('publication_table') }}

),

figures as (

    select * from {{ ref('published_report_figures') }}

),

average_years as (

    select
        table_id,
        year,
        try_cast(year as int) as calendar_year,
        -- As in int_programme_months: of what happened after its own extract Socio knows nothing.
        least(extract_date, {{ extract_date('fasit') }}) as last_known_date
    from figures
    where measure like '%!_month!_avg' escape '!'

),

-- Periods of several years are none that E4 speaks of.
ended_months as (

    select
        table_id,
        year,
        {{ ended_month_count('calendar_year', 'last_known_date') }} as ended_month_count
    from average_years
    where calendar_year is not null

),

-- One of a table at most: what comes after it has no ended month, and so no average.
unfinished_years as (

    select
        table_id,
        year,
        'Gjennomsnittet per måned i ' || year || ' gjelder bare månedene som var over ved datauttrekket ('
        || cast(ended_month_count as {{ dbt.type_string() }}) || ' av 12).' as note_nb,
        'The average per month in ' || year || ' covers only the months that had ended at the extract ('
        || cast(ended_month_count as {{ dbt.type_string() }}) || ' of 12).' as note_en
    from ended_months
    where ended_month_count between 1 and 11
    group by table_id, year, ended_month_count

),

-- One delivery of real people among those that are read makes the figures real.
origin as (

    select not bool_or(has_real_idents) as is_invented
    from {{ ref('stg_landing__current_deliveries') }}

),

notices as (

    select
        is_invented,
        case
            when is_invented
                then 'Oppdiktede data: tallene gjelder en oppdiktet by og er ikke offisiell statistikk.'
        end as notice_nb,
        case
            when is_invented
                then 'Invented data: the figures are of an invented city and are not official statistics.'
        end as notice_en
    from origin

),

final as (

    select
        tables.table_id,
        tables.title_nb,
        tables.title_en,
        tables.category_name_nb,
        tables.category_name_en,
        notices.is_invented,
        notices.notice_nb,
        notices.notice_en,
        tables.note_nb,
        tables.note_en,
        unfinished_years.year as unfinished_year,
        unfinished_years.note_nb as unfinished_year_note_nb,
        unfinished_years.note_en as unfinished_year_note_en,
        tables.source_nb,
        tables.source_en,
        'Velferdsetaten, Oslo kommune' as contact,
        max(figures.extract_date) as extract_date
    from tables
    inner join figures on tables.table_id = figures.table_id
    cross join notices
    left join unfinished_years on tables.table_id = unfinished_years.table_id
    group by
        tables.table_id,
        tables.title_nb,
        tables.title_en,
        tables.category_name_nb,
        tables.category_name_en,
        notices.is_invented,
        notices.notice_nb,
        notices.notice_en,
        tables.note_nb,
        tables.note_en,
        unfinished_years.year,
        unfinished_years.note_nb,
        unfinished_years.note_en,
        tables.source_nb,
        tables.source_en

)

select * from final
