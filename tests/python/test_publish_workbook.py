"""Workbooks for people, read back by openpyxl."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from publication import BYDELER, HIDDEN, ROWS, write_warehouse
from velferd.publish import publish


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("data")
    publish(write_warehouse(data / "warehouse.duckdb"), data / "published")
    return data / "published" / "xlsx"


@pytest.fixture(scope="module")
def norwegian(folder) -> openpyxl.Workbook:
    return openpyxl.load_workbook(folder / "tables.nb.xlsx")


def lines(sheet) -> list[tuple]:
    return list(sheet.iter_rows(values_only=True))


def test_contents_lead_to_every_table(norwegian):
    table_ids = sorted({row.table_id for row in ROWS})
    assert norwegian.sheetnames == ["Innhold", *table_ids]
    sheet = norwegian["Innhold"]
    assert [cell.value for cell in sheet["A"]][3 : 3 + len(table_ids)] == table_ids
    assert sheet["A4"].hyperlink.location == "'3.02'!A1"
    assert sheet["B4"].value == "Brutto utbetalt sosialhjelp"


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_number_is_there_once(folder, language):
    book = openpyxl.load_workbook(folder / f"tables.{language}.xlsx")
    for table_id in {row.table_id for row in ROWS}:
        found = sorted(value for line in lines(book[table_id]) for value in line if isinstance(value, int | float))
        assert found == sorted(row.value for row in ROWS if row.table_id == table_id and row.value is not HIDDEN)


def test_years_stand_side_by_side_as_in_print(norwegian):
    sheet = norwegian["3.02"]
    assert sheet["A1"].value == "Brutto utbetalt sosialhjelp"
    assert lines(sheet)[2][:4] == (
        None,
        "gross paid mnok (nb) (millioner kroner)",
        None,
        "gross paid mnok change pct (nb) (prosent)",
    )
    assert lines(sheet)[3][:4] == ("Bydel", "2023", "2024", "2024")
    assert lines(sheet)[4][:5] == ("Gamle Oslo", 300.1, 412.1, 37.33, "..")
    assert lines(sheet)[7][:5] == ("Oslo totalt", 300.1, 412.1, "..", 14600)
    assert sheet["B5"].number_format == "#,##0.0"
    assert sheet["E8"].number_format == "#,##0"


def test_matrix_has_a_line_for_each_bydel_and_shows_what_is_hidden(norwegian):
    sheet = norwegian["3.14"]
    assert lines(sheet)[3][:2] == ("År", "Bydel")
    assert [line[1] for line in lines(sheet)[4:7]] == list(BYDELER)
    assert lines(sheet)[4] == ("2024", "Gamle Oslo", "..", 11, "1–6", 25)


def test_months_run_downwards(norwegian):
    assert [line[0] for line in lines(norwegian["fig3.06"])[2:5]] == ["Måned", "2023M01", "2023M02"]


def test_notes_and_source_stand_below(norwegian):
    texts = [line[0] for line in lines(norwegian["3.14"])]
    assert "Merknad: Én." in texts
    assert "Kilde: VEL-DAP og SSB" in texts
    assert "Datauttrekk: 2025-02-03" in texts
    assert "Kontakt: Velferdsetaten, Oslo kommune" in texts
    assert any(text and text.startswith("1–6 = ") for text in texts)


def test_averages_of_an_unfinished_year_say_so(norwegian):
    assert "Merknad: Uten ventende. I 2024 bare 11 måneder." in [line[0] for line in lines(norwegian["fig5.02"])]


def test_dates_of_the_file_come_from_the_extracts(norwegian):
    assert norwegian.properties.created == norwegian.properties.modified == datetime(2025, 2, 5)
