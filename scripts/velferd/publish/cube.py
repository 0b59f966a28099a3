"""A table as statistics banks want it: dimensions, and one cell for each combination of their values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import chain, pairwise, product
from typing import Literal

import click

from velferd.publish import texts
from velferd.publish.periods import Frequency, Period, period_of
from velferd.publish.publication import Figure, Table
from velferd.publish.texts import LANGUAGES, Text

DimensionCode = Literal["area", "category", "contents", "time"]
TOTAL = "total"
OSLO = "Oslo totalt"


@dataclass(frozen=True)
class Value:
    """A value of a dimension; `code` is the same in all languages."""

    code: str
    label: Text


@dataclass(frozen=True)
class Measure(Value):
    """What is counted or measured; `digits` is the number of decimals of its figures."""

    unit: Text
    digits: int


@dataclass(frozen=True)
class Dimension:
    code: DimensionCode
    label: Text
    values: tuple[Value, ...]

    @property
    def total(self) -> Value | None:
        """The value that sums the others up, if there is one."""
        return next((value for value in self.values if value.code in (TOTAL, OSLO)), None)


@dataclass(frozen=True)
class Cube:
    """A table's figures by position in its dimensions, in the order area, category, contents, time.

    A table without categories has no such dimension. Positions without a figure are those that no such figure is
    published of, and are printed as missing.
    """

    table: Table
    dimensions: tuple[Dimension, ...]
    figures: dict[tuple[int, ...], Figure]
    periods: tuple[Period, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.dimension("contents").values

    @property
    def frequency(self) -> Frequency:
        """That of all its points in time; `period` where they are mixed."""
        frequencies = {period.frequency for period in self.periods}
        return frequencies.pop() if len(frequencies) == 1 else "period"

    @cached_property
    def symbols(self) -> list[str]:
        """Texts that stand in the place of figures, the one for missing figures first."""
        hidden = {figure.printed_text for figure in self.figures.values() if figure.value is None}
        return [texts.MISSING, *sorted(hidden, key=lambda symbol: (symbol != texts.HIDDEN, symbol))]

    def dimension(self, code: DimensionCode) -> Dimension:
        return next(dimension for dimension in self.dimensions if dimension.code == code)

    def cells(self) -> Iterator[Figure | None]:
        """Every cell, the last dimension running fastest."""
        for position in product(*(range(len(dimension.values)) for dimension in self.dimensions)):
            yield self.figures.get(position)


def cube_of(table: Table) -> Cube:
    """Raises click.ClickException where two figures fall into one cell or two values of a dimension look the same."""
    figures = [(figure, period_of(figure.measure, figure.year)) for figure in table.figures]
    periods = tuple(sorted({period for _, period in figures}))
    dimensions = [
        Dimension("area", texts.AREA, _areas(table)),
        Dimension("category", table.category_name or texts.CATEGORY, _categories(table)),
        Dimension("contents", texts.CONTENTS, _measures(table)),
        Dimension("time", _time_label(periods), tuple(Value(period.code, period.label) for period in periods)),
    ]
    if [value.code for value in dimensions[1].values] == [TOTAL]:
        del dimensions[1]
    indices = {
        dimension.code: {value.code: index for index, value in enumerate(dimension.values)} for dimension in dimensions
    }
    cells: dict[tuple[int, ...], Figure] = {}
    for figure, period in figures:
        codes = {
            "area": figure.area,
            "category": figure.category or TOTAL,
            "contents": figure.measure,
            "time": period.code,
        }
        position = tuple(index[codes[code]] for code, index in indices.items())
        if position in cells:
            raise click.ClickException(
                f"Table {table.table_id} cannot be published: {figure.measure} of {cells[position].year} and of "
                f"{figure.year} ({figure.area}, {figure.category or 'total'}) fall into one cell."
            )
        cells[position] = figure
    for dimension in dimensions:
        _check_labels(table, dimension)
    return Cube(table, tuple(dimensions), cells, periods)


def _areas(table: Table) -> tuple[Value, ...]:
    lines: dict[tuple[str, ...], list[Value]] = defaultdict(list)
    for figure in table.figures:
        line = lines[figure.measure, figure.year, figure.category]
        line.append(Value(figure.area, figure.area_label))
    return _in_printed_order(lines.values())


def _categories(table: Table) -> tuple[Value, ...]:
    """The total first, as statistics banks have it."""
    lines: dict[tuple[str, ...], list[Value]] = defaultdict(list)
    for figure in table.figures:
        if figure.category:
            line = lines[figure.measure, figure.year, figure.area]
            line.append(Value(figure.category, figure.category_label))
    has_total = not all(figure.category for figure in table.figures)
    return (*([Value(TOTAL, texts.TOTAL)] if has_total else []), *_in_printed_order(lines.values()))


def _in_printed_order(lines: Iterable[Sequence[Value]]) -> tuple[Value, ...]:
    """The order that all lines of a table agree on, though each of them may lack some values.

    In a matrix of moves, say, no line has all bydeler. If lines disagreed, values would stand as they first appear.
    """
    sorter: TopologicalSorter[Value] = TopologicalSorter()
    for line in lines:
        sorter.add(line[0])
        for before, after in pairwise(line):
            sorter.add(after, before)
    try:
        return tuple(sorter.static_order())
    except CycleError:
        return tuple(dict.fromkeys(chain.from_iterable(lines)))


def _measures(table: Table) -> tuple[Measure, ...]:
    digits: dict[str, int] = {}
    first: dict[str, Figure] = {}
    for figure in table.figures:
        digits[figure.measure] = max(digits.get(figure.measure, 0), figure.digits)
        first.setdefault(figure.measure, figure)
    return tuple(
        Measure(code, figure.measure_label, texts.UNITS[figure.unit], digits[code]) for code, figure in first.items()
    )


def _time_label(periods: tuple[Period, ...]) -> Text:
    labels = {"year": texts.YEAR, "month": texts.MONTH, "period": texts.PERIOD}
    frequencies = {period.frequency for period in periods}
    return labels[frequencies.pop()] if len(frequencies) == 1 else texts.PERIOD


def _check_labels(table: Table, dimension: Dimension) -> None:
    """PC-Axis files know values by their labels."""
    for language in LANGUAGES:
        labels = [value.label[language] for value in dimension.values]
        if twice := sorted({label for label in labels if labels.count(label) > 1}):
            raise click.ClickException(
                f"Table {table.table_id} cannot be published: more than one value of {dimension.code} is "
                f"labelled {twice[0]!r}."
            )
