"""The publication as a whole: what is in it, what may not be, and that it is there whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import duckdb
import publication
import pytest
from click.testing import CliRunner
from publication import BYDELER, HIDDEN, ROWS, TABLES, Row, with_value, write_warehouse
from velferd.cli import main
from velferd.publications import AS_IT_STANDS
from velferd.publish import publish
from velferd.publish.cube import cube_of
from velferd.publish.publication import FIGURE_COLUMNS, read_tables

PRINTED_FIGURES = [(row.table_id, row.measure, row.year, row.area, row.category, row.number) for row in ROWS]
FIGURE_KEY = "table_id, measure, year, area, category, value"


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    publish(write_warehouse(folder / "warehouse.duckdb"), folder / "published")
    return folder / "published"


def test_database_holds_every_figure_and_only_what_is_for_readers(published):
    with duckdb.connect(str(published / "published.duckdb"), read_only=True) as connection:
        found = connection.sql(f"select {FIGURE_KEY} from published_report_figures").fetchall()
        assert len(found) == len(PRINTED_FIGURES)
        assert set(found) == set(PRINTED_FIGURES)
        assert tuple(connection.table("published_report_figures").columns) == FIGURE_COLUMNS
        assert connection.sql("select count(*) from published_tables").fetchone() == (len(TABLES),)
        assert connection.sql("show all tables").select("name").order("name").fetchall() == [
            ("published_report_figures",),
            ("published_tables",),
        ]


@pytest.mark.parametrize(
    "read",
    [
        "read_parquet('{0}/parquet/*')",
        "read_csv('{0}/csv/*', types = {{'table_id': varchar, 'year': varchar}}, allow_quoted_nulls = false)",
    ],
)
def test_parquet_and_csv_hold_every_figure(published, read):
    found = duckdb.sql(f"select {FIGURE_KEY}, printed_text, symbol from {read.format(published)}").fetchall()
    expected = {
        (*figure, row.printed_text, row.symbol if row.value is HIDDEN else None)
        for figure, row in zip(PRINTED_FIGURES, ROWS, strict=True)
    }
    assert len(found) == len(expected)
    assert set(found) == expected


def test_every_table_with_figures_has_a_file_in_every_format(published):
    table_ids = sorted({row.table_id for row in ROWS})
    for folder, ending in (("parquet", ".parquet"), ("csv", ".csv"), ("px", ".px"), ("json-stat", ".nb.json")):
        assert sorted(path.name for path in (published / folder).glob(f"*{ending}")) == [
            f"{table_id}{ending}" for table_id in table_ids
        ]
    assert sorted(path.name for path in (published / "xlsx").iterdir()) == ["tables.en.xlsx", "tables.nb.xlsx"]


def test_same_figures_become_the_same_bytes(published, tmp_path):
    """Rows in another order, another process with other hashes, another time zone.

    DuckDB's own file is the same only in content.
    """
    warehouse = write_warehouse(tmp_path / "warehouse.duckdb", ROWS[::-1])
    code = "import sys, pathlib, velferd.publish as p; p.publish(*map(pathlib.Path, sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", code, warehouse, tmp_path / "again"],
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
        check=True,
    )
    files = sorted(path.relative_to(published) for path in published.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*.*"))
    for file in files:
        if file.suffix != ".duckdb":
            assert (published / file).read_bytes() == (tmp_path / "again" / file).read_bytes(), file


def test_changes_stand_in_the_year_they_lead_to(published):
    with duckdb.connect(str(published / "published.duckdb"), read_only=True) as connection:
        cubes = {table.table_id: cube_of(table) for table in read_tables(connection, "main")}
    assert [period.code for period in cubes["3.02"].periods] == ["2023", "2024"]
    assert [period.code for period in cubes["3.06"].periods] == ["2021-01/2022-04", "2022-05/2024-12"]
    assert [period.code for period in cubes["fig5.02"].periods] == ["2024", "2023-12", "2024-12"]
    assert cubes["3.06"].dimension("time").values[0].label.nb == "januar 2021–april 2022"
    assert cubes["3.06"].dimension("time").values[1].label.en == "May 2022–December 2024"


def test_bydeler_of_a_matrix_stand_by_number_though_no_line_has_all(published):
    with duckdb.connect(str(published / "published.duckdb"), read_only=True) as connection:
        cubes = {table.table_id: cube_of(table) for table in read_tables(connection, "main")}
    assert [value.code for value in cubes["3.14"].dimension("area").values] == list(BYDELER)
    assert [value.code for value in cubes["3.14"].dimension("category").values] == ["total", *BYDELER]


UNFIT = {
    "twice": (ROWS + ROWS[:1], TABLES),
    "neither a figure nor hidden": (with_value(ROWS, 0, value=HIDDEN, symbol=None), TABLES),
    "not rounded as printed": (with_value(ROWS, 0, value=300.1234), TABLES),
    "not rounded": (with_value(ROWS, 10, value=14612.0), TABLES),
    "has no label, unit": (with_value(ROWS, 0, unit="persons"), TABLES),
    "extract date": (with_value(ROWS, 0, extract_date=None), TABLES),
    "without a title": (ROWS, TABLES[1:]),
    "is empty": ([], TABLES),
    "cannot be the name of a file": (
        with_value(ROWS, 0, table_id="../3.02"),
        [*TABLES, ("../3.02", "a", "b", None, None, None, None)],
    ),
    "fall into one cell": (
        [*ROWS, Row("5.03", "intro_participants_year", "2023-2024", "Oslo totalt", "Iran", 9.0)],
        TABLES,
    ),
    "is labelled": (with_value(ROWS, len(ROWS) - 1, measure="adults "), TABLES),
    "as many symbols": (
        [
            *ROWS,
            *(
                Row("5.03", "intro_participants_year", str(2010 + number), "Oslo totalt", "Iran", HIDDEN, f"1–{number}")
                for number in range(6)
            ),
        ],
        TABLES,
    ),
}


@pytest.mark.parametrize("reason", UNFIT)
def test_what_is_not_fit_to_be_printed_stops_the_publication(tmp_path, monkeypatch, reason):
    folder = tmp_path / "published"
    publish(write_warehouse(tmp_path / "warehouse.duckdb"), folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    rows, tables = UNFIT[reason]
    if reason == "is labelled":
        monkeypatch.setattr(publication, "label", lambda row, language: f"{row.measure.strip()} ({language})")
    write_warehouse(tmp_path / "warehouse.duckdb", rows, tables)

    with pytest.raises(click.ClickException) as refusal:
        publish(tmp_path / "warehouse.duckdb", folder)

    assert reason in refusal.value.message
    assert "300.1234" not in refusal.value.message and "14612" not in refusal.value.message
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["published", "warehouse.duckdb"]


def test_hidden_figure_with_a_value_is_refused(tmp_path):
    warehouse = write_warehouse(tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update marts.published_report_figures set value = 2 where category = 'Iran'")
    with pytest.raises(click.ClickException, match="5.03, intro_participants_year, 2024, Oslo totalt, Iran"):
        publish(warehouse, tmp_path / "published")
    assert not (tmp_path / "published").exists()


def test_warehouse_without_published_models_is_refused(tmp_path):
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    with pytest.raises(click.ClickException, match="build it anew"):
        publish(tmp_path / "warehouse.duckdb", tmp_path / "published")


def test_what_a_killed_process_left_behind_is_put_right(tmp_path, published):
    (tmp_path / ".published.old").mkdir()
    (tmp_path / ".published.old" / "former").touch()
    (tmp_path / ".published.new").mkdir()
    (tmp_path / ".published.new" / "half").touch()
    with pytest.raises(click.ClickException):
        publish(write_warehouse(tmp_path / "warehouse.duckdb", []), tmp_path / "published")
    assert (tmp_path / "published" / "former").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["published", "warehouse.duckdb"]


def test_command_publishes_beside_the_warehouse(tmp_path):
    write_warehouse(tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "publications.duckdb")) as history:
        history.execute(f"attach '{tmp_path / 'warehouse.duckdb'}' as built (read_only)")
        history.execute(f"create table passed as select ({AS_IT_STANDS.format(schema='built.marts')}) as digest")
    finished = CliRunner().invoke(main, ["publish", "--data", str(tmp_path), "--address", "https://tall.example/"])
    assert finished.exit_code == 0, finished.output
    assert "https://tall.example/px/3.02.px" in (tmp_path / "published" / "catalog.ttl").read_text(encoding="utf-8")


def test_command_asks_for_a_build_first(tmp_path):
    finished = CliRunner().invoke(main, ["publish", "--data", str(tmp_path)])
    assert finished.exit_code == 1
    assert "Build it first" in finished.output


def test_command_names_a_folder_that_is_not_there(tmp_path):
    finished = CliRunner().invoke(main, ["publish", "--data", str(tmp_path / "nowhere")])
    assert finished.exit_code == 1
    assert finished.output == f"Error: There is no folder {tmp_path / 'nowhere'}. Build it first.\n"
