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

latest as (

    select
        deliveries.system as system_code,
        max(deliveries.delivery_date) as extract_date
    from deliveries
    inner join as_of
        on
            deliveries.system = as_of.system_code
            and deliveries.delivery_date <= as_of.as_of_date
    group by deliveries.system

)

select * from latest
