with quarantine as (

    select * from {{ source('landing', 'quarantine') }}
    where
        system = 'fasit'
        and table_name = 'utbetaling'
        and {{ in_current_delivery('fasit') }}

),

renamed as (

    select
        source_part,
        source_line,
        column_name,
        rule,
        amount_nok
    from quarantine

)

select * from renamed
