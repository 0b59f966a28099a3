-- Figures 3.2 to 3.6, 3.11, 3.13, 3.14 and 3.18, tables 3.16 and 3.17, and key figures of recipients and gross paid.
{% set text = dbt.type_string() %}
{% set oslo = "bydel_code = '0301'" %}
-- The types of income that are common enough to be printed; incomes_alongside has all of them.
{% set printed_by_bydel = [
    'ARBEIDSINNTEKT', 'DAGPENGER', 'TILTAKSPENGER', 'AAP', 'UFORETRYGD', 'ALDERSPENSJON', 'STATLIG_BOSTOTTE'
] %}
{% set printed = printed_by_bydel + [
    'KVALIFISERINGSSTONAD', 'INTRODUKSJONSSTONAD', 'SYKEPENGER', 'KOMMUNALT_BOLIGTILSKUDD'
] %}
with figures as (

    {{ report_figure_rows('recipients_by_bydel', [
        ('3.16', 'recipients_year', 'recipient_count', 'count'),
        ('3.16', 'share_recipients', share('recipient_count', 'recipient_count') ~ ' * 100', 'percent', 'recipient_count'),
        ('fig3.02', 'recipients_year', 'recipient_count', 'count'),
        ('fig3.13', 'recipients_year', 'recipient_count', 'count'),
        ('fig3.14', 'recipients_year', 'recipient_count', 'count'),
        ('web', 'recipients_year', 'recipient_count', 'count'),
        ('web', 'recipients_month_avg', 'recipient_month_average', 'count', 'recipient_count'),
        ('web', 'gross_paid_per_recipient_month_nok', 'gross_paid_per_recipient_month_amount_nok', 'nok', 'recipient_count'),
    ], where=oslo) }}
    union all
    {{ report_figure_rows('recipients_by_bydel', [('3.17', 'recipients_year', 'recipient_count', 'count')]) }}
    union all
    {{ report_figure_rows('receipt_months_per_recipient', [
        ('3.02', 'months_received_per_recipient', 'receipt_month_average', 'months', 'recipient_count'),
    ], where=oslo) }}
    union all
    {{ report_figure_rows('amounts_per_recipient', [
        (
            'fig3.03',
            'gross_paid_per_recipient_year_iqr_nok',
            '(third_quartile_amount_nok - first_quartile_amount_nok)',
            'nok',
            'recipient_count'
        ),
    ], where="bydel_code != '0301'") }}
    union all
    {{ report_figure_rows('characteristics_by_bydel', [
        (
            '3.10',
            'share_unregistered_country',
            share('recipient_count - known_country_count', 'recipient_count') ~ ' * 100',
            'percent',
            'recipient_count - known_country_count'
        ),
    ], where=oslo) }}
    union all
    {{ report_figure_rows('recipients_by_amount_class', [
        ('fig3.02', 'recipients_by_amount_class', 'recipient_count', 'count'),
    ], category='amount_class_code', where=oslo) }}
    {% for prose, class in [('under_5000', '0'), ('over_250000', '250000')] %}
        union all
        {{ report_figure_rows('recipients_by_amount_class', [
            ('fig3.02', 'recipients_paid_' ~ prose, 'recipient_count', 'count'),
            ('fig3.02', 'share_paid_' ~ prose, 'recipient_share * 100', 'percent', 'recipient_count'),
        ], where=oslo ~ " and amount_class_code = '" ~ class ~ "'") }}
    {% endfor %}
    union all
    {{ report_figure_rows('gross_paid_by_purpose', [
        ('fig3.04', 'gross_paid_by_purpose_nok', 'gross_paid_amount_nok', 'nok', 'recipient_count'),
        ('fig3.04', 'share_paid_by_purpose', 'gross_paid_share * 100', 'percent', 'recipient_count'),
    ], category='purpose_label_nb', where=oslo) }}
    union all
    {{ report_figure_rows('gross_paid_by_purpose_and_month', [
        ('fig3.05', 'share_paid_by_purpose_month', 'gross_paid_share * 100', 'percent', 'recipient_count'),
    ], year='substr(cast(payment_month as ' ~ text ~ '), 1, 7)', category='purpose_label_nb', where=oslo) }}
    {% for series in ['recipients', 'unemployed'] %}
        union all
        {{ report_figure_rows('recipients_and_unemployed_by_month', [
            ('fig3.06', series ~ '_month', 'person_count', 'count'),
        ],
            year='substr(cast(calendar_month as ' ~ text ~ '), 1, 7)',
            area="'Oslo totalt'",
            where="series_code = '" ~ series ~ "'"
        ) }}
    {% endfor %}
    union all
    {{ report_figure_rows('recipients_by_month', [
        ('fig3.11', 'share_refugee_background_month', 'refugee_background_share * 100', 'percent', 'refugee_background_count'),
    ], year='substr(cast(receipt_month as ' ~ text ~ '), 1, 7)', where=oslo) }}
    {% for background, label in [('refugee', 'Flyktningbakgrunn'), ('no_refugee', 'Ikke flyktningbakgrunn')] %}
        union all
        {{ report_figure_rows('recipients_by_age', [
            ('fig3.13', 'recipients_by_age', background ~ '_background_count', 'count'),
        ], category="age_class_label_nb || ': " ~ label ~ "'", where=oslo) }}
    {% endfor %}
    union all
    {{ report_figure_rows('recipients_by_age', [
        ('fig3.14', 'share_refugee_background_by_age', 'refugee_background_share * 100', 'percent', 'refugee_background_count'),
    ], category='age_class_label_nb', where=oslo) }}
    union all
    {{ report_figure_rows('incomes_alongside', [
        ('3.16', 'share_with_income', 'with_income_recipient_share * 100', 'percent', 'with_income_recipient_count'),
        ('fig3.18', 'share_with_income_month_avg', 'with_income_month_share * 100', 'percent', 'with_income_month_count'),
    ], category='income_type_label_nb', where=oslo ~ " and income_type_code in ('" ~ printed | join("', '") ~ "')") }}
    union all
    {{ report_figure_rows('incomes_alongside', [
        ('3.17', 'share_with_income', 'with_income_recipient_share * 100', 'percent', 'with_income_recipient_count'),
    ], category='income_type_label_nb', where="income_type_code in ('" ~ printed_by_bydel | join("', '") ~ "')") }}
    union all
    {{ report_figure_rows('incomes_alongside_by_month', [
        ('fig3.18', 'share_with_income_month', 'with_income_recipient_share * 100', 'percent', 'with_income_recipient_count'),
    ],
        year='substr(cast(receipt_month as ' ~ text ~ '), 1, 7)',
        category='income_type_label_nb',
        where=oslo ~ " and income_type_code in ('" ~ printed | join("', '") ~ "')"
    ) }}

)

select * from figures
