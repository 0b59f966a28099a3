with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select
        calendar_year,
        extract_date
    from {{ ref('int_programme_months') }}
    where programme_code = 'settlement'
    group by calendar_year, extract_date

),

settlements as (

    select
        person_pseudonym,
        bydel_code,
        settlement_type_code,
        citizenship_country_code,
        {{ age_on('birth_date', 'settlement_date') }} as age,
        cast(extract(year from settlement_date) as int) as calendar_year,
        row_number() over (
            partition by person_pseudonym, extract(year from settlement_date)
            order by settlement_date desc, registration_order desc
        ) as settlement_rank
    from {{ ref('stg_socio__refugees') }}

),

-- I3: a person who is registered twice in a year is settled once, by the latest registration.
counts as (

    select
        calendar_year,
        {{ area_code('bydel_code') }} as bydel_code,
        count(*) as settled_count,
        count(case when settlement_type_code = 'KVOTE' then 1 end) as quota_count,
        count(case when settlement_type_code = 'SELVBOSETTER' then 1 end) as self_settled_count,
        count(case when settlement_type_code = 'SEKUNDAERBOSETTER' then 1 end) as secondary_count,
        count(case when settlement_type_code = 'FAMILIEGJENFORENT' then 1 end) as family_reunion_count,
        count(
            case when settlement_type_code = 'KVOTE' and citizenship_country_code = 'UKR' then 1 end
        ) as quota_ukraine_count,
        count(case when settlement_type_code = 'KVOTE' and age < 18 then 1 end) as quota_under_18_count,
        count(case when settlement_type_code = 'KVOTE' and age > 67 then 1 end) as quota_over_67_count
    from settlements
    where settlement_rank = 1
    group by grouping sets ((calendar_year, bydel_code), (calendar_year))

),

final as (

    select
        years.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        {% for count in ['settled', 'quota', 'self_settled', 'secondary', 'family_reunion'] %}
            coalesce(counts.{{ count }}_count, 0) as {{ count }}_count,
        {% endfor %}
        {% for count in ['quota_ukraine', 'quota_under_18', 'quota_over_67'] %}
            coalesce(counts.{{ count }}_count, 0) as {{ count }}_count,
            {{ share('counts.' ~ count ~ '_count', 'counts.quota_count') }} as {{ count }}_share,
        {% endfor %}
        years.extract_date
    from years
    cross join areas
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and areas.bydel_code = counts.bydel_code

)

select * from final
