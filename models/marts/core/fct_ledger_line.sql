{#- A view, and it names no database: readers open the file under whatever name. -#}
{{ config(materialized='view') }}
with lines as (

    select * from {{ ref('stg_unit4__ledger_lines').include(database=false) }}
    where outside_coverage_code is null

),

-- M2: closing periods (month 13) belong to their year.
final as (

    select
        voucher_id,
        line_number,
        ledger_year as calendar_year,
        ledger_period,
        bydel_code,
        kostra_function_code,
        account_code,
        amount_nok
    from lines

)

select * from final
