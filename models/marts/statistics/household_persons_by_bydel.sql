-- E4: averages over the months that have ended.
with areas as (

    select * from {{ ref('dim_bydel') }}

),

years as (

    select * from {{ ref('dim_year') }}

),

months as (

    select * from {{ ref('dim_month') }}
    where has_ended

),

persons_by_month as (

    select * from {{ ref('household_persons_by_month') }}

),

counts as (

    select
        months.calendar_year,
        persons_by_month.bydel_code,
        {% for group, roles in {
            'recipient': "'main_person'",
            'adult': "'main_person', 'partner'",
            'child_full_custody': "'child_full_custody'",
            'child_shared_custody': "'child_shared_custody'",
            'child': "'child_full_custody', 'child_shared_custody'",
            'young_at_home': "'young_at_home'",
        }.items() %}
            sum(case
                when persons_by_month.household_role_code in ({{ roles }}) then persons_by_month.person_count
                else 0
            end) as {{ group }}_month_count,
        {% endfor %}
        sum(persons_by_month.person_count) as person_month_count
    from persons_by_month
    inner join months on persons_by_month.receipt_month = months.calendar_month
    group by months.calendar_year, persons_by_month.bydel_code

),

final as (

    select
        years.calendar_year,
        areas.bydel_code,
        areas.bydel_label_nb,
        {% for group in [
            'adult', 'child_full_custody', 'child_shared_custody', 'child', 'young_at_home', 'person'
        ] %}
            cast(coalesce(counts.{{ group }}_month_count, 0) as double)
            / nullif(years.ended_month_count, 0) as {{ group }}_month_average,
        {% endfor %}
        cast(counts.person_month_count as double)
        / nullif(counts.recipient_month_count, 0) as persons_per_recipient,
        years.ended_month_count,
        years.extract_date
    from years
    cross join areas
    left join counts
        on
            years.calendar_year = counts.calendar_year
            and areas.bydel_code = counts.bydel_code

)

select * from final
