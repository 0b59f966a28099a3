-- The star that BI tools join by themselves: every key of a fact is in its dimension. A bydel that is unknown or has no
-- Nav office is null, and joins none (E5). Ledger and participations go on outside the years of payments.
{% set bydel = {'bydel_code': 'dim_bydel.bydel_code'} %}
{% set year = {'calendar_year': 'dim_year.calendar_year'} %}
{% set recipient = {'recipient_id': 'dim_recipient.recipient_id'} %}
{% set month = {'month_index': 'dim_month.month_index', 'receipt_month': 'dim_day.calendar_date'} %}
{% set star = {
    'fct_payment': [recipient, bydel, year, {'payment_date': 'dim_day.calendar_date'}],
    'fct_recipient_month': [recipient, bydel, year, month],
    'fct_recipient_month_income': [recipient, bydel, year, month],
    'fct_household_month': [recipient, bydel, year, month],
    'fct_recipient_year': [recipient, bydel, year],
    'fct_recipient_year_bydel': [recipient, bydel, year],
    'fct_move': [recipient, year, {
        'from_bydel_code': 'dim_bydel.bydel_code',
        'to_bydel_code': 'dim_bydel.bydel_code',
        'move_date': 'dim_day.calendar_date',
    }],
    'fct_participation': [bydel],
    'fct_participation_month': [bydel, {'programme_month': 'dim_day.calendar_date'}],
    'fct_ledger_line': [bydel],
} %}
with unmatched as (

    {% for fact, keys in star.items() %}
        {% set last_fact = loop.last %}
        {% for key_set in keys %}
            {% set last_set = loop.last %}
            {% for key, target in key_set.items() %}
                {% set dimension, column = target.split('.') %}
                select
                    '{{ fact }}.{{ key }}' as fact_key,
                    '{{ target }}' as dimension_key,
                    count(*) as row_count
                from {{ ref(fact) }} as facts
                left join {{ ref(dimension) }} as dimensions on facts.{{ key }} = dimensions.{{ column }}
                where
                    facts.{{ key }} is not null
                    and dimensions.{{ column }} is null
                {% if not (last_fact and last_set and loop.last) %}union all{% endif %}
            {% endfor %}
        {% endfor %}
    {% endfor %}

)

select * from unmatched
where row_count > 0
