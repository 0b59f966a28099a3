"""The figures of the report: which published figures each of them draws."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from velferd.publish.texts import Text
from velferd.report.building import (
    BYDEL,
    MONTH,
    YEAR,
    YEARS_FOLLOWED,
    bydeler,
    category_columns,
    category_lines,
    grouped,
    last_months,
    last_years,
    levels,
    measure_columns,
    month_lines,
    since,
    year_lines,
)
from velferd.report.grid import NOTHING, Grid, GridOf, Line
from velferd.report.reading import Published
from velferd.report.tables import REFUGEES

PURPOSES = ("Husleie", "Basisbeløp", "Midlertidig botilbud", "Annen hjelp livsopphold", "Strøm", "Annet*")
COUPLES = ("Aleneboende", "Samboende")
CHILDREN = ("0 barn", "1 barn", "2 barn", "3 barn", "4+ barn")
ROLES = (
    *("Hovedperson", "Ektefelle/samboer", "Barn, samværsprosent 100", "Barn, samværsprosent 1–99"),
    "Ung hjemmeboende",
)
DURATIONS = ("Under 6 måneder", "6–11 måneder", "12–23 måneder", "24 måneder eller mer")
AGES = ("Under 20 år", "20–64 år", "65 år og eldre")
#: Incomes that fewer of the recipients have in a month of the year, on average, are left out of figure 3.18.
RAREST_INCOME_PERCENT = 3
KVP_CLASSES = (
    *("Kjønn: Kvinne", "Kjønn: Mann", "Alder: Under 30 år", "Alder: 30–44 år", "Alder: 45+ år"),
    *("Sivilstand: Aleneboende", "Sivilstand: Samboende", "Barn: Ingen barn", "Barn: 1–2 barn", "Barn: 3+ barn"),
    *("Landbakgrunn: Utenlandsk", "Landbakgrunn: Norsk"),
)
SETTLEMENTS = ("Kvote", "Familiegjenforent", "Selvbosetter", "Sekundærbosetter")
OUTCOMES = (
    *("Arbeid", "Videregående skole eller høyere utdanning", "Grunnskoleutdanning"),
    *("Utenfor arbeid og utdanning", "Flyttet eller ukjent"),
)
AMOUNT = Text("Utbetalt beløp, kroner", "Amount paid, kroner")
HOUSEHOLD = Text("Sivilstand", "Marital status")
AGE = Text("Alder", "Age")
DURATION = Text("Varighet", "Duration")
PURPOSE = Text("Formål", "Purpose")


def net_paid(published: Published, year: int) -> Grid:
    columns = measure_columns(published, "net_paid_mnok", "net_paid_fixed_prices_mnok")
    return Grid("fig3.01", YEAR, year_lines(last_years(year, since(year, 2003))), columns)


def amounts(published: Published, year: int) -> Grid:
    measure = "recipients_by_amount_class"
    classes = sorted((figure.category for figure in published.of("fig3.02", measure, str(year))), key=_lowest)
    lines = category_lines(published, classes)
    return Grid("fig3.02", AMOUNT, lines, measure_columns(published, measure, year=str(year)))


def _lowest(amount_class: str) -> int:
    return int(amount_class) if amount_class.isdigit() else -1


def quartiles(published: Published, year: int) -> Grid:
    measures = [f"gross_paid_per_recipient_year_{name}_nok" for name in ("q1", "median", "mean", "q3", "iqr")]
    # Oslo in total is published with figure 3.2.
    lines = [
        Line(line.label, {**line.place, **({"table_id": "fig3.02"} if line.is_total else {})}, is_total=line.is_total)
        for line in bydeler(published)
    ]
    return Grid("fig3.03", BYDEL, tuple(lines), measure_columns(published, *measures, year=str(year)))


def purposes(published: Published, year: int) -> Grid:
    figures = published.of("fig3.04", "gross_paid_by_purpose_nok", str(year))
    largest_first = sorted(figures, key=lambda figure: (-(figure.value or 0), figure.category))
    columns = measure_columns(published, "gross_paid_by_purpose_nok", "share_paid_by_purpose", year=str(year))
    return Grid("fig3.04", PURPOSE, category_lines(published, [figure.category for figure in largest_first]), columns)


def both_counts(published: Published, year: int) -> Grid:
    measures = ("recipients_month", "unemployed_month")
    return measures_by_month("fig3.06", measures, since(year, 1992), published, year)


def by_month(
    table_id: str, measure: str, categories: tuple[str, ...], years: int, published: Published, year: int
) -> Grid:
    """A line per month of the last `years`, a column per category."""
    months = month_lines(last_months(year, years))
    return Grid(table_id, MONTH, months, category_columns(published, measure, categories))


def measures_by_month(table_id: str, measures: tuple[str, ...], years: int, published: Published, year: int) -> Grid:
    """A line per month of the last `years`, a column per measure."""
    months = month_lines(last_months(year, years))
    return Grid(table_id, MONTH, months, measure_columns(published, *measures))


def by_year(
    table_id: str, measure: str, categories: tuple[str, ...], years: int, published: Published, year: int
) -> Grid:
    """A line per each of the last `years`, a column per category."""
    lines = year_lines(last_years(year, years))
    return Grid(table_id, YEAR, lines, category_columns(published, measure, categories))


def households(published: Published, year: int) -> Grid:
    lines = [Line(published.category_label(couple), {"prefix": couple}) for couple in COUPLES]
    columns = category_columns(published, "share_household_type", CHILDREN, year=str(year))
    return Grid("fig3.07", HOUSEHOLD, tuple(lines), columns)


def household_months(published: Published, year: int) -> Grid:
    classes = tuple(f"{couple}: {children}" for children in CHILDREN for couple in COUPLES)
    return by_month("fig3.08", "recipients_household_type_month", classes, YEARS_FOLLOWED, published, year)


def ages(published: Published, year: int) -> Grid:
    lines = [Line(line.label, {"prefix": line.place["category"]}) for line in _ages(published, year)]
    columns = category_columns(published, "recipients_by_age", REFUGEES, year=str(year))
    return Grid("fig3.13", AGE, tuple(lines), columns)


def refugees_by_age(published: Published, year: int) -> Grid:
    measure = "share_refugee_background_by_age"
    # The share of all ages, which the chart draws a line at, is published with table 3.11.
    everyone = {"table_id": "3.11", "measure": "share_refugee_background", "category": ""}
    total = Line(Text("Alle aldre", "All ages"), everyone, is_total=True)
    lines = (*_ages(published, year), total)
    return Grid("fig3.14", AGE, lines, measure_columns(published, measure, year=str(year)))


def _ages(published: Published, year: int) -> tuple[Line, ...]:
    figures = published.of("fig3.14", "share_refugee_background_by_age", str(year))
    return category_lines(published, [figure.category for figure in figures])


def durations(published: Published, year: int) -> Grid:
    years = last_years(year, 3)
    columns = (*levels(published, "share_by_duration", years), *levels(published, "recipients_by_duration", years))
    return Grid("fig3.15", DURATION, category_lines(published, DURATIONS), columns)


def moved(published: Published, year: int) -> Grid:
    columns = measure_columns(published, "share_moved_in", "share_moved_out", "share_net_moved_in", year=str(year))
    return Grid("fig3.16", BYDEL, bydeler(published, with_total=False), columns)


def net_moved(published: Published, year: int) -> Grid:
    columns = grouped(levels(published, "share_net_moved_in", last_years(year, 3)), NOTHING)
    return Grid("fig3.17", BYDEL, bydeler(published, with_total=False), columns)


def incomes_by_month(published: Published, year: int) -> Grid:
    measure = "share_with_income_month"
    months = month_lines(last_months(year, YEARS_FOLLOWED))
    averages = published.of("fig3.18", f"{measure}_avg", str(year))
    common = {f.category: f.value for f in averages if f.value is not None and f.value >= RAREST_INCOME_PERCENT}
    names = sorted(common, key=lambda name: (-common[name], name))
    return Grid("fig3.18", MONTH, months, category_columns(published, measure, names))


def _figures() -> Iterator[tuple[str, GridOf]]:
    yield "fig3.01", net_paid
    yield "fig3.02", amounts
    yield "fig3.03", quartiles
    yield "fig3.04", purposes
    yield "fig3.05", partial(by_month, "fig3.05", "share_paid_by_purpose_month", PURPOSES, 6)
    yield "fig3.06", both_counts
    yield "fig3.07", households
    yield "fig3.08", household_months
    yield "fig3.09", partial(by_month, "fig3.09", "persons_in_recipient_households_month", ROLES, YEARS_FOLLOWED)
    yield "fig3.10", partial(by_year, "fig3.10", "share_population_in_recipient_households", AGES, YEARS_FOLLOWED)
    yield "fig3.11", partial(measures_by_month, "fig3.11", ("share_refugee_background_month",), YEARS_FOLLOWED)
    yield "fig3.12", partial(by_month, "fig3.12", "children_in_recipient_households_month", REFUGEES, YEARS_FOLLOWED)
    yield "fig3.13", ages
    yield "fig3.14", refugees_by_age
    yield "fig3.15", durations
    yield "fig3.16", moved
    yield "fig3.17", net_moved
    yield "fig3.18", incomes_by_month
    kvp_months = ("kvp_participants_month", "kvp_new_participants_month")
    yield "fig4.01", partial(measures_by_month, "fig4.01", kvp_months, YEARS_FOLLOWED)
    yield "fig4.02", partial(by_year, "fig4.02", "share_kvp_new_participants", KVP_CLASSES, YEARS_FOLLOWED)
    yield "fig5.01", partial(by_year, "fig5.01", "refugees_settled", SETTLEMENTS, 17)
    yield "fig5.02", partial(measures_by_month, "fig5.02", ("intro_participants_month",), 17)
    yield "fig5.03", partial(by_year, "fig5.03", "share_intro_exits_to", OUTCOMES, 10)


FIGURES: dict[str, GridOf] = dict(_figures())
