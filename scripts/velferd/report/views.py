"""Tables, charts and downloads in one language, ready for a page or a PDF: plain data, texts as they are printed."""

from __future__ import annotations

import base64
import csv
import io
from itertools import groupby
from typing import Any

from velferd.publish.texts import Language, Text
from velferd.report import words
from velferd.report.building import MONTH
from velferd.report.grid import Cell, Grid, Line, periods
from velferd.report.words import point_in_words

View = dict[str, Any]
_COLUMNS = (
    *("table_id", "measure", "year", "area", "category", "value", "printed_text", "unit"),
    *("measure_label", "area_label", "category_label", "notice"),
)
_SHADES = 7


def table_view(grid: Grid, language: Language, *, is_shaded: bool = False) -> View:
    """Head and body of a table; in a shaded one the larger of its counts have the higher shade (0 to 6)."""
    largest = _largest(grid) if is_shaded else 0
    body: list[View] = []
    group = ""
    for number, line in enumerate(grid.lines):
        if line.group[language] != group:
            group = line.group[language]
            body.append({"group": group})
        cells = [
            _cell_view(cell, line, column.place, language, 0 if line.is_total else largest)
            for cell, column in zip(grid.row(number), grid.columns, strict=True)
        ]
        body.append({"label": _label(grid, line, language), "is_total": line.is_total, "cells": cells})
    return {
        "corner": grid.corner[language],
        "head": _head(grid, language),
        "body": body,
        "width": len(grid.columns) + 1,
        "is_matrix": is_shaded,
    }


def _label(grid: Grid, line: Line, language: Language) -> str:
    return point_in_words(line.place["year"], language) if grid.corner is MONTH else line.label[language]


def _cell_view(cell: Cell, line: Line, column: Any, language: Language, largest: float) -> View:
    if line.place.get("area") and line.place.get("area") == column.get("category"):
        return {"text": "", "kind": "none", "shade": None}
    kind = "conceal" if cell.is_hidden else "missing" if cell.figure is None else "figure"
    is_shaded = largest and cell.value is not None and "category" in column
    shade = min(_SHADES - 1, int(_SHADES * cell.value / largest)) if is_shaded and cell.value is not None else None
    return {"text": cell.text(language), "kind": kind, "shade": shade}


def _largest(grid: Grid) -> float:
    counts = (c.value for c in grid.cells.values() if c.key.category)
    return max((value for value in counts if value is not None), default=0)


def _head(grid: Grid, language: Language) -> list[list[View]]:
    """One row of headings, or two where columns share some."""
    labels = [column.label[language] for column in grid.columns]
    groups = [column.group[language] for column in grid.columns]
    if not any(groups):
        return [[_heading(grid.corner[language]), *map(_heading, labels)]]
    first, second = [_heading(grid.corner[language], rows=2)], []
    for group, members in groupby(zip(groups, labels, strict=True), key=lambda pair: pair[0]):
        inner = [label for _, label in members]
        if group:
            first.append(_heading(group, columns=len(inner)))
            second += map(_heading, inner)
        else:
            first += (_heading(label, rows=2) for label in inner)
    return [first, second]


def _heading(text: str, *, columns: int = 1, rows: int = 1) -> View:
    return {"text": text, "columns": columns, "rows": rows}


def span(grid: Grid, language: Language) -> str:
    """The time that a grid tells of: a year, or from one to another."""
    codes = periods(cell.key for cell in grid.cells.values())
    if not codes:
        return ""
    first, last = point_in_words(codes[0], language), point_in_words(codes[-1], language)
    return first if first == last else f"{first}–{last}"


def download(grids: list[Grid], language: Language, notice: str) -> str:
    """The figures of the grids as a CSV file in a link, with the columns of the published CSV files.

    `notice` stands on each line, as there.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for key, figure in dict(figure for grid in grids for figure in grid.figures()).items():
        value = "" if figure.value is None else f"{figure.value:.{figure.digits}f}"
        labels = (figure.measure_label[language], figure.area_label[language], figure.category_label[language])
        writer.writerow((*key, value, figure.printed_text, figure.unit, *labels, notice))
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    encoded = base64.b64encode(text.getvalue().encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{encoded}"


def alt_text(kind: Text, title: str, grid: Grid, language: Language) -> str:
    """What a chart shows, in words: its kind, title, and the first and last figure of each series."""
    if grid.corner[language] not in (MONTH[language], "År", "Year"):
        return f"{kind[language]}. {title}. {_few(grid, language)}"
    parts = []
    for number, column in enumerate(grid.columns):
        shown = [grid.cells[line, number] for line in range(len(grid.lines))]
        shown = [cell for cell in shown if cell.value is not None]
        if shown:
            first, last = (
                f"{c.text(language)} ({point_in_words(c.key.year, language)})" for c in (shown[0], shown[-1])
            )
            name = column.label[language]
            parts.append(f"{name}: {words.FROM[language]} {first} {words.TO[language]} {last}.")
    return f"{kind[language]}. {title}. {' '.join(parts)}"


def _few(grid: Grid, language: Language) -> str:
    """The first column's figures where they are few enough to be listened to."""
    if len(grid.lines) > 16:
        return ""
    cells = ((line.label[language], grid.cells[number, 0]) for number, line in enumerate(grid.lines))
    texts = (f"{label} {cell.text(language)}" for label, cell in cells)
    return f"{grid.columns[0].label[language]}: {', '.join(texts)}." if grid.columns else ""
