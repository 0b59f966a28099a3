with deliveries as (

    select * from {{ source('landing', 'deliveries') }}

),

as_of as (

    {% for system in ['fasit', 'socio', 'oskar', 'microdata', 'unit4', 'nav', 'ssb'] %}
        select
            '{{ system }}' as system_code,
            {{ as_of_date(system) }} as as_of_date
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

ranked as (

    select
        deliveries.system as system_code,
        deliveries.delivery_date as extract_date,
        lag(deliveries.delivery_date) over (
            partition by deliveries.system
            order by deliveries.delivery_date
        ) as previous_extract_date,
        deliveries.has_real_idents,
        row_number() over (
            partition by deliveries.system
            order by deliveries.delivery_date desc
        ) as delivery_rank
    from deliveries
    inner join as_of
        on
            deliveries.system = as_of.system_code
            and deliveries.delivery_date <= as_of.as_of_date

)

select
    system_code,
    extract_date,
    previous_extract_date,
    has_real_idents
from ranked
where delivery_rank = 1
