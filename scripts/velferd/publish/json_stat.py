"""JSON-stat 2.0 datasets, one file a language.

The libraries that write the format leave out `status`, which is where hidden cells are told from missing ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from velferd.publish import texts
from velferd.publish.cube import Cube, Dimension, Measure
from velferd.publish.publication import Figure
from velferd.publish.texts import Language, meaning

_ROLES = {"time": ["time"], "geo": ["area"], "metric": ["contents"]}


def write_json_stat(cube: Cube, language: Language, path: Path) -> None:
    content = json.dumps(dataset(cube, language), ensure_ascii=False, separators=(",", ":"))
    path.write_text(content + "\n", encoding="utf-8", newline="\n")


def dataset(cube: Cube, language: Language) -> dict[str, Any]:
    """The dataset as JSON-stat wants it; hidden and missing cells are null and have their symbol in `status`."""
    table, cells = cube.table, list(cube.cells())
    found: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": table.title[language],
        "source": table.source[language],
        "updated": f"{table.extract_date:%Y-%m-%d}T00:00:00Z",
        "id": [dimension.code for dimension in cube.dimensions],
        "size": [len(dimension.values) for dimension in cube.dimensions],
        "role": _ROLES,
        "dimension": {dimension.code: _dimension(dimension, language) for dimension in cube.dimensions},
        "value": [_value(figure) for figure in cells],
        "status": {
            str(index): texts.MISSING if figure is None else figure.printed_text
            for index, figure in enumerate(cells)
            if figure is None or figure.value is None
        },
        "extension": {
            "contact": [{"name": table.contact}],
            "status": {"label": {symbol: meaning(symbol)[language] for symbol in cube.symbols}},
            "tableid": table.table_id,
        },
    }
    if table.note:
        found["note"] = [table.note[language]]
    return found


def _dimension(dimension: Dimension, language: Language) -> dict[str, Any]:
    category: dict[str, Any] = {
        "index": [value.code for value in dimension.values],
        "label": {value.code: value.label[language] for value in dimension.values},
    }
    units = {
        measure.code: {"label": measure.unit[language], "decimals": measure.digits}
        for measure in dimension.values
        if isinstance(measure, Measure)
    }
    if units:
        category["unit"] = units
    return {"label": dimension.label[language], "category": category}


def _value(figure: Figure | None) -> int | float | None:
    if figure is None or figure.value is None:
        return None
    return figure.value if figure.digits else int(figure.value)
