{%- set oslo = "bydel_code = '0301'" -%}
{%- set oslo_label = "cast('Oslo totalt' as " ~ dbt.type_string() ~ ")" -%}
{%- set calendar_year = 'cast(calendar_year as ' ~ dbt.type_string() ~ ')' -%}
{%- set change_of_year = "cast(calendar_year - 1 as " ~ dbt.type_string() ~ ") || '-' || " ~ calendar_year -%}
{%- set month = 'substring(cast(programme_month as ' ~ dbt.type_string() ~ '), 1, 7)' -%}
-- Tables 3.1, 3.3, 4.1 to 4.3 and 5.1 to 5.5, figures 3.1, 4.1, 4.2 and 5.1 to 5.3, and the key figures of KVP and net
-- paid, from the statistics of the ledger and the programmes.
with figures as (

    {{ report_figure_rows('net_expenditure_by_bydel', [
        ('3.01', 'net_paid_mnok', 'social_assistance_amount_nok / 1e6', 'mnok'),
        ('3.03', 'net_paid_temporary_housing_nok', 'temporary_housing_amount_nok', 'nok'),
        ('4.01', 'kvp_net_cost_mnok', 'kvp_amount_nok / 1e6', 'mnok'),
        ('5.01', 'intro_cost_mnok', 'introduction_amount_nok / 1e6', 'mnok'),
    ]) }}
    union all
    {{ report_figure_rows('net_expenditure_by_bydel', [
        ('web', 'net_paid_mnok', 'social_assistance_amount_nok / 1e6', 'mnok'),
    ], where=oslo) }}
    union all
    {{ report_figure_rows('real_expenditure', [
        ('fig3.01', 'net_paid_mnok', 'amount_nok / 1e6', 'mnok'),
        ('fig3.01', 'net_paid_fixed_prices_mnok', 'fixed_price_amount_nok / 1e6', 'mnok'),
    ], area=oslo_label, where="amount_code = 'net_paid'") }}
    union all
    {{ report_figure_rows('real_expenditure', [
        ('fig3.01', 'net_paid_real_change_pct', 'real_change_share * 100', 'percent'),
    ], year=change_of_year, area=oslo_label, where="amount_code = 'net_paid'") }}
    union all
    {{ report_figure_rows('real_expenditure', [
        ('3.02', 'gross_paid_real_change_pct', 'real_change_share * 100', 'percent'),
    ], year=change_of_year, area=oslo_label, where="amount_code = 'gross_paid'") }}
    union all
    {{ report_figure_rows('consumer_prices', [
        ('fig3.01', 'consumer_price_change_pct', 'price_change_share * 100', 'percent'),
    ], year=change_of_year, area=oslo_label) }}
    union all
    {{ report_figure_rows('programme_participants_by_bydel', [
        ('4.02', 'kvp_participants_year', 'participant_count', 'count'),
        ('4.02', 'kvp_new_participants', 'new_participant_count', 'count'),
        ('4.02', 'kvp_participants_month_avg', 'participant_month_average', 'count', 'participant_count'),
    ], where="programme_code = 'kvp'") }}
    union all
    {{ report_figure_rows('programme_participants_by_bydel', [
        ('fig4.01', 'kvp_participants_month_avg', 'participant_month_average', 'count', 'participant_count'),
        ('fig4.01', 'kvp_new_participants_month_avg', 'new_participant_month_average', 'count', 'new_participant_count'),
        ('web', 'kvp_participants_year', 'participant_count', 'count'),
        ('web', 'kvp_new_participants', 'new_participant_count', 'count'),
        ('web', 'kvp_exits', 'ended_participant_count', 'count'),
    ], where="programme_code = 'kvp' and " ~ oslo) }}
    union all
    {{ report_figure_rows('programme_bydel_changes', [
        ('4.02', 'bydeler_with_kvp_participants_increase', 'participant_increase_bydel_count', 'count'),
        ('4.02', 'bydeler_with_kvp_participants_decrease', 'participant_decrease_bydel_count', 'count'),
        ('4.02', 'bydeler_with_kvp_new_participants_decrease', 'new_participant_decrease_bydel_count', 'count'),
    ], year=change_of_year, area=oslo_label, where="programme_code = 'kvp'") }}
    union all
    {{ report_figure_rows('programme_participants_by_month', [
        ('fig4.01', 'kvp_participants_month', 'participant_count', 'count'),
        ('fig4.01', 'kvp_new_participants_month', 'new_participant_count', 'count'),
    ], year=month, where="programme_code = 'kvp' and " ~ oslo) }}
    union all
    {{ report_figure_rows('participant_characteristics', [
        ('fig4.02', 'share_kvp_new_participants', 'participant_share * 100', 'percent', 'participant_count'),
    ], area=oslo_label, category='class_label_nb', where="programme_code = 'kvp'") }}
    union all
    {{ report_figure_rows('kvp_outcomes', [
        ('4.03', 'kvp_exits_by_agreement', 'as_agreed_count', 'count'),
        ('4.03', 'kvp_exits_to_work_or_education', 'work_or_education_count', 'count'),
        ('4.03', 'share_kvp_exits_to_work_or_education', 'work_or_education_share * 100', 'percent', 'work_or_education_count'),
    ], area=oslo_label) }}
    union all
    {{ report_figure_rows('programme_participants_by_bydel', [
        ('5.02', 'intro_participants_year', 'participant_count', 'count'),
        ('5.02', 'intro_new_participants', 'new_participant_count', 'count'),
        ('5.05', 'intro_participants_year', 'participant_count', 'count'),
        ('fig5.02', 'intro_participants_month_avg', 'participant_month_average', 'count', 'participant_count'),
    ], where="programme_code = 'introduction' and " ~ oslo) }}
    union all
    {{ report_figure_rows('programme_participants_by_bydel', [
        ('5.05', 'share_intro_participants', 'participant_share * 100', 'percent', 'participant_count'),
    ], where="programme_code = 'introduction'") }}
    union all
    {{ report_figure_rows('participant_characteristics', [
        ('5.02', 'share_intro_participants', 'participant_share * 100', 'percent', 'participant_count'),
    ], area=oslo_label, category='class_label_nb', where="programme_code = 'introduction' and population_code = 'all'") }}
    union all
    {{ report_figure_rows('participant_characteristics', [
        ('5.02', 'share_intro_new_participants', 'participant_share * 100', 'percent', 'participant_count'),
    ], area=oslo_label, category='class_label_nb', where="programme_code = 'introduction' and population_code = 'new'") }}
    union all
    {{ report_figure_rows('introduction_participants_by_country', [
        ('5.03', 'intro_participants_year', 'participant_count', 'count'),
        ('5.03', 'share_intro_participants', 'participant_share * 100', 'percent', 'participant_count'),
        ('5.04', 'intro_new_participants', 'new_participant_count', 'count'),
        ('5.04', 'share_intro_new_participants', 'new_participant_share * 100', 'percent', 'new_participant_count'),
    ], area=oslo_label, category='country_label_nb') }}
    union all
    {{ report_figure_rows('introduction_citizenships', [
        ('5.03', 'intro_participants_countries', 'country_count', 'count'),
        ('5.03', 'intro_participants_stateless', 'stateless_participant_count', 'count'),
        ('5.03', 'intro_participants_missing_citizenship', 'missing_citizenship_participant_count', 'count'),
    ], area=oslo_label) }}
    union all
    {{ report_figure_rows('programme_participants_by_month', [
        ('fig5.02', 'intro_participants_month', 'participant_count', 'count'),
    ], year=month, where="programme_code = 'introduction' and " ~ oslo) }}
    union all
    {% for measure, value, unit, years in [
        ('intro_participants_month_change', 'participant_change_count', 'count', 1),
        ('intro_participants_month_change_pct', 'participant_change_share * 100', 'percent', 1),
        ('intro_participants_month_factor', 'participant_three_year_ratio', 'ratio', 3),
    ] %}
        {{ report_figure_rows(
            'programme_participants_by_month',
            [('fig5.02', measure, value, unit)],
            year="cast(calendar_year - " ~ years ~ " as " ~ dbt.type_string() ~ ") || '-12/' || " ~ month,
            where="programme_code = 'introduction' and extract(month from programme_month) = 12 and " ~ oslo
        ) }}
        union all
    {% endfor %}
    {% for column, category in {
        'settled_count': '',
        'quota_count': 'Kvote',
        'self_settled_count': 'Selvbosetter',
        'secondary_count': 'Sekundærbosetter',
        'family_reunion_count': 'Familiegjenforent',
    }.items() %}
        {{ report_figure_rows(
            'settled_refugees',
            [('fig5.01', 'refugees_settled', column, 'count')],
            category="cast('" ~ category ~ "' as " ~ dbt.type_string() ~ ")",
            where=oslo
        ) }}
        union all
    {% endfor %}
    {{ report_figure_rows('settled_refugees', [
        ('fig5.01', 'refugees_settled_on_quota', 'quota_count', 'count'),
    ], where=oslo) }}
    union all
    {% for column, category in {
        'quota_ukraine': 'Fra Ukraina',
        'quota_under_18': 'Under 18 år ved bosetting',
        'quota_over_67': 'Over 67 år ved bosetting',
    }.items() %}
        {{ report_figure_rows(
            'settled_refugees',
            [('fig5.01', 'share_refugees_settled_on_quota', column ~ '_share * 100', 'percent', column ~ '_count')],
            category="cast('" ~ category ~ "' as " ~ dbt.type_string() ~ ")",
            where=oslo
        ) }}
        union all
    {% endfor %}
    {{ report_figure_rows('introduction_outcomes', [
        ('fig5.03', 'share_intro_exits_to', 'participant_share * 100', 'percent', 'participant_count'),
    ], area=oslo_label, category='outcome_label_nb') }}

)

select * from figures
