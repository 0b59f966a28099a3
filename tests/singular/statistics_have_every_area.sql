-- Counts of nothing are rows with 0: every year has all 15 bydeler and Oslo, every class and every pair.
{% set expected_rows = {
    'recipients_by_bydel': 16,
    'characteristics_by_bydel': 16,
    'full_supplementary_aid': 16,
    'moves_by_bydel': 16,
    'duration_by_bydel': 16 * 4,
    'moves_matrix': 16 * 16,
    'recipients_by_age': 16 * 53,
    'receipt_months_per_recipient': 16,
    'incomes_alongside': 16 * 19,
} %}
with counted as (

    {% for model, row_count in expected_rows.items() %}
        select
            '{{ model }}' as model_name,
            years.calendar_year,
            {{ row_count }} as expected_row_count,
            count(mart.calendar_year) as row_count
        from {{ ref('dim_year') }} as years
        left join {{ ref(model) }} as mart on years.calendar_year = mart.calendar_year
        group by years.calendar_year
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from counted
where row_count != expected_row_count
