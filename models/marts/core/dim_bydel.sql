with codes as (

    select * from {{ ref('bydel_code') }}

),

bydeler as (

    select
        code as bydel_code,
        label_nb as bydel_label_nb,
        label_en as bydel_label_en,
        false as is_total
    from codes
    where has_nav_office

),

total as (

    select
        '0301' as bydel_code,
        'Oslo totalt' as bydel_label_nb,
        'Oslo in total' as bydel_label_en,
        true as is_total

)

select * from bydeler
union all
select * from total
