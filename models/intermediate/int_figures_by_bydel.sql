-- Tables 3.2, 3.4 and 3.7 to 3.15, figures 3.3 and 3.15 to 3.17, from the statistics by bydel.
with figures as (

    {{ report_figure_rows('recipients_by_bydel', [
        ('3.02', 'gross_paid_mnok', 'gross_paid_amount_nok / 1e6', 'mnok', 'recipient_count'),
        ('3.02', 'gross_paid_per_recipient_month_nok', 'gross_paid_per_recipient_month_amount_nok', 'nok', 'recipient_count'),
        ('3.04', 'recipients_year', 'recipient_count', 'count'),
        ('3.04', 'recipients_month_avg', 'recipient_month_average', 'count', 'recipient_count'),
    ]) }}
    union all
    {{ report_figure_rows('characteristics_by_bydel', [
        ('3.07', 'recipients_under_30', 'under_30_count', 'count'),
        ('3.07', 'share_under_30', 'under_30_share * 100', 'percent', 'under_30_count'),
        ('3.08', 'recipients_with_children', 'with_children_count', 'count'),
        ('3.08', 'share_with_children', 'with_children_share * 100', 'percent', 'with_children_count'),
        ('3.09', 'recipients_4plus_children', 'four_plus_children_count', 'count'),
        ('3.09', 'share_4plus_children', 'four_plus_children_share * 100', 'percent', 'four_plus_children_count'),
        ('3.10', 'recipients_foreign_background', 'foreign_background_count', 'count'),
        ('3.10', 'share_foreign_background', 'foreign_background_share * 100', 'percent', 'foreign_background_count'),
        ('3.11', 'recipients_refugee_background', 'refugee_background_count', 'count'),
        ('3.11', 'share_refugee_background', 'refugee_background_share * 100', 'percent', 'refugee_background_count'),
        ('3.12', 'recipients_new', 'new_count', 'count'),
        ('3.12', 'share_new', 'new_share * 100', 'percent', 'new_count'),
        ('3.13', 'long_term_recipients', 'long_term_count', 'count'),
        ('3.13', 'share_long_term', 'long_term_share * 100', 'percent', 'long_term_count'),
    ]) }}
    union all
    {{ report_figure_rows(
        'moves_matrix',
        [('3.14', 'moved', 'moved_recipient_count', 'count')],
        area='from_bydel_label_nb',
        category='to_bydel_label_nb',
        where="from_bydel_code != '0301' and to_bydel_code != '0301' and from_bydel_code != to_bydel_code"
    ) }}
    union all
    {{ report_figure_rows('moves_by_bydel', [
        ('3.14', 'moved_in_total', 'moved_in_recipient_count', 'count'),
        ('3.14', 'moved_out_total', 'moved_out_recipient_count', 'count'),
    ]) }}
    union all
    {{ report_figure_rows('moves_by_bydel', [
        ('fig3.16', 'share_moved_in', 'moved_in_share * 100', 'percent', 'moved_in_recipient_count'),
        ('fig3.16', 'share_moved_out', 'moved_out_share * 100', 'percent', 'moved_out_recipient_count'),
        ('fig3.16', 'share_net_moved_in', 'net_moved_in_share * 100', 'percent'),
        ('fig3.17', 'share_net_moved_in', 'net_moved_in_share * 100', 'percent'),
    ], where="bydel_code != '0301'") }}
    union all
    {{ report_figure_rows('full_supplementary_aid', [
        ('3.15', 'recipients_full_social_assistance', 'full_recipient_count', 'count'),
        ('3.15', 'share_full_social_assistance', 'full_recipient_share * 100', 'percent', 'full_recipient_count'),
    ]) }}
    union all
    {{ report_figure_rows('duration_by_bydel', [
        ('fig3.15', 'recipients_by_duration', 'recipient_count', 'count'),
        ('fig3.15', 'share_by_duration', 'recipient_share * 100', 'percent', 'recipient_count'),
    ], category='duration_class_label_nb', where="bydel_code = '0301'") }}
    union all
    {% for figure, where in [('fig3.02', "bydel_code = '0301'"), ('fig3.03', "bydel_code != '0301'")] %}
        {{ report_figure_rows('amounts_per_recipient', [
            (figure, 'gross_paid_per_recipient_year_mean_nok', 'mean_amount_nok', 'nok', 'recipient_count'),
            (figure, 'gross_paid_per_recipient_year_median_nok', 'median_amount_nok', 'nok', 'recipient_count'),
            (figure, 'gross_paid_per_recipient_year_q1_nok', 'first_quartile_amount_nok', 'nok', 'recipient_count'),
            (figure, 'gross_paid_per_recipient_year_q3_nok', 'third_quartile_amount_nok', 'nok', 'recipient_count'),
        ], where=where) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from figures
