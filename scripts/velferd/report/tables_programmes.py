"""Tables of participants in the qualification programme and the introduction programme."""

from __future__ import annotations

from functools import partial

from velferd.publish.texts import Text
from velferd.report.building import (
    BYDEL,
    YEARS_FOLLOWED,
    both,
    bydeler,
    category_lines,
    change,
    class_of,
    grouped,
    last_years,
    levels,
    measure_lines,
    period_columns,
    without_class,
)
from velferd.report.grid import NOTHING, Column, Grid, GridOf, Line
from velferd.report.reading import Published

#: Countries with fewer participants are left out, as they are in print.
FEWEST_OF_A_COUNTRY = 10
CHARACTERISTICS = {
    "Kjønn": ("Kvinne", "Mann", "I alt"),
    "Alder": ("18–24", "25–29", "30–39", "40–49", "50–55", "56 år +", "I alt"),
    "Antall barn": ("Ingen barn", "1 barn", "2 barn", "3 barn", "4 barn eller mer", "I alt"),
    "Tidligere utdanning": (
        *("Uten formell skolegang/noe grunnskole", "Fullført grunnskole/noe vgs.", "Fullført vgs."),
        *("Noe høyere utdanning/fagskole", "Fullført høyere utdanning/fagskole", "Ikke registrert", "I alt"),
    ),
    "Verdensdel": ("Afrika", "Asia", "Europa", "Resten av verden og statsløse", "I alt"),
}
CHARACTERISTIC = Text("Kjennetegn", "Characteristic")
PARTICIPANTS = Text("Deltakere", "Participants")
NEW_PARTICIPANTS = Text("Nye deltakere", "New participants")
COUNTRY = Text("Land", "Country")


def kvp(published: Published, year: int) -> Grid:
    label = Text(f"Endring {year - 1}–{year}", f"Change {year - 1}–{year}")
    columns = [
        column
        for measure in ("kvp_participants_year", "kvp_new_participants", "kvp_participants_month_avg")
        for column in grouped(
            (*levels(published, measure, last_years(year, 3)), change(measure, year, label)),
            published.measure_label(measure),
        )
    ]
    return Grid("4.02", BYDEL, bydeler(published), tuple(columns))


def kvp_exits(published: Published, year: int) -> Grid:
    measures = ("kvp_exits_by_agreement", "kvp_exits_to_work_or_education", "share_kvp_exits_to_work_or_education")
    years = last_years(year, YEARS_FOLLOWED)
    return Grid("4.03", NOTHING, measure_lines(published, *measures), period_columns(years))


def introduction(published: Published, year: int) -> Grid:
    years = [str(y) for y in (year - 8, year - 5, year - 2, year - 1, year)]
    lines = [Line(Text("Antall", "Number"), {})]
    for name, classes in CHARACTERISTICS.items():
        for line in category_lines(published, [f"{name}: {c}" for c in classes], **{"as": "share"}):
            is_total = line.place["category"].endswith("I alt")
            lines.append(Line(without_class(line.label), line.place, class_of(line.label), is_total))
    columns = [
        Column(both(y), {"measure": count, "share": of_all, "year": y}, group)
        for count, of_all, group, shown in (
            ("intro_participants_year", "share_intro_participants", PARTICIPANTS, years),
            ("intro_new_participants", "share_intro_new_participants", NEW_PARTICIPANTS, [str(year)]),
        )
        for y in shown
    ]
    return Grid("5.02", CHARACTERISTIC, tuple(lines), tuple(columns))


def countries(table_id: str, count: str, of_all: str, published: Published, year: int) -> Grid:
    """5.3 and 5.4: the countries most participants come from, the largest first."""
    in_print = {
        figure.category: figure.value
        for figure in published.of(table_id, count, str(year))
        if figure.value is not None and figure.value >= FEWEST_OF_A_COUNTRY
    }
    largest_first = sorted(in_print, key=lambda category: (-in_print[category], category))
    columns = (
        Column(Text("Antall", "Number"), {"measure": count, "year": str(year)}),
        Column(Text("Andel", "Share"), {"measure": of_all, "year": str(year)}),
    )
    return Grid(table_id, COUNTRY, category_lines(published, largest_first), columns)


def introduction_in_bydeler(published: Published, year: int) -> Grid:
    total = measure_lines(published, "intro_participants_year")
    shares = (
        Line(line.label, {**line.place, "measure": "share_intro_participants"}, is_total=line.is_total)
        for line in bydeler(published)
    )
    return Grid("5.05", BYDEL, (*total, *shares), period_columns(last_years(year, 5)))


PROGRAMME_TABLES: dict[str, GridOf] = {
    "4.02": kvp,
    "4.03": kvp_exits,
    "5.02": introduction,
    "5.03": partial(countries, "5.03", "intro_participants_year", "share_intro_participants"),
    "5.04": partial(countries, "5.04", "intro_new_participants", "share_intro_new_participants"),
    "5.05": introduction_in_bydeler,
}
