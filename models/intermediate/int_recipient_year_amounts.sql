-- M4: whose yearly amounts make up an area's distribution.
with recipient_years as (

    select * from {{ ref('fct_recipient_year') }}

),

recipient_year_bydeler as (

    select * from {{ ref('fct_recipient_year_bydel') }}

),

amounts as (

    select
        recipient_id,
        calendar_year,
        '0301' as bydel_code,
        amount_nok
    from recipient_years
    union all
    select
        recipient_id,
        calendar_year,
        bydel_code,
        amount_nok
    from recipient_year_bydeler

)

select * from amounts
