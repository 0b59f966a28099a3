"""Key figures beside tables and charts: what the report says in words or in a footnote, three years of it."""

from __future__ import annotations

from velferd.publish.texts import Text
from velferd.report.building import YEARS_FOLLOWED, both, category_columns, last_years, period_columns
from velferd.report.grid import NOTHING, Column, Grid, Line
from velferd.report.reading import Published
from velferd.report.tables import TWO_PERIODS

#: (measure, category, which entry of the columns is its year), by table. A change stands below the later year.
_KEY_FIGURES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "3.02": (("months_received_per_recipient", "", "year"), ("gross_paid_real_change_pct", "", "change")),
    "3.05": (
        ("young_in_recipient_households", "0–23 år", "year"),
        ("share_young_in_recipient_households", "0–23 år", "year"),
    ),
    "3.08": (("recipients_with_children_any_custody", "", "year"), ("share_with_children_any_custody", "", "year")),
    "3.10": (("share_unregistered_country", "", "year"),),
    "4.02": (
        ("bydeler_with_kvp_participants_increase", "", "change"),
        ("bydeler_with_kvp_participants_decrease", "", "change"),
        ("bydeler_with_kvp_new_participants_decrease", "", "change"),
    ),
    "5.03": (
        ("intro_participants_countries", "", "year"),
        ("intro_participants_stateless", "", "year"),
        ("intro_participants_missing_citizenship", "", "year"),
    ),
    "fig3.01": (("net_paid_real_change_pct", "", "change"), ("consumer_price_change_pct", "", "change")),
    "fig3.02": (
        ("recipients_year", "", "year"),
        ("gross_paid_per_recipient_year_q1_nok", "", "year"),
        ("gross_paid_per_recipient_year_median_nok", "", "year"),
        ("gross_paid_per_recipient_year_mean_nok", "", "year"),
        ("gross_paid_per_recipient_year_q3_nok", "", "year"),
        ("recipients_paid_under_5000", "", "year"),
        ("share_paid_under_5000", "", "year"),
        ("recipients_paid_over_250000", "", "year"),
        ("share_paid_over_250000", "", "year"),
    ),
    "fig3.07": (("recipients_year", "Kjent sivilstand", "year"), ("recipients_unknown_marital_status", "", "year")),
    "fig3.09": (
        ("adults_in_recipient_households_month_avg", "", "year"),
        ("children_in_recipient_households_month_avg", "Samværsprosent 100", "year"),
        ("children_in_recipient_households_month_avg", "Samværsprosent 1–99", "year"),
        ("young_18_23_living_at_home_month_avg", "", "year"),
        ("persons_in_recipient_households_month_avg", "", "year"),
        ("persons_per_recipient_month", "", "year"),
    ),
    "fig3.10": (("share_population_in_recipient_households", "20 år og eldre", "year"),),
    "fig3.13": (("recipients_year", "", "year"),),
    "fig3.14": (("recipients_year", "", "year"),),
    "fig5.01": (
        ("refugees_settled", "", "year"),
        ("refugees_settled_on_quota", "", "year"),
        ("share_refugees_settled_on_quota", "Fra Ukraina", "year"),
        ("share_refugees_settled_on_quota", "Under 18 år ved bosetting", "year"),
        ("share_refugees_settled_on_quota", "Over 67 år ved bosetting", "year"),
    ),
    "fig5.02": (
        ("intro_participants_month_avg", "", "year"),
        ("intro_participants_month_change", "", "december"),
        ("intro_participants_month_change_pct", "", "december"),
        ("intro_participants_month_factor", "", "three_decembers"),
    ),
}


def key_figures(table_id: str, published: Published, year: int) -> Grid | None:
    """The grid beside the table or figure `table_id`; None where there is none."""
    if table_id == "3.06":
        measure = "adults_and_children_in_recipient_households_month_avg"
        lines = (Line(published.measure_label(measure), {"measure": measure}),)
        return Grid(table_id, NOTHING, lines, period_columns(TWO_PERIODS))
    if table_id == "fig3.18":
        return _monthly_averages(published, year)
    if table_id == "fig4.01":
        return _kvp_averages(published, year)
    if table_id not in _KEY_FIGURES:
        return None
    lines = tuple(
        Line(_label(published, measure, category), {"measure": measure, "category": category, "when": when})
        for measure, category, when in _KEY_FIGURES[table_id]
    )
    return Grid(table_id, NOTHING, lines, tuple(_column(y) for y in last_years(year, 3)))


def _label(published: Published, measure: str, category: str) -> Text:
    name, label = published.measure_label(measure), published.category_label(category)
    return Text(f"{name.nb}: {label.nb}", f"{name.en}: {label.en}") if category else name


def _column(year: str) -> Column:
    before, third = int(year) - 1, int(year) - 3
    return Column(
        both(year),
        {
            "year": year,
            "change": f"{before}-{year}",
            "december": f"{before}-12/{year}-12",
            "three_decembers": f"{third}-12/{year}-12",
        },
    )


def _monthly_averages(published: Published, year: int) -> Grid:
    """Of all incomes, also those too rare for the chart."""
    measure = "share_with_income_month_avg"
    names = [figure.category for figure in published.of("fig3.18", measure, str(year))]
    lines = [Line(column.label, column.place) for column in category_columns(published, measure, names)]
    label = published.measure_label(measure)
    return Grid("fig3.18", label, tuple(lines), period_columns(last_years(year, YEARS_FOLLOWED)))


def _kvp_averages(published: Published, year: int) -> Grid:
    lines = [
        Line(published.measure_label(measure), {"measure": measure})
        for measure in ("kvp_participants_month_avg", "kvp_new_participants_month_avg")
    ]
    return Grid("fig4.01", NOTHING, tuple(lines), period_columns(last_years(year, YEARS_FOLLOWED)))
