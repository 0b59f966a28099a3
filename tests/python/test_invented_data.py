"""Invented data say that they are in every file that readers can hold alone, before anything else; real data do not."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import duckdb
import openpyxl
import pytest
from conftest import PROJECT
from publication import INVENTED, REAL, ROWS, TABLES, Row, write_warehouse
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph
from velferd.publish import publish
from velferd.publish.publication import FIGURES
from velferd.publish.publication import TABLES as TABLE_RELATION
from velferd.report import write_report

RULES = PROJECT / "seeds" / "definitions" / "counting_rule.csv"
_, NOTICE_NB, NOTICE_EN = INVENTED
WORDS = re.compile("oppdikt|invented", re.IGNORECASE)
FORMATS = {".csv", ".duckdb", ".html", ".json", ".parquet", ".pdf", ".px", ".ttl", ".xlsx"}
# The municipality's, in the register of legal entities.
ORGANISATION_NUMBER = "958935420"


def written(data: Path, origin: tuple) -> Path:
    """A publication and the report of it."""
    rows = [*ROWS, Row("3.04", "recipients_year", "2024", "Oslo totalt", "", 14000.0)]
    tables = [*TABLES, ("3.04", "Mottakere", "Recipients", None, None, None, None)]
    warehouse = write_warehouse(data / "warehouse.duckdb", rows, tables, origin)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema seeds")
        connection.execute("create table seeds.counting_rule as from read_csv(?)", [str(RULES)])
        connection.execute("create table marts.figure_rules (table_id varchar, rule_id varchar)")
    publish(warehouse, data / "published")
    write_report(data, 2024)
    return data


@pytest.fixture(scope="module")
def invented(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("invented"), INVENTED)


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("real"), REAL)


def files(data: Path) -> list[Path]:
    found = [path for name in ("published", "report") for path in (data / name).rglob("*") if path.is_file()]
    assert {path.suffix for path in found} == FORMATS
    return found


def parts(path: Path) -> Iterator[str]:
    """The texts of a file, a sheet or relation at a time where it has several: each of them must say it."""
    if path.suffix == ".xlsx":
        for sheet in openpyxl.load_workbook(path):
            yield " ".join(str(value) for line in sheet.iter_rows(values_only=True) for value in line if value)
    elif path.suffix == ".parquet":
        yield str(duckdb.read_parquet(str(path)).fetchall())
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            yield str(connection.table(TABLE_RELATION).fetchall())
    elif path.suffix == ".pdf":
        # What the PDF says of itself is plain text in it.
        yield path.read_bytes().decode("utf-8", errors="ignore")
    else:
        yield path.read_text(encoding="utf-8-sig")


def languages(path: Path) -> list[str]:
    """The notices that a file must have: its own where it is of one language."""
    if path.suffix in (".html", ".pdf") and path.parent.name == "2024":
        return [NOTICE_EN] if ".en." in path.name else [NOTICE_NB]
    return [NOTICE_EN] if ".en." in path.name else [NOTICE_NB] if ".nb." in path.name else [NOTICE_NB, NOTICE_EN]


def test_every_file_says_that_the_data_are_invented(invented):
    for path in files(invented):
        for part in parts(path):
            for notice in languages(path):
                assert notice in part, path.name


def test_no_file_of_real_data_says_so(real):
    for path in files(real):
        for part in parts(path):
            assert not WORDS.search(part), path.name


def test_it_is_the_first_thing_that_notes_say(invented):
    for path in files(invented):
        if path.suffix == ".json":
            assert json.loads(path.read_text(encoding="utf-8"))["note"][0].startswith(tuple(languages(path)))
        elif path.suffix == ".px":
            text = path.read_text(encoding="utf-8")
            assert f'\nNOTE="{NOTICE_NB}' in text and f'\nNOTE[en]="{NOTICE_EN}' in text
            assert f'\nNOTEX="{NOTICE_NB}";\nNOTEX[en]="{NOTICE_EN}";' in text


def test_it_is_the_second_line_of_every_sheet(invented):
    for language, notice in (("nb", NOTICE_NB), ("en", NOTICE_EN)):
        book = openpyxl.load_workbook(invented / "published" / "xlsx" / f"tables.{language}.xlsx")
        assert {sheet["A2"].value for sheet in book} == {notice}


def test_every_line_of_a_file_of_figures_says_it(invented, real):
    for data, expected in ((invented, [(NOTICE_NB, NOTICE_EN)]), (real, [(None, None)])):
        for source in (f"read_csv('{data}/published/csv/*')", f"read_parquet('{data}/published/parquet/*')"):
            assert duckdb.sql(f"select distinct notice_nb, notice_en from {source}").fetchall() == expected


def test_figures_stand_in_the_order_of_the_database(invented):
    with duckdb.connect(str(invented / "published" / "published.duckdb"), read_only=True) as connection:
        for path in (invented / "published" / "parquet").iterdir():
            query = f"select measure, year, area, category from {FIGURES} where table_id = ? order by rowid"
            expected = connection.execute(query, [path.stem]).fetchall()
            found = connection.read_parquet(str(path)).select("measure, year, area, category").fetchall()
            assert found == expected


@pytest.mark.parametrize(("name", "notice"), [("index.html", NOTICE_NB), ("index.en.html", NOTICE_EN)])
def test_the_page_of_the_report_and_its_downloads_say_it(invented, name, notice):
    page = (invented / "report" / "2024" / name).read_text(encoding="utf-8")
    assert f'<p class="notice">{notice}</p>' in page
    downloads = [base64.b64decode(code).decode("utf-8-sig") for code in re.findall(r"text/csv;[^,]+,([^\"]+)", page)]
    lines = [line for download in downloads for line in download.splitlines()[1:]]
    assert lines and all(line.endswith(notice) for line in lines)


def test_the_explore_page_shows_it_without_its_script(invented):
    page = (invented / "published" / "explore.html").read_text(encoding="utf-8")
    visible = page[: page.index("<script")]
    assert f'<span lang="nb">{NOTICE_NB}</span> <span lang="en">{NOTICE_EN}</span>' in visible


@pytest.fixture(scope="module")
def catalog(invented) -> Graph:
    return Graph().parse(invented / "published" / "catalog.ttl")


def test_every_entry_of_the_catalogue_begins_with_it(catalog):
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution):
        entries = list(catalog.subjects(RDF.type, kind))
        assert entries
        for entry in entries:
            said = {text.language: str(text) for text in catalog.objects(entry, DCTERMS.description)}
            assert said["nb"].startswith(NOTICE_NB) and said["en"].startswith(NOTICE_EN), entry


def test_invented_data_are_not_published_by_the_municipality(catalog, invented, real):
    assert ORGANISATION_NUMBER not in (invented / "published" / "catalog.ttl").read_text(encoding="utf-8")
    (publisher,) = set(catalog.objects(None, DCTERMS.publisher))
    assert {str(name) for name in catalog.objects(publisher, FOAF.name)} == {NOTICE_NB, NOTICE_EN}
    (municipality,) = set(Graph().parse(real / "published" / "catalog.ttl").objects(None, DCTERMS.publisher))
    assert str(municipality).endswith(ORGANISATION_NUMBER)


@pytest.mark.parametrize(
    "origin",
    [(None, None, None), (True, None, NOTICE_EN), (True, NOTICE_NB, None), (False, NOTICE_NB, NOTICE_EN)],
)
def test_what_does_not_say_whether_it_is_invented_is_not_published(tmp_path, origin):
    warehouse = write_warehouse(tmp_path / "warehouse.duckdb", origin=origin)
    with pytest.raises(click.ClickException, match="does not say whether its data are invented"):
        publish(warehouse, tmp_path / "published")
    assert not (tmp_path / "published").exists()
