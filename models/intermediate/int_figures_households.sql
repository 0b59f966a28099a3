-- Figures 3.7 to 3.10 and 3.12, tables 3.5 and 3.6, and what the prose and the key-figures page say of households.
{% set month = 'substring(cast(receipt_month as ' ~ dbt.type_string() ~ '), 1, 7)' %}
{% set oslo = "'Oslo totalt'" %}
{% set in_oslo = "bydel_code = '0301'" %}

with figures as (

    {{ report_figure_rows('household_composition_by_bydel', [
        ('fig3.07', 'share_household_type', 'recipient_share * 100', 'percent', 'recipient_count'),
    ], category='household_composition_label_nb', where=in_oslo) }}
    union all
    {{ report_figure_rows('household_key_figures', [
        ('fig3.07', 'recipients_year', 'known_marital_status_count', 'count'),
    ], area=oslo, category="'Kjent sivilstand'") }}
    union all
    {{ report_figure_rows('household_key_figures', [
        ('fig3.07', 'recipients_unknown_marital_status', 'unknown_marital_status_count', 'count'),
        ('3.08', 'recipients_with_children_any_custody', 'with_any_custody_children_count', 'count'),
        ('3.08', 'share_with_children_any_custody', 'with_any_custody_children_share * 100', 'percent', 'with_any_custody_children_count'),
        ('web', 'share_with_children', 'with_any_custody_children_share * 100', 'percent', 'with_any_custody_children_count'),
        ('web', 'recipients_under_30', 'under_30_at_first_contact_count', 'count'),
        ('web', 'share_under_30', 'under_30_at_first_contact_share * 100', 'percent', 'under_30_at_first_contact_count'),
    ], area=oslo) }}
    union all
    {{ report_figure_rows('household_key_figures', [
        ('web', 'children_in_recipient_households_year', 'child_count', 'count'),
    ], area=oslo, category="'Forsørgeransvar > 50 prosent'") }}
    union all
    {{ report_figure_rows('household_composition_by_month', [
        ('fig3.08', 'recipients_household_type_month', 'recipient_count', 'count'),
    ], year=month, category='household_composition_label_nb', where=in_oslo) }}
    union all
    {{ report_figure_rows('household_persons_by_month', [
        ('fig3.09', 'persons_in_recipient_households_month', 'person_count', 'count'),
    ], year=month, category='household_role_label_nb', where=in_oslo) }}
    union all
    {{ report_figure_rows('household_persons_by_bydel', [
        ('fig3.09', 'adults_in_recipient_households_month_avg', 'adult_month_average', 'count'),
        ('fig3.09', 'young_18_23_living_at_home_month_avg', 'young_at_home_month_average', 'count'),
        ('fig3.09', 'persons_in_recipient_households_month_avg', 'person_month_average', 'count'),
        ('fig3.09', 'persons_per_recipient_month', 'persons_per_recipient', 'ratio', 'round(person_month_average)'),
    ], where=in_oslo) }}
    union all
    {% for category, value in {
        'Samværsprosent 100': 'child_full_custody_month_average',
        'Samværsprosent 1–99': 'child_shared_custody_month_average',
        'Samværsprosent 1–100': 'child_month_average',
    }.items() %}
        {{ report_figure_rows('household_persons_by_bydel', [
            ('fig3.09', 'children_in_recipient_households_month_avg', value, 'count'),
        ], category="'" ~ category ~ "'", where=in_oslo) }}
        union all
    {% endfor %}
    {{ report_figure_rows('population_in_recipient_households', [
        ('fig3.10', 'share_population_in_recipient_households', 'person_share * 100', 'percent', 'person_count'),
    ], area=oslo, category='age_group_label_nb', where="age_group_code in ('under_20', '20_64', '65_plus', '20_plus')") }}
    union all
    {{ report_figure_rows('population_in_recipient_households', [
        ('3.05', 'young_in_recipient_households', 'person_count', 'count'),
        ('3.05', 'share_young_in_recipient_households', 'person_share * 100', 'percent', 'person_count'),
    ], area=oslo, category='age_group_label_nb', where="age_group_code in ('0_10', '11_17', '18_23', '0_23')") }}
    union all
    {{ report_figure_rows('population_by_age_group', [
        ('3.05', 'population', 'population_count', 'count'),
    ], area=oslo, category='age_group_label_nb', where="age_group_code in ('0_10', '11_17', '18_23', '0_23')") }}
    union all
    {{ report_figure_rows('population_by_age_group', [
        ('3.05', 'population', 'population_count', 'count'),
    ], area=oslo, where="age_group_code = 'all'") }}
    union all
    {{ report_figure_rows('household_persons_by_refugee_background', [
        ('fig3.12', 'children_in_recipient_households_month', 'child_count', 'count'),
    ], year=month, category='refugee_background_label_nb', where=in_oslo) }}
    union all
    {{ report_figure_rows('household_persons_by_period', [
        ('3.06', 'adults_in_recipient_households_month_avg', 'adult_month_average', 'count'),
        ('3.06', 'children_in_recipient_households_month_avg', 'child_month_average', 'count'),
    ], year='period_label', category='refugee_background_label_nb',
        where=in_oslo ~ " and refugee_background_label_nb != ''") }}
    union all
    {{ report_figure_rows('household_persons_by_period', [
        ('3.06', 'adults_and_children_in_recipient_households_month_avg', 'adult_and_child_month_average', 'count'),
    ], year='period_label', where=in_oslo ~ " and refugee_background_label_nb = ''") }}

)

select * from figures
