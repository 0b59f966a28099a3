-- Counts of nothing are rows with 0: every year has all 15 bydeler and Oslo with every class, and so has every month;
-- refugee background has rows where Socio is delivered.
{% set expected_rows = {
    'household_composition_by_bydel': ('calendar_year', 16 * 10),
    'household_persons_by_bydel': ('calendar_year', 16),
    'household_key_figures': ('calendar_year', 1),
    'population_in_recipient_households': ('calendar_year', 9),
    'household_composition_by_month': ('receipt_month', 16 * 10),
    'household_persons_by_month': ('receipt_month', 16 * 5),
    'household_persons_by_refugee_background': (
        'receipt_month', 'coalesce(' ~ if_delivered('socio', '16 * 2') ~ ', 0)'
    ),
} %}
with years as (

    select * from {{ ref('dim_year') }}

),

months as (

    select months.calendar_month as receipt_month
    from {{ ref('dim_month') }} as months
    inner join years on months.calendar_year = years.calendar_year

),

counted as (

    {% for model, (period, row_count) in expected_rows.items() %}
        select
            '{{ model }}' as model_name,
            cast(periods.{{ period }} as {{ dbt.type_string() }}) as period_label,
            {{ row_count }} as expected_row_count,
            count(mart.{{ period }}) as row_count
        from {{ 'years' if period == 'calendar_year' else 'months' }} as periods
        left join {{ ref(model) }} as mart on periods.{{ period }} = mart.{{ period }}
        group by periods.{{ period }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from counted
where row_count != expected_row_count
