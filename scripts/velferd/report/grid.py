"""Grids of published figures: the one form that tables, charts and downloads are all made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from babel.numbers import format_decimal

from velferd.publish.publication import Figure
from velferd.publish.texts import MISSING, Language, Text
from velferd.report.reading import OSLO, Key, Published

NOTHING = Text("", "")
_SPACE = "\u00a0"


@dataclass(frozen=True)
class Line:
    """A row of a grid.

    `place` is the part of the figures' keys that its figures have in common. Beside the parts of a Key it may have a
    `prefix` of the category (as in "Alder: 18–24"), an `ending` of the measure (as in "_change_pct"), and `as` and
    `when`, the names of those entries of line or column that are measure and year instead of "measure" and "year".
    In a turned line the column's category is the area: the totals below a matrix.
    """

    label: Text
    place: Mapping[str, str]
    group: Text = NOTHING
    is_total: bool = False
    is_turned: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a grid, with its part of the keys; see Line. Neighbours of the same group share a heading."""

    label: Text
    place: Mapping[str, str]
    group: Text = NOTHING


@dataclass(frozen=True)
class Cell:
    """Where a line meets a column; `figure` is None where nothing is published."""

    key: Key
    figure: Figure | None

    @property
    def value(self) -> float | None:
        return self.figure.value if self.figure else None

    @property
    def is_hidden(self) -> bool:
        return self.figure is not None and self.figure.value is None

    def text(self, language: Language) -> str:
        """As printed: the figure with a percent sign where it is a per cent, the symbol where it is hidden."""
        if self.figure is None:
            return MISSING
        number = printed(self.figure, language)
        if self.is_hidden or self.figure.unit != "percent":
            return number
        return f"{number}{_SPACE}%" if language == "nb" else f"{number}%"


@dataclass(frozen=True)
class Grid:
    """Lines and columns of figures of a table, with what the lines are in the corner."""

    table_id: str
    corner: Text
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def filled(self, published: Published) -> Grid:
        """The grid with its cells, without lines and columns that no figure is published for."""
        keys = [[key_of(self.table_id, line, column) for column in self.columns] for line in self.lines]
        found = [[published.figures.get(key) for key in row] for row in keys]
        lines = [n for n, row in enumerate(found) if any(row)]
        columns = [n for n in range(len(self.columns)) if any(row[n] for row in found)]
        cells = {
            (row, column): Cell(keys[line][place], found[line][place])
            for row, line in enumerate(lines)
            for column, place in enumerate(columns)
        }
        return replace(
            self,
            lines=tuple(self.lines[n] for n in lines),
            columns=tuple(self.columns[n] for n in columns),
            cells=cells,
        )

    def row(self, line: int) -> list[Cell]:
        return [self.cells[line, column] for column in range(len(self.columns))]

    def figures(self) -> Iterator[tuple[Key, Figure]]:
        """What is published of it, line by line."""
        return ((cell.key, cell.figure) for cell in self.cells.values() if cell.figure)


#: Makes the grid of a table or figure for a year.
GridOf = Callable[[Published, int], Grid]


def key_of(table_id: str, line: Line, column: Column) -> Key:
    """The key of the figure where a line meets a column; what neither says is Oslo in total."""
    place = {**column.place, **line.place}
    category, area = place.get("category", ""), place.get("area", OSLO)
    if "prefix" in place:
        category = f"{place['prefix']}: {category}"
    if line.is_turned:
        category, area = "", category or OSLO
    measure = place[place.get("as", "measure")] + place.get("ending", "")
    return Key(place.get("table_id", table_id), measure, place[place.get("when", "year")], area, category)


def printed(figure: Figure, language: Language) -> str:
    """A figure as it is published, in the digits of the language; a symbol as it is."""
    if figure.value is None or language == "nb":
        return figure.printed_text.replace(" ", _SPACE)
    pattern = "#,##0" + ("." + "0" * figure.digits if figure.digits else "")
    return format_decimal(figure.value, format=pattern, locale="en")


def periods(figures: Iterable[Key]) -> list[str]:
    """Years, months and periods of the keys from first to last, without changes between two of them."""
    codes = {
        part
        for key in figures
        if not re.search(r"\d{4}-\d{4}| - |_change|_factor", f"{key.year} {key.measure}")
        for part in key.year.split("/")
    }
    return sorted(codes)
