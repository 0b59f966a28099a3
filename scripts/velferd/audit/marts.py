"""The marts: what a data product promises to those who read it.

Grain, keys, nulls, allowed codes, and parts that make up a total are dbt tests; here are levels and continuity, which
hold for a city like Oslo at any size. Only complete years are judged, and rates only where there are enough
recipients behind them.
"""

from __future__ import annotations

from velferd.audit.expectation import Expectation, Suite

#: Recipients behind a rate of Oslo, and behind a rate of one bydel.
ENOUGH_IN_OSLO = 150
ENOUGH_IN_BYDEL = 300
TOO_FEW = "too few recipients or complete years to judge by"


def _level(
    name: str,
    promise: str,
    mart: str,
    observed: str,
    low: float,
    high: float,
    systems: tuple[str, ...] = ("fasit",),
    condition: str = "true",
    denominator: str = "recipient_count",
) -> Expectation:
    """A figure of Oslo in each complete year."""
    return Expectation(
        name,
        promise,
        f"""
        select calendar_year::varchar as scope, {observed} as observed
        from marts.{mart}
        inner join complete_year using (calendar_year)
        where bydel_code = '0301' and {denominator} >= {ENOUGH_IN_OSLO} and {condition}
        """,
        low,
        high,
        systems,
        TOO_FEW,
    )


def _change(
    name: str,
    promise: str,
    mart: str,
    observed: str,
    low: float,
    high: float,
    systems: tuple[str, ...] = ("fasit",),
    of_bydeler: bool = False,
    condition: str = "true",
    denominator: str = "recipient_count",
) -> Expectation:
    """A figure of this year (`this`) against the year before (`last`), both complete, for Oslo or for each bydel."""
    areas, enough = ("<> '0301'", ENOUGH_IN_BYDEL) if of_bydeler else ("= '0301'", ENOUGH_IN_OSLO)
    return Expectation(
        name,
        promise,
        f"""
        with figures as (
            select * from marts.{mart}
            inner join complete_year using (calendar_year)
            where bydel_code {areas} and {denominator} >= {enough} and {condition}
        )
        select this.bydel_label_nb || ', ' || this.calendar_year as scope, {observed} as observed
        from figures as this
        inner join figures as last
            on this.calendar_year = last.calendar_year + 1 and this.bydel_code = last.bydel_code
        """,
        low,
        high,
        systems,
        TOO_FEW,
    )


def _share_bounds(mart: str) -> str:
    """Lowest and highest value of each share of a mart; changes may be anything.

    Rates of moves are no shares: who moved and who was paid are counted in different bydeler (F2).
    """
    bounds = " union all by name ".join(
        f"""
        select {bound}(columns(lambda name: suffix(name, '_share') and not contains(name, 'change')))
        from marts.{mart}
        """
        for bound in ("min", "max")
    )
    return f"""
        select '{mart}.' || name as scope, observed
        from (unpivot ({bounds}) on columns(*) into name name value observed)
    """


LEVELS = (
    Expectation(
        "shares_are_shares",
        "Every share is between 0 and 1.",
        " union all ".join(
            _share_bounds(mart)
            for mart in (
                "characteristics_by_bydel",
                "duration_by_bydel",
                "full_supplementary_aid",
            )
        ),
        0,
        1,
    ),
    _level(
        "months_per_recipient",
        "A recipient of the year has 3 to 8 months of receipt (4.95 to 5.38 in 2022 to 2024).",
        "recipients_by_bydel",
        "recipient_month_average * 12 / recipient_count",
        3,
        8,
    ),
    _level(
        "gross_paid_per_recipient_month",
        "5 000 to 40 000 kr are paid per recipient and month (14 583 to 17 473 in 2022 to 2024).",
        "recipients_by_bydel",
        "gross_paid_per_recipient_month_amount_nok",
        5_000,
        40_000,
    ),
    _level(
        "median_amount",
        "The median recipient is paid 10 000 to 200 000 kr a year.",
        "amounts_per_recipient",
        "median_amount_nok",
        10_000,
        200_000,
    ),
    _level(
        "mean_against_median_amount",
        "The mean amount of the year is 1 to 3 times the median: few are paid much.",
        "amounts_per_recipient",
        "mean_amount_nok / median_amount_nok",
        1,
        3,
    ),
    _level(
        "full_recipients",
        "20 to 70 % of the recipients are full recipients (36 to 43 % in 2022 to 2024).",
        "full_supplementary_aid",
        "full_recipient_share",
        0.2,
        0.7,
    ),
    _level(
        "movers",
        "3 to 25 % of the recipients move between bydeler in the year (12 % in 2024).",
        "moves_by_bydel",
        "moved_in_share",
        0.03,
        0.25,
        denominator="last_contact_recipient_count",
    ),
    _level(
        "long_term_recipients",
        "4 to 45 % of the recipients are long-term ones, once the series is two years old (12 to 15 % in print).",
        "characteristics_by_bydel",
        "long_term_share",
        0.04,
        0.45,
        condition="has_history",
    ),
    _level(
        "new_recipients",
        "15 to 65 % of the recipients are new, once the series is two years old (35 to 37 % in print).",
        "characteristics_by_bydel",
        "new_share",
        0.15,
        0.65,
        condition="has_history",
    ),
    _level(
        "young_recipients",
        "10 to 45 % of the recipients are under 30 (23 to 26 % in print).",
        "characteristics_by_bydel",
        "under_30_share",
        0.1,
        0.45,
    ),
    _level(
        "recipients_with_children",
        "8 to 45 % of the recipients have children (19 to 20 % in print).",
        "characteristics_by_bydel",
        "with_children_share",
        0.08,
        0.45,
    ),
    _level(
        "known_country",
        "At least 90 % of the recipients have a known country background (97 to 98 % in print).",
        "characteristics_by_bydel",
        "known_country_count / recipient_count",
        0.9,
        1,
    ),
    _level(
        "foreign_background",
        "35 to 85 % of the recipients have a foreign background (59 to 61 % in print).",
        "characteristics_by_bydel",
        "foreign_background_share",
        0.35,
        0.85,
    ),
    _level(
        "refugee_background",
        "5 to 60 % of the recipients have a refugee background (21 to 25 % in print).",
        "characteristics_by_bydel",
        "refugee_background_share",
        0.05,
        0.6,
        systems=("fasit", "socio"),
    ),
    Expectation(
        "recipients_of_several_bydeler",
        "The yearly counts of the bydeler add up to 1 to 1.15 times Oslo's (R6; 1.05 to 1.06 in print).",
        f"""
        select
            calendar_year::varchar as scope,
            sum(recipient_count) filter (where bydel_code <> '0301')
            / sum(recipient_count) filter (where bydel_code = '0301') as observed
        from marts.recipients_by_bydel
        inner join complete_year using (calendar_year)
        group by calendar_year
        having sum(recipient_count) filter (where bydel_code = '0301') >= {ENOUGH_IN_OSLO}
        """,
        # Unknown bydeler count in Oslo only.
        0.99,
        1.15,
        empty_because=TOO_FEW,
    ),
    Expectation(
        "last_contact_in_bydel",
        "80 to 100 % of a bydel's recipients have their last contact there (91 to 98 % in print).",
        f"""
        select
            bydel_label_nb || ', ' || calendar_year as scope,
            last_contact_recipient_count / recipient_count as observed
        from marts.recipients_by_bydel
        inner join complete_year using (calendar_year)
        where bydel_code <> '0301' and recipient_count >= {ENOUGH_IN_BYDEL}
        """,
        0.8,
        1,
        empty_because=TOO_FEW,
    ),
    Expectation(
        "payments_have_a_bydel",
        "At most 2 % of a year's payments are of an unknown bydel, beyond the first 20.",
        """
        select
            calendar_year::varchar as scope,
            greatest(countif(bydel_code is null) - 20, 0) / count(*) as observed
        from marts.fct_payment
        group by calendar_year
        """,
        high=0.02,
    ),
)

CONTINUITY = (
    _change(
        "recipients_continuous",
        "The number of recipients in Oslo changes by -25 to +35 % from a year to the next.",
        "recipients_by_bydel",
        "this.recipient_count / last.recipient_count - 1",
        -0.25,
        0.35,
    ),
    _change(
        "recipients_of_bydel_continuous",
        "The number of recipients of a bydel changes by -40 to +60 % from a year to the next.",
        "recipients_by_bydel",
        "this.recipient_count / last.recipient_count - 1",
        -0.4,
        0.6,
        of_bydeler=True,
    ),
    _change(
        "gross_paid_continuous",
        "Gross paid in Oslo changes by -30 to +50 % from a year to the next.",
        "recipients_by_bydel",
        "(this.gross_paid_amount_nok / last.gross_paid_amount_nok)::double - 1",
        -0.3,
        0.5,
    ),
    _change(
        "gross_paid_of_bydel_continuous",
        "Gross paid in a bydel changes by -50 to +80 % from a year to the next.",
        "recipients_by_bydel",
        "(this.gross_paid_amount_nok / last.gross_paid_amount_nok)::double - 1",
        -0.5,
        0.8,
        of_bydeler=True,
    ),
    _change(
        "gross_paid_per_recipient_month_continuous",
        "Gross paid per recipient and month changes by -20 to +35 % from a year to the next.",
        "recipients_by_bydel",
        "this.gross_paid_per_recipient_month_amount_nok / last.gross_paid_per_recipient_month_amount_nok - 1",
        -0.2,
        0.35,
    ),
    _change(
        "full_recipients_continuous",
        "The share of full recipients changes by at most 15 percentage points from a year to the next.",
        "full_supplementary_aid",
        "this.full_recipient_share - last.full_recipient_share",
        -0.15,
        0.15,
    ),
    _change(
        "movers_continuous",
        "The share of movers changes by at most 8 percentage points from a year to the next.",
        "moves_by_bydel",
        "this.moved_in_share - last.moved_in_share",
        -0.08,
        0.08,
        denominator="last_contact_recipient_count",
    ),
    _change(
        "long_term_recipients_continuous",
        "The share of long-term recipients changes by at most 12 percentage points from a year to the next.",
        "characteristics_by_bydel",
        "this.long_term_share - last.long_term_share",
        -0.12,
        0.12,
        condition="has_history",
    ),
    _change(
        "new_recipients_continuous",
        "The share of new recipients changes by at most 15 percentage points from a year to the next.",
        "characteristics_by_bydel",
        "this.new_share - last.new_share",
        -0.15,
        0.15,
        condition="has_history",
    ),
    _change(
        "foreign_background_continuous",
        "The share with foreign background changes by at most 12 percentage points from a year to the next.",
        "characteristics_by_bydel",
        "this.foreign_background_share - last.foreign_background_share",
        -0.12,
        0.12,
    ),
    _change(
        "refugee_background_continuous",
        "The share with refugee background changes by at most 12 percentage points from a year to the next.",
        "characteristics_by_bydel",
        "this.refugee_background_share - last.refugee_background_share",
        -0.12,
        0.12,
        systems=("fasit", "socio"),
    ),
)

MARTS = Suite("marts", "Marts: what a data product promises", LEVELS + CONTINUITY)
