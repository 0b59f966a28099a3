"""The figures and their texts as the explore page carries them: small, and still readable as JSON.

Texts are coded: every text stands once, as a string or, where languages differ, as [bokmål, English], and is
referred to by its index. A table's cells are one string, in the order of its dimensions with the last one running
fastest, separated by commas: the number with the decimals that it is printed with; `s` and an index into `symbols`
where it is hidden; nothing where there is no such figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from babel.dates import get_month_names

from velferd.publish import texts
from velferd.publish.cube import Cube, Dimension, Measure
from velferd.publish.publication import Figure, notice
from velferd.publish.texts import LANGUAGES, Text, meaning

_NUMBER = re.compile(r"(fig)?(\d+)\.(\d+)")
_FIGURE = Text("Figur", "Figure")
# As the chapters of the report.
_CHAPTERS = {
    "3": Text("Økonomisk sosialhjelp", "Social assistance"),
    "4": Text("Kvalifiseringsprogrammet", "The qualification programme"),
    "5": Text("Introduksjonsprogrammet", "The introduction programme"),
}
_OTHER = Text("Annet", "Other")


class _Words:
    """All texts of the page, each once."""

    def __init__(self) -> None:
        self.all: list[str | list[str]] = []
        self._index: dict[Text, int] = {}

    def index(self, text: Text) -> int:
        if text not in self._index:
            self._index[text] = len(self.all)
            self.all.append(text.nb if text.nb == text.en else [text.nb, text.en])
        return self._index[text]


def payload(cubes: Sequence[Cube]) -> dict[str, Any]:
    """What the page's script reads; see there (data.js) for how."""
    words = _Words()
    symbols = list(dict.fromkeys(symbol for cube in cubes for symbol in cube.symbols))
    return {
        "tables": [_table(cube, words, symbols) for cube in cubes],
        # By position: the first one stands for figures that do not exist.
        "symbols": [[symbol, words.index(meaning(symbol))] for symbol in symbols],
        "months": [
            words.index(Text(*(get_month_names("wide", locale=language)[month] for language in LANGUAGES)))
            for month in range(1, 13)
        ],
        "notice": words.index(notice([cube.table for cube in cubes])),
        "texts": words.all,
    }


def cell(figure: Figure | None, symbols: Sequence[str]) -> str:
    if figure is None:
        return ""
    if figure.value is None:
        return f"s{symbols.index(figure.printed_text)}"
    return f"{figure.value:.{figure.digits}f}"


def _table(cube: Cube, words: _Words, symbols: Sequence[str]) -> dict[str, Any]:
    table = cube.table
    name, chapter = _name_and_chapter(table.table_id)
    return {
        "id": table.table_id,
        "name": words.index(name),
        "chapter": words.index(chapter),
        "title": words.index(table.title),
        "note": words.index(table.note),
        "source": words.index(table.source),
        "contact": table.contact,
        "extracted": table.extract_date.isoformat(),
        "dimensions": [_dimension(dimension, words) for dimension in cube.dimensions],
        "cells": ",".join(cell(figure, symbols) for figure in cube.cells()),
    }


def _name_and_chapter(table_id: str) -> tuple[Text, Text]:
    """What the report calls it: Tabell 3.4 (Table 3.4), Figur 3.2; nothing for what is not of the report."""
    number = _NUMBER.fullmatch(table_id)
    if not number:
        return Text("", ""), _OTHER
    is_figure, chapter, position = number.groups()
    kind = _FIGURE if is_figure else texts.TABLE
    name = Text(*(f"{kind[language]} {chapter}.{int(position)}" for language in LANGUAGES))
    return name, _CHAPTERS.get(chapter, _OTHER)


def _dimension(dimension: Dimension, words: _Words) -> dict[str, Any]:
    """Points in time have no labels: the page says them in the reader's language."""
    found: dict[str, Any] = {
        "code": dimension.code,
        "label": words.index(dimension.label),
        "codes": [value.code for value in dimension.values],
    }
    if dimension.code != "time":
        found["labels"] = [words.index(value.label) for value in dimension.values]
    if dimension.total:
        found["total"] = dimension.values.index(dimension.total)
    units = [words.index(value.unit) for value in dimension.values if isinstance(value, Measure)]
    if units:
        found["units"] = units
    return found
