-- What readers are told about each published table.
with tables as (

    select * from {{ ref('publication_table') }}

),

figures as (

    select * from {{ ref('published_report_figures') }}

),

final as (

    select
        tables.table_id,
        tables.title_nb,
        tables.title_en,
        tables.category_name_nb,
        tables.category_name_en,
        tables.note_nb,
        tables.note_en,
        tables.source_nb,
        tables.source_en,
        'Velferdsetaten, Oslo kommune' as contact,
        max(figures.extract_date) as extract_date
    from tables
    inner join figures on tables.table_id = figures.table_id
    group by
        tables.table_id,
        tables.title_nb,
        tables.title_en,
        tables.category_name_nb,
        tables.category_name_en,
        tables.note_nb,
        tables.note_en,
        tables.source_nb,
        tables.source_en

)

select * from final
