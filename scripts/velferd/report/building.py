"""Building blocks of grids: lines of bydeler, years and months, columns of levels, shares and changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from velferd.publish.periods import period_of
from velferd.publish.texts import UNITS, Text
from velferd.report.grid import NOTHING, Column, Line
from velferd.report.reading import OSLO, Published

#: How many years the report follows most statistics for: in 2024 from 2017 on.
YEARS_FOLLOWED = 8

BYDEL = Text("Bydel", "Bydel")
YEAR = Text("År", "Year")
MONTH = Text("Måned", "Month")
PERCENT = Text("prosent", "per cent")


def both(text: str) -> Text:
    """A text that is the same in both languages, as a year or a name."""
    return Text(text, text)


def last_years(year: int, count: int) -> list[str]:
    """`count` years up to and with `year`."""
    return [str(y) for y in range(year - count + 1, year + 1)]


def last_months(year: int, count: int) -> list[str]:
    """The months of `count` years up to and with `year`."""
    return [f"{y}-{month:02}" for y in last_years(year, count) for month in range(1, 13)]


def since(year: int, first: int) -> int:
    """How many years there are from `first` to `year`."""
    return year - first + 1


def bydeler(published: Published, *, with_total: bool = True) -> tuple[Line, ...]:
    areas = [area for area in published.areas if with_total or area != OSLO]
    return tuple(Line(published.area_label(area), {"area": area}, is_total=area == OSLO) for area in areas)


def year_lines(years: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(both(year), {"year": year}) for year in years)


def month_lines(months: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(both(month), {"year": month}) for month in months)


def measure_lines(published: Published, *measures: str, **place: str) -> tuple[Line, ...]:
    return tuple(Line(published.measure_label(measure), {"measure": measure, **place}) for measure in measures)


def category_lines(published: Published, categories: Sequence[str], **place: str) -> tuple[Line, ...]:
    return tuple(Line(published.category_label(c), {"category": c, **place}) for c in categories)


def levels(
    published: Published, measure: str, years: Sequence[str], unit: str = "", **place: str
) -> tuple[Column, ...]:
    """A column per year below the measure's name, and the unit where there is one to say."""
    name = published.measure_label(measure)
    group = Text(f"{name.nb}, {UNITS[unit].nb}", f"{name.en}, {UNITS[unit].en}") if unit else name
    return tuple(Column(both(year), {"measure": measure, "year": year, **place}, group) for year in years)


def change(measure: str, year: int, label: Text, *, in_percent: bool = True) -> Column:
    """How much the measure changed from the year before."""
    ending = "_change_pct" if in_percent else "_change"
    return Column(label, {"measure": measure + ending, "year": f"{year - 1}-{year}"}, change_group(year))


def change_group(year: int) -> Text:
    return Text(f"Endring fra {year - 1} til {year}", f"Change from {year - 1} to {year}")


def measure_columns(published: Published, *measures: str, **place: str) -> tuple[Column, ...]:
    return tuple(Column(published.measure_label(measure), {"measure": measure, **place}) for measure in measures)


def category_columns(published: Published, measure: str, categories: Sequence[str], **place: str) -> tuple[Column, ...]:
    return tuple(Column(published.category_label(c), {"measure": measure, "category": c, **place}) for c in categories)


def period_columns(codes: Sequence[str], **place: str) -> tuple[Column, ...]:
    return tuple(Column(period_of("", code).label, {"year": code, **place}) for code in codes)


def grouped(columns: Sequence[Column], group: Text = NOTHING) -> tuple[Column, ...]:
    """The same columns below another heading."""
    return tuple(replace(column, group=group) for column in columns)


def without_class(label: Text) -> Text:
    """The class without what it is a class of: 18–24 of Alder: 18–24."""
    return Text(label.nb.split(": ", 1)[-1], label.en.split(": ", 1)[-1])


def class_of(label: Text) -> Text:
    """What a class is a class of: Alder of Alder: 18–24."""
    return Text(label.nb.split(": ", 1)[0], label.en.split(": ", 1)[0])
