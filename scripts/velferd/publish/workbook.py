"""One XLSX workbook a language for people: a sheet of contents, then a sheet a table, laid out as in print.

XlsxWriter writes the same bytes for the same content when it is told the date of creation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from itertools import groupby
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from velferd.publish import texts
from velferd.publish.cube import Cube, DimensionCode, Measure
from velferd.publish.publication import Figure, extract_date, notice
from velferd.publish.texts import Language, Text, meaning

CONTENTS_SHEET = {"nb": "Innhold", "en": "Contents"}
_MOST_PERIODS_ACROSS = 24
_NOTICE_ROW = 1
_HEADER_ROW = 2
_LABEL_WIDTH, _FIGURE_WIDTH = 30, 13

Position = tuple[int, ...]


def write_workbook(cubes: Sequence[Cube], language: Language, path: Path) -> None:
    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        created = datetime.combine(extract_date([cube.table for cube in cubes]), time())
        workbook.set_properties({"title": texts.SUBJECT[language], "created": created})
        styles = _Styles(workbook)
        _write_contents(workbook.add_worksheet(CONTENTS_SHEET[language]), cubes, language, styles)
        for cube in cubes:
            _write_table(workbook.add_worksheet(cube.table.table_id), cube, language, styles)


class _Styles:
    def __init__(self, workbook: Workbook) -> None:
        self.title = workbook.add_format({"bold": True, "font_size": 13})
        self.header = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.notice = workbook.add_format({"bold": True, "font_color": "#a33c00"})
        self.link = workbook.get_default_url_format()
        self.text = workbook.add_format({"align": "right"})
        self._workbook = workbook
        self._numbers: dict[int, Format] = {}

    def number(self, digits: int) -> Format:
        """A number with so many decimals."""
        if digits not in self._numbers:
            pattern = "#,##0" + ("." + "0" * digits if digits else "")
            self._numbers[digits] = self._workbook.add_format({"num_format": pattern})
        return self._numbers[digits]


def _write_contents(sheet: Worksheet, cubes: Sequence[Cube], language: Language, styles: _Styles) -> None:
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 100)
    sheet.set_column(2, 3, 24)
    sheet.write_string(0, 0, texts.SUBJECT[language], styles.title)
    _write_notice(sheet, notice([cube.table for cube in cubes]), language, styles)
    headings = (texts.TABLE, texts.TITLE, texts.SOURCE, texts.EXTRACTED)
    for column, heading in enumerate(headings):
        sheet.write_string(_HEADER_ROW, column, heading[language], styles.header)
    for row, cube in enumerate(cubes, start=_HEADER_ROW + 1):
        table = cube.table
        sheet.write_url(row, 0, f"internal:'{table.table_id}'!A1", styles.link, table.table_id)
        sheet.write_string(row, 1, table.title[language])
        sheet.write_string(row, 2, table.source[language])
        sheet.write_string(row, 3, table.extract_date.isoformat())
    row = _HEADER_ROW + len(cubes) + 2
    sheet.write_string(row, 0, texts.SYMBOLS[language], styles.header)
    for symbol in dict.fromkeys(symbol for cube in cubes for symbol in cube.symbols):
        row += 1
        sheet.write_string(row, 0, symbol)
        sheet.write_string(row, 1, meaning(symbol)[language])


def _write_table(sheet: Worksheet, cube: Cube, language: Language, styles: _Styles) -> None:
    table = cube.table
    row_codes, column_codes = _layout(cube)
    rows, columns = _positions(cube, row_codes), _positions(cube, column_codes)
    first_row, first_column = _HEADER_ROW + len(column_codes), len(row_codes)

    sheet.set_column(0, first_column - 1, _LABEL_WIDTH)
    sheet.set_column(first_column, first_column + len(columns) - 1, _FIGURE_WIDTH)
    sheet.freeze_panes(first_row, first_column)
    sheet.write_string(0, 0, table.title[language], styles.title)
    _write_notice(sheet, table.notice, language, styles)
    for column, code in enumerate(row_codes):
        label = cube.dimension(code).label[language]
        sheet.write_string(first_row - 1, column, label[0].upper() + label[1:], styles.header)
    for level in range(len(column_codes)):
        _write_heads(sheet, cube, column_codes, columns, level, (_HEADER_ROW + level, first_column), language, styles)

    figures = _figures(cube, row_codes, column_codes)
    for row, place in enumerate(rows, start=first_row):
        for column, (code, index) in enumerate(zip(row_codes, place, strict=True)):
            sheet.write_string(row, column, cube.dimension(code).values[index].label[language])
        for column, head in enumerate(columns, start=first_column):
            _write_figure(sheet, row, column, figures.get((place, head)), styles)
    _write_notes(sheet, first_row + len(rows) + 1, cube, language)


def _write_notice(sheet: Worksheet, text: Text, language: Language, styles: _Styles) -> None:
    if text:
        sheet.write_string(_NOTICE_ROW, 0, text[language], styles.notice)


def _layout(cube: Cube) -> tuple[list[DimensionCode], list[DimensionCode]]:
    """Dimensions down and across: years stand side by side as in print, long series of months run downwards."""
    codes = {dimension.code for dimension in cube.dimensions if len(dimension.values) > 1}
    if {"area", "category"} <= codes:
        return ["time", "area"], ["contents", "category"]
    down = next((code for code in ("area", "category") if code in codes), None)
    if down is None or len(cube.periods) > _MOST_PERIODS_ACROSS:
        return ["time"], ["contents", down] if down else ["contents"]
    return [down], ["contents", "time"]


def _positions(cube: Cube, codes: Sequence[DimensionCode]) -> list[Position]:
    """Combinations of these dimensions that have figures."""
    return sorted({_part(cube, position, codes) for position in cube.figures})


def _figures(cube: Cube, down: Sequence[DimensionCode], across: Sequence[DimensionCode]) -> dict:
    return {
        (_part(cube, position, down), _part(cube, position, across)): figure
        for position, figure in cube.figures.items()
    }


def _part(cube: Cube, position: Position, codes: Sequence[DimensionCode]) -> Position:
    index = {dimension.code: number for number, dimension in enumerate(cube.dimensions)}
    return tuple(position[index[code]] for code in codes)


def _write_heads(
    sheet: Worksheet,
    cube: Cube,
    codes: Sequence[DimensionCode],
    columns: Sequence[Position],
    level: int,
    corner: tuple[int, int],
    language: Language,
    styles: _Styles,
) -> None:
    """One line of column heads; columns that share it and everything above it share the cell."""
    row, column = corner
    for head, run in groupby(columns, key=lambda position: position[: level + 1]):
        value, width = cube.dimension(codes[level]).values[head[-1]], len(list(run))
        label = value.label[language]
        if isinstance(value, Measure):
            label = f"{label} ({value.unit[language]})"
        if width > 1:
            sheet.merge_range(row, column, row, column + width - 1, label, styles.header)
        else:
            sheet.write_string(row, column, label, styles.header)
        column += width


def _write_figure(sheet: Worksheet, row: int, column: int, figure: Figure | None, styles: _Styles) -> None:
    if figure is None:
        sheet.write_string(row, column, texts.MISSING, styles.text)
    elif figure.value is None:
        sheet.write_string(row, column, figure.printed_text, styles.text)
    else:
        sheet.write_number(row, column, figure.value, styles.number(figure.digits))


def _write_notes(sheet: Worksheet, row: int, cube: Cube, language: Language) -> None:
    table = cube.table
    lines = [
        *([f"{texts.NOTE[language]}: {table.note[language]}"] if table.note else []),
        *(f"{symbol} = {meaning(symbol)[language]}." for symbol in cube.symbols),
        f"{texts.SOURCE[language]}: {table.source[language]}",
        f"{texts.EXTRACTED[language]}: {table.extract_date.isoformat()}",
        f"{texts.CONTACT[language]}: {table.contact}",
    ]
    for number, line in enumerate(lines):
        sheet.write_string(row + number, 0, line)
