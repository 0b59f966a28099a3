"""JSON-stat datasets, checked by jsonstat-validator and read back by pyjstat."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonstat_validator import validate_jsonstat
from publication import HIDDEN, ROWS, label, write_warehouse
from pyjstat import pyjstat
from velferd.publish import publish
from velferd.publish.periods import period_of

TABLE_IDS = sorted({row.table_id for row in ROWS})


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("data")
    publish(write_warehouse(data / "warehouse.duckdb"), data / "published")
    return data / "published" / "json-stat"


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("table_id", TABLE_IDS)
def test_reader_finds_every_number_and_no_other(folder, table_id, language):
    text = (folder / f"{table_id}.{language}.json").read_text(encoding="utf-8")
    dataset = json.loads(text)
    assert validate_jsonstat(dataset)

    cells = pyjstat.Dataset.read(text).write("dataframe", naming="id").to_dict("records")
    found = {
        (cell["contents"], cell["time"], cell["area"], cell.get("category", "total")): (number, cell["value"])
        for number, cell in enumerate(cells)
    }
    for row in ROWS:
        if row.table_id == table_id:
            where = (row.measure, period_of(row.measure, row.year).code, row.area, row.category or "total")
            number, value = found.pop(where)
            if row.value is HIDDEN:
                assert value is None or value != value
                assert dataset["status"][str(number)] == row.symbol
            else:
                assert value == row.value
                assert str(number) not in dataset["status"]
    for number, value in found.values():
        assert value is None or value != value
        assert dataset["status"][str(number)] == ".."


def test_hidden_cells_are_null_and_their_symbol_is_explained(folder):
    dataset = json.loads((folder / "3.14.en.json").read_text(encoding="utf-8"))
    (hidden,) = (int(index) for index, symbol in dataset["status"].items() if symbol == "1–6")
    assert dataset["value"][hidden] is None
    assert dataset["extension"]["status"]["label"] == {
        "..": "The figure does not exist",
        "1–6": "The figure lies in the interval and is not shown exactly, to protect individuals",
    }


def test_averages_of_an_unfinished_year_say_so(folder):
    dataset = json.loads((folder / "fig5.02.en.json").read_text(encoding="utf-8"))
    assert dataset["note"] == ["None who wait. In 2024 only 11 months."]


def test_metadata_tell_what_readers_must_know(folder):
    dataset = json.loads((folder / "3.02.nb.json").read_text(encoding="utf-8"))
    assert dataset["label"] == "Brutto utbetalt sosialhjelp"
    assert dataset["source"] == "VEL-DAP og SSB"
    assert dataset["updated"] == "2025-02-03T00:00:00Z"
    assert dataset["role"] == {"time": ["time"], "geo": ["area"], "metric": ["contents"]}
    assert dataset["extension"]["contact"] == [{"name": "Velferdsetaten, Oslo kommune"}]
    contents = dataset["dimension"]["contents"]["category"]
    assert contents["unit"]["gross_paid_mnok"] == {"label": "millioner kroner", "decimals": 1}
    assert contents["label"]["gross_paid_mnok"] == label(ROWS[0], "nb")
    assert 14600 in dataset["value"] and "14600.0" not in json.dumps(dataset["value"])
