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

periods as (

    select
        *,
        cast(substring(periode, 1, 4) as int) as ledger_year,
        cast(substring(periode, 5, 2) as int) as ledger_period
    from lines

),

-- The free text stays behind: it may name people.
renamed as (

    select
        periods.bilag_id as voucher_id,
        periods.linje as line_number,
        periods.ledger_year,
        periods.ledger_period,
        bydeler.code as bydel_code,
        functions.code as kostra_function_code,
        case when length(periods.art) = 5 then periods.art end as account_code,
        periods.belop as amount_nok,
        -- Closing is in December.
        {{ outside_coverage(
            'unit4.hovedbok', 'make_date(periods.ledger_year, least(periods.ledger_period, 12), 1)'
        ) }} as outside_coverage_code
    from periods
    left join bydeler on periods.bydel = bydeler.code
    left join functions on periods.kostra_funksjon = functions.code

)

select * from renamed
