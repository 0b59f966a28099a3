-- Each household counts in one bydel a month (R5): bydeler and the unknown one (E5) make up Oslo in every role (H3),
-- main persons are the month's recipients, and the two backgrounds (B2) make up the adults and children of the roles.
with persons as (

    select
        receipt_month,
        bydel_code,
        sum(case when household_role_code = 'main_person' then person_count else 0 end) as recipient_count,
        sum(case when household_role_code in ('main_person', 'partner') then person_count else 0 end) as adult_count,
        sum(
            case when household_role_code in ('child_full_custody', 'child_shared_custody') then person_count else 0 end
        ) as child_count,
        sum(case when household_role_code = 'young_at_home' then person_count else 0 end) as young_at_home_count
    from {{ ref('household_persons_by_month') }}
    group by receipt_month, bydel_code

),

backgrounds as (

    select
        receipt_month,
        bydel_code,
        sum(adult_count) as adult_count,
        sum(child_count) as child_count
    from {{ ref('household_persons_by_refugee_background') }}
    group by receipt_month, bydel_code

),

unknown as (

    select
        receipt_month,
        count(*) as recipient_count,
        sum(1 + partner_count) as adult_count,
        sum(child_full_custody_count + child_shared_custody_count) as child_count,
        sum(young_at_home_count) as young_at_home_count
    from {{ ref('fct_household_month') }}
    where bydel_code is null
    group by receipt_month

),

recipients as (

    select
        receipt_month,
        count(*) as recipient_count
    from {{ ref('fct_recipient_month') }}
    group by receipt_month

),

checks as (

    {% for group in ['recipient', 'adult', 'child', 'young_at_home'] %}
        select
            '{{ group }}: bydeler' as what,
            persons.receipt_month,
            sum(case when persons.bydel_code = '0301' then persons.{{ group }}_count else 0 end) as total_count,
            sum(case when persons.bydel_code = '0301' then 0 else persons.{{ group }}_count end)
            + coalesce(max(unknown.{{ group }}_count), 0) as part_count
        from persons
        left join unknown on persons.receipt_month = unknown.receipt_month
        group by persons.receipt_month
        union all
    {% endfor %}
    {% for group in ['adult', 'child'] %}
        select
            '{{ group }}: backgrounds' as what,
            persons.receipt_month,
            persons.{{ group }}_count as total_count,
            backgrounds.{{ group }}_count as part_count
        from persons
        left join backgrounds
            on
                persons.receipt_month = backgrounds.receipt_month
                and persons.bydel_code = backgrounds.bydel_code
        where {{ extract_date('socio') }} is not null
        union all
    {% endfor %}
    select
        'recipients' as what,
        persons.receipt_month,
        persons.recipient_count as total_count,
        coalesce(recipients.recipient_count, 0) as part_count
    from persons
    left join recipients on persons.receipt_month = recipients.receipt_month
    where persons.bydel_code = '0301'

)

select * from checks
where total_count is distinct from part_count
