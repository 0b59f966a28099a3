"""The explore page as a file: all that is published is in it, nothing else, and the same bytes each time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from publication import ROWS, TABLES, with_value, write_warehouse
from velferd.explore import write_explorer
from velferd.publish import publish
from velferd.publish.texts import MISSING, meaning

NAMESPACE = "http://www.w3.org/2000/svg"


class _Page(HTMLParser):
    """Scripts by their type, and every attribute that could name an address."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.scripts: dict[str, str] = {}
        self.addresses: list[str] = []
        self.ends = 0
        self._type: str | None = None
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.addresses += [named[name] or "" for name in ("src", "href", "action", "srcset", "data") if name in named]
        self._type = (named.get("type") or "text/javascript") if tag == "script" else None

    def handle_endtag(self, tag: str) -> None:
        self.ends += tag == "script"

    def handle_data(self, data: str) -> None:
        if self._type:
            self.scripts[self._type] = self.scripts.get(self._type, "") + data


def written(folder: Path, rows=ROWS, tables=TABLES) -> Path:
    publish(write_warehouse(folder / "warehouse.duckdb", rows, tables), folder / "published")
    write_explorer(folder / "published" / "published.duckdb", folder / "explore.html")
    return folder / "explore.html"


def read(page: Path) -> _Page:
    return _Page(page.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("explore"))


@pytest.fixture(scope="module")
def data(page) -> dict:
    return json.loads(read(page).scripts["application/json"])


def cells(data: dict, table_id: str) -> list[str]:
    table = next(table for table in data["tables"] if table["id"] == table_id)
    size = 1
    for dimension in table["dimensions"]:
        size *= len(dimension["codes"])
    found = table["cells"].split(",")
    assert len(found) == size
    return found


def test_every_figure_is_there_once_with_its_decimals(data):
    found = sorted(cell for table in data["tables"] for cell in cells(data, table["id"]) if cell)
    symbols = [symbol for symbol, _ in data["symbols"]]
    expected = sorted(
        f"s{symbols.index(row.symbol)}" if row.number is None else f"{row.number:.{max(row.decimals, 0)}f}"
        for row in ROWS
    )
    assert found == expected
    assert [table["id"] for table in data["tables"]] == sorted({row.table_id for row in ROWS})


def test_averages_of_an_unfinished_year_say_so(data):
    (table,) = (table for table in data["tables"] if table["id"] == "fig5.02")
    assert data["texts"][table["note"]] == [
        "Uten ventende. I 2024 bare 11 måneder.",
        "None who wait. In 2024 only 11 months.",
    ]


def test_symbols_come_with_their_meaning_and_missing_first(data):
    meanings = [(symbol, data["texts"][index]) for symbol, index in data["symbols"]]
    assert meanings[0][0] == MISSING
    assert {symbol for symbol, _ in meanings} == {MISSING, ":", "1–6"}
    for symbol, texts in meanings:
        assert texts == [meaning(symbol).nb, meaning(symbol).en]


def test_tables_are_called_as_in_the_report(data):
    names = {table["id"]: data["texts"][table["name"]] for table in data["tables"]}
    assert names["3.02"] == ["Tabell 3.2", "Table 3.2"]
    assert names["fig3.06"] == ["Figur 3.6", "Figure 3.6"]


def test_page_names_no_address_outside(page):
    read_page = read(page)
    assert set(read_page.addresses) == {"#result", "data:,"}
    outside = re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"']*", page.read_text(encoding="utf-8"))
    assert set(outside) == {NAMESPACE}


def test_text_of_the_data_cannot_become_script_or_markup(tmp_path):
    evil = "</script><script>alert(1)</script><!-- <b>"
    tables = [(table_id, evil, evil, *rest) for table_id, _, _, *rest in TABLES]
    page = read(written(tmp_path, tables=tables))
    assert page.ends == 2
    assert evil in json.loads(page.scripts["application/json"])["texts"]


def test_same_figures_become_the_same_bytes(page, tmp_path):
    again = tmp_path / "explore.html"
    code = "import sys, pathlib; from velferd.explore import write_explorer as w; w(*map(pathlib.Path, sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", code, page.parent / "published" / "published.duckdb", again],
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
        check=True,
    )
    assert again.read_bytes() == page.read_bytes()


def test_another_figure_becomes_other_bytes(page, tmp_path):
    assert written(tmp_path, with_value(ROWS, 0, value=300.2)).read_bytes() != page.read_bytes()
