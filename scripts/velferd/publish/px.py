"""PC-Axis files (AXIS-VERSION 2013) in Norwegian and English.

No kept library writes them from Python. Every keyword in Norwegian, the default language, is followed at once by its
English counterpart, as some readers expect.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from velferd.publish import texts
from velferd.publish.cube import Cube
from velferd.publish.publication import Figure
from velferd.publish.texts import LANGUAGES, Text, meaning

# The two-letter code that Norwegian statistics banks use.
PX_LANGUAGE = {"nb": "no", "en": "en"}
ENCODING = "utf-8"

# PX cells without a figure are one to six dots in quotes, each kind shown as its DATASYMBOL; "." alone would mean
# that there cannot be a figure.
_FIRST_SYMBOL, _LAST_SYMBOL = 2, 6
_LONGEST_LINE = 240


def write_px(cube: Cube, path: Path) -> None:
    """Write `cube`; raises click.ClickException when it has more kinds of hidden cells than the format can tell."""
    if len(cube.symbols) > _LAST_SYMBOL - _FIRST_SYMBOL + 1:
        raise click.ClickException(
            f"Table {cube.table.table_id} cannot be published: PC-Axis cannot hold as many symbols: "
            f"{' '.join(cube.symbols)}."
        )
    lines = [*_metadata(cube), "DATA=", *_data(cube)]
    path.write_text("\n".join(lines) + ";\n", encoding=ENCODING, newline="\n")


def _metadata(cube: Cube) -> Iterator[str]:
    table, digits = cube.table, [measure.digits for measure in cube.measures]
    stub = [dimension for dimension in cube.dimensions if dimension.code in ("area", "category")]
    heading = [dimension for dimension in cube.dimensions if dimension.code not in ("area", "category")]
    stamp = f"{table.extract_date:%Y%m%d} 00:00"

    yield 'CHARSET="ANSI";'
    yield 'AXIS-VERSION="2013";'
    yield f'CODEPAGE="{ENCODING}";'
    yield f'LANGUAGE="{PX_LANGUAGE["nb"]}";'
    yield f"LANGUAGES={_strings(PX_LANGUAGE[language] for language in LANGUAGES)};"
    yield f'CREATION-DATE="{stamp}";'
    yield f'TABLEID="{table.table_id}";'
    yield f"DECIMALS={max(digits)};"
    yield f"SHOWDECIMALS={min(digits)};"
    yield f'MATRIX="{_matrix(table.table_id)}";'
    # Totals count people once who are counted in several rows, and hidden cells would make any sum wrong.
    yield "AGGREGALLOWED=NO;"
    yield 'SUBJECT-CODE="SO";'
    yield from _both("SUBJECT-AREA", texts.SUBJECT)
    yield from _both("DESCRIPTION", table.title)
    yield from _both("TITLE", _title(cube))
    yield "DESCRIPTIONDEFAULT=YES;"
    yield from _both("CONTENTS", table.title)
    yield from _both("UNITS", cube.measures[0].unit)
    yield from _lists("STUB", None, [dimension.label for dimension in stub])
    yield from _lists("HEADING", None, [dimension.label for dimension in heading])
    yield from _both("CONTVARIABLE", texts.CONTENTS)
    for dimension in cube.dimensions:
        yield from _lists("VALUES", (dimension.label,), [value.label for value in dimension.values])
    yield from _time_values(cube)
    for dimension in cube.dimensions:
        yield from _lists("CODES", (dimension.label,), [Text(value.code, value.code) for value in dimension.values])
        yield from _both("VARIABLECODE", Text(dimension.code, dimension.code), (dimension.label,))
        if dimension.total:
            yield from _both("ELIMINATION", dimension.total.label, (dimension.label,))
    for measure in cube.measures:
        if measure.digits > min(digits):
            for language in LANGUAGES:
                name = _name("PRECISION", language, (texts.CONTENTS, measure.label))
                yield f"{name}={measure.digits};"
        yield from _both("UNITS", measure.unit, (measure.label,))
        yield from _both("LAST-UPDATED", Text(stamp, stamp), (measure.label,))
        yield from _both("CONTACT", Text(table.contact, table.contact), (measure.label,))
    yield from _both("SOURCE", table.source)
    if table.notice:
        # Unlike NOTE it must always be shown.
        yield from _both("NOTEX", table.notice)
    yield from _both("NOTE", _note(cube))
    for number, symbol in enumerate(cube.symbols, start=_FIRST_SYMBOL):
        yield from _both(f"DATASYMBOL{number}", Text(symbol, symbol))


def _data(cube: Cube) -> Iterator[str]:
    dots = {symbol: f'"{"." * number}"' for number, symbol in enumerate(cube.symbols, start=_FIRST_SYMBOL)}
    row_length = len(cube.measures) * len(cube.periods)
    row: list[str] = []
    for figure in cube.cells():
        row.append(_number(figure, dots))
        if len(row) == row_length:
            yield " ".join(row)
            row = []


def _number(figure: Figure | None, dots: dict[str, str]) -> str:
    if figure is None:
        return dots[texts.MISSING]
    if figure.value is None:
        return dots[figure.printed_text]
    return f"{figure.value:.{figure.digits}f}"


def _title(cube: Cube) -> Text:
    def in_language(language: texts.Language) -> str:
        *first, last = [dimension.label[language] for dimension in cube.dimensions]
        names = f"{', '.join(first)} {texts.AND[language]} {last}"
        return f"{cube.table.title[language]}, {texts.BY[language]} {names}"

    return Text(in_language("nb"), in_language("en"))


def _note(cube: Cube) -> Text:
    def in_language(language: texts.Language) -> str:
        parts = [cube.table.note[language], *(f"{symbol} = {meaning(symbol)[language]}." for symbol in cube.symbols)]
        return "#".join(part for part in parts if part)

    return Text(in_language("nb"), in_language("en"))


def _time_values(cube: Cube) -> Iterator[str]:
    """TIMEVAL, which only a regular series of years or months can have."""
    scale = {"year": "A1", "month": "M1"}.get(cube.frequency)
    if scale:
        label = cube.dimension("time").label
        periods = ",".join(f'"{period.code.replace("-", "")}"' for period in cube.periods)
        for language in LANGUAGES:
            yield f"{_name('TIMEVAL', language, (label,))}=TLIST({scale}),\n{_wrapped(periods)};"


def _both(keyword: str, text: Text, subkeys: tuple[Text, ...] | None = None) -> Iterator[str]:
    """A keyword with one text."""
    for language in LANGUAGES:
        pieces = textwrap.wrap(_quotable(text[language]), _LONGEST_LINE, drop_whitespace=False, break_on_hyphens=False)
        yield f"{_name(keyword, language, subkeys)}=" + "\n".join(f'"{piece}"' for piece in pieces) + ";"


def _lists(keyword: str, subkeys: tuple[Text, ...] | None, items: Iterable[Text]) -> Iterator[str]:
    """A keyword with a list of texts."""
    items = list(items)
    for language in LANGUAGES:
        yield f"{_name(keyword, language, subkeys)}={_strings(item[language] for item in items)};"


def _name(keyword: str, language: texts.Language, subkeys: tuple[Text, ...] | None) -> str:
    in_language = "" if language == "nb" else f"[{PX_LANGUAGE[language]}]"
    of = f"({_strings(subkey[language] for subkey in subkeys)})" if subkeys else ""
    return f"{keyword}{in_language}{of}"


def _strings(items: Iterable[str]) -> str:
    return _wrapped(",".join(f'"{_quotable(item)}"' for item in items))


def _wrapped(items: str) -> str:
    """Break a list after commas between its texts, so that no line is too long."""
    lines, line = [], ""
    for item in items.split('",'):
        item = item if item.endswith('"') else item + '",'
        if line and len(line) + len(item) > _LONGEST_LINE:
            lines.append(line)
            line = ""
        line += item
    return "\n".join([*lines, line])


def _quotable(text: str) -> str:
    """Texts of the format cannot hold the mark that they stand in."""
    return text.replace('"', "'").replace("\n", "#")


def _matrix(table_id: str) -> str:
    return f"velferd_{table_id.replace('.', '_')}"
