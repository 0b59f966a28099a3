"""The tables of the report: which published figures stand in which cell; those of programmes have their own module."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from velferd.publish.texts import UNITS, Text
from velferd.report.building import (
    BYDEL,
    PERCENT,
    YEAR,
    YEARS_FOLLOWED,
    bydeler,
    category_columns,
    category_lines,
    change,
    change_group,
    grouped,
    last_years,
    levels,
    measure_columns,
    measure_lines,
    period_columns,
    year_lines,
)
from velferd.report.grid import NOTHING, Column, Grid, GridOf, Line
from velferd.report.reading import Published
from velferd.report.tables_programmes import PROGRAMME_TABLES

YOUNG = ("0–10 år", "11–17 år", "18–23 år")
REFUGEES = ("Ikke flyktningbakgrunn", "Flyktningbakgrunn")
TWO_PERIODS = ("2021-01/2022-04", "2022-05/2024-12")
BETWEEN_THEM = f"{TWO_PERIODS[0]} - {TWO_PERIODS[1]}"

INCOMES = (
    (Text("Kvalifisering", "Qualification"), ("Kvalifiseringsstønad", "Introduksjonsstønad")),
    (Text("Arbeid og tiltak", "Work and measures"), ("Arbeidsinntekt", "Dagpenger", "Tiltakspenger")),
    (Text("Helserelaterte ytelser", "Health-related benefits"), ("Sykepenger", "AAP", "Uføretrygd")),
    (Text("Alder", "Old age"), ("Alderspensjon",)),
    (Text("Bostøtte", "Housing"), ("Kommunalt boligtilskudd", "Statlig bostøtte")),
)
INCOMES_IN_BYDELER = (
    *("Arbeidsinntekt", "Dagpenger", "Tiltakspenger", "AAP", "Uføretrygd", "Alderspensjon", "Statlig bostøtte"),
)
FROM_BYDEL = Text("Flyttet fra", "Moved from")
MOVED_TO = Text("Flyttet til", "Moved to")
OUT_OF_BYDEL = Text("Sum fra", "Sum from")
INTO_BYDEL = Text("Sum flyttet til", "Sum moved to")


def money(table_id: str, measure: str, unit: str, published: Published, year: int) -> Grid:
    """3.1 and 3.3: three years of an amount, and its change."""
    columns = (
        *levels(published, measure, last_years(year, 3), unit),
        change(measure, year, UNITS[unit], in_percent=False),
        change(measure, year, PERCENT),
    )
    return Grid(table_id, BYDEL, bydeler(published), columns)


def two_measures(
    table_id: str, first: str, second: str, units: tuple[str, str], published: Published, year: int
) -> Grid:
    """3.2 and 3.4: three years of a sum and of an average, and the changes of both."""
    years = last_years(year, 3)
    label = change_group(year)
    group = Text(f"{label.nb}, prosent", f"{label.en}, per cent")
    changes = grouped([change(measure, year, published.measure_label(measure)) for measure in (first, second)], group)
    both_levels = (*levels(published, first, years, units[0]), *levels(published, second, years, units[1]))
    return Grid(table_id, BYDEL, bydeler(published), (*both_levels, *changes))


def share(table_id: str, count: str, of_all: str, published: Published, year: int) -> Grid:
    """3.7–3.13 and 3.15: how many recipients, their share, and the change where one is published."""
    years = last_years(year, 3)
    changed = change(count, year, Text("antall, prosent", "number, per cent"))
    columns = (*levels(published, count, years), *levels(published, of_all, years), changed)
    return Grid(table_id, BYDEL, bydeler(published), columns)


def expenditure(table_id: str, measure: str, published: Published, year: int) -> Grid:
    """4.1 and 5.1: expenditure since 2018 and its change."""
    columns = (*levels(published, measure, last_years(year, 7), "mnok"), change(measure, year, PERCENT))
    return Grid(table_id, BYDEL, bydeler(published), columns)


def young(published: Published, year: int) -> Grid:
    columns = [
        column
        for measure in ("young_in_recipient_households", "population", "share_young_in_recipient_households")
        for column in grouped(category_columns(published, measure, YOUNG), published.measure_label(measure))
    ]
    return Grid("3.05", YEAR, year_lines(last_years(year, YEARS_FOLLOWED)), tuple(columns))


def two_periods(published: Published, _year: int) -> Grid:
    columns = [
        column
        for refugees in REFUGEES
        for column in grouped(
            (
                *period_columns(TWO_PERIODS, category=refugees),
                Column(
                    Text("Endring, prosent", "Change, per cent"),
                    {"ending": "_change_pct", "year": BETWEEN_THEM, "category": refugees},
                ),
            ),
            published.category_label(refugees),
        )
    ]
    measures = ("adults_in_recipient_households_month_avg", "children_in_recipient_households_month_avg")
    return Grid("3.06", NOTHING, measure_lines(published, *measures), tuple(columns))


def moves(published: Published, year: int) -> Grid:
    from_bydeler = bydeler(published, with_total=False)
    to_bydeler = category_columns(published, "moved", [line.place["area"] for line in from_bydeler], year=str(year))
    out = Column(OUT_OF_BYDEL, {"measure": "moved_out_total", "year": str(year)})
    into = Line(INTO_BYDEL, {"measure": "moved_in_total"}, is_total=True, is_turned=True)
    return Grid("3.14", FROM_BYDEL, (*from_bydeler, into), (*grouped(to_bydeler, MOVED_TO), out))


def incomes(published: Published, year: int) -> Grid:
    lines = [
        *measure_lines(published, "recipients_year", "share_recipients"),
        *(
            Line(line.label, line.place, group)
            for group, names in INCOMES
            for line in category_lines(published, names, measure="share_with_income")
        ),
    ]
    return Grid("3.16", NOTHING, tuple(lines), period_columns(last_years(year, YEARS_FOLLOWED)))


def incomes_in_bydeler(published: Published, year: int) -> Grid:
    among = Text("Andel som samtidig har hatt", "Share who also had")
    columns = (
        *measure_columns(published, "recipients_year", year=str(year)),
        *grouped(category_columns(published, "share_with_income", INCOMES_IN_BYDELER, year=str(year)), among),
    )
    return Grid("3.17", BYDEL, bydeler(published), columns)


def _tables() -> Iterator[tuple[str, GridOf]]:
    yield "3.01", partial(money, "3.01", "net_paid_mnok", "mnok")
    paid = ("gross_paid_mnok", "gross_paid_per_recipient_month_nok")
    yield "3.02", partial(two_measures, "3.02", *paid, ("mnok", "nok"))
    yield "3.03", partial(money, "3.03", "net_paid_temporary_housing_nok", "nok")
    yield "3.04", partial(two_measures, "3.04", "recipients_year", "recipients_month_avg", ("", ""))
    yield "3.05", young
    yield "3.06", two_periods
    for table_id, count, of_all in (
        ("3.07", "recipients_under_30", "share_under_30"),
        ("3.08", "recipients_with_children", "share_with_children"),
        ("3.09", "recipients_4plus_children", "share_4plus_children"),
        ("3.10", "recipients_foreign_background", "share_foreign_background"),
        ("3.11", "recipients_refugee_background", "share_refugee_background"),
        ("3.12", "recipients_new", "share_new"),
        ("3.13", "long_term_recipients", "share_long_term"),
        ("3.15", "recipients_full_social_assistance", "share_full_social_assistance"),
    ):
        yield table_id, partial(share, table_id, count, of_all)
    yield "3.14", moves
    yield "3.16", incomes
    yield "3.17", incomes_in_bydeler
    yield "4.01", partial(expenditure, "4.01", "kvp_net_cost_mnok")
    yield "5.01", partial(expenditure, "5.01", "intro_cost_mnok")


TABLES: dict[str, GridOf] = {**dict(_tables()), **PROGRAMME_TABLES}
