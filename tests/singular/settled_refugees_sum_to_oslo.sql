-- Every person settled in the year counts once in Oslo (I3), in at most one bydel and of at most one type: what is
-- missing there has an unknown bydel or type in the register (E5).
with registered as (

    select
        cast(extract(year from settlement_date) as int) as calendar_year,
        count(distinct person_pseudonym) as person_count,
        count(distinct case when bydel_code is null then person_pseudonym end) as unknown_bydel_count,
        count(distinct case when settlement_type_code is null then person_pseudonym end) as unknown_type_count
    from {{ ref('stg_socio__refugees') }}
    group by extract(year from settlement_date)

),

settled as (

    select
        calendar_year,
        sum(case when bydel_code = '0301' then settled_count else 0 end) as oslo_count,
        sum(case when bydel_code = '0301' then 0 else settled_count end) as bydel_count,
        sum(
            case
                when bydel_code = '0301' then quota_count + self_settled_count + secondary_count + family_reunion_count
                else 0
            end
        ) as type_count
    from {{ ref('settled_refugees') }}
    group by calendar_year

)

select
    settled.calendar_year,
    settled.oslo_count,
    settled.bydel_count,
    settled.type_count,
    registered.person_count
from settled
left join registered on settled.calendar_year = registered.calendar_year
where
    settled.oslo_count != coalesce(registered.person_count, 0)
    or settled.oslo_count - settled.bydel_count not between 0 and coalesce(registered.unknown_bydel_count, 0)
    or settled.oslo_count - settled.type_count not between 0 and coalesce(registered.unknown_type_count, 0)
