with cells as (

    select * from {{ source('ssb', 'folkemengde_07459') }}
    where {{ in_current_delivery('ssb') }}

),

renamed as (

    select
        cast(tid as int) as population_year,
        kjonn as ssb_sex_code,
        -- '105+' is the last age class.
        cast(substring(alder, 1, 3) as int) as age,
        cast(value as bigint) as population_count
    from cells
    where region = '0301'

)

select * from renamed
