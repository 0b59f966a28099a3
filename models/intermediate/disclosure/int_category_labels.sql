-- Labels of the categories of figures, from the code lists, and where there is none from the publication's own.
{% set code_lists = {
    'bydel_code': 'label', 'age_class_code': 'label', 'country_code': 'label', 'duration_class_code': 'label',
    'household_composition_code': 'label', 'household_role_code': 'label', 'income_type_code': 'label',
    'participant_class_code': 'label', 'population_age_group_code': 'label', 'settlement_type_code': 'label',
    'aid_type_code': 'purpose', 'introduction_exit_code': 'outcome',
} %}
with labels as (

    {% for code_list, prefix in code_lists.items() %}
        select
            {{ prefix }}_nb as category,
            {{ prefix }}_nb as label_nb,
            {{ prefix }}_en as label_en
        from {{ ref(code_list) }}
        union all
    {% endfor %}
    select
        code as category,
        label_nb,
        label_en
    from {{ ref('amount_class_code') }}
    union all
    select
        case when code = 'total' then '' else code end as category,
        label_nb,
        label_en
    from {{ ref('publication_label') }}
    where kind = 'category'

),

-- Several codes can have one label, and several lists one category.
final as (

    select
        category,
        min(label_nb) as label_nb,
        min(label_en) as label_en
    from labels
    where category is not null
    group by category

)

select * from final
