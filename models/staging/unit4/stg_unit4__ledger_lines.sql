with lines as (

    select * from {{ source('unit4', 'hovedbok') }}
    where {{ in_current_delivery('unit4') }}

),

bydeler as (

    select * from {{ ref('bydel_code') }}
    where has_nav_office

),

functions as (

    select * from {{ ref('kostra_function_code') }}

),

-- The free text stays behind: it may name people.
renamed as (

    select
        lines.bilag_id as voucher_id,
        lines.linje as line_number,
        cast(substring(lines.periode, 1, 4) as int) as ledger_year,
        cast(substring(lines.periode, 5, 2) as int) as ledger_period,
        bydeler.code as bydel_code,
        functions.code as kostra_function_code,
        case when length(lines.art) = 5 then lines.art end as account_code,
        lines.belop as amount_nok
    from lines
    left join bydeler on lines.bydel = bydeler.code
    left join functions on lines.kostra_funksjon = functions.code

)

select * from renamed
