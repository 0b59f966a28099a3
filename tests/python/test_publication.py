"""What a build publishes: groups only, hidden everywhere alike, attacked together with what was published before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import DEMO_KEY, Built, velferd
from velferd.publications import attack, remember

PUBLISHED_FORMATS = {"explore.html", "csv", "parquet", "px", "json-stat", "xlsx", "catalog.ttl", "published.duckdb"}
#: What a row of a published model may be about.
UNITS_OF_OBSERVATION = {"group", "table"}


@pytest.fixture
def copy(demo, tmp_path) -> Path:
    """The demo's warehouse and history, to be tampered with."""
    for name in ("warehouse.duckdb", "publications.duckdb"):
        shutil.copyfile(demo.data / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="module")
def earlier(demo, tmp_path_factory) -> Built:
    """After the demo of 11 February, the same city as of 3 February."""
    data = tmp_path_factory.mktemp("earlier") / "data"
    data.mkdir()
    for name in ("raw.duckdb", "publications.duckdb"):
        shutil.copy(demo.data / name, data)
    options = ("--as-of", "fasit:2025-02-03", "--audit", "warn")
    finished = velferd("build", "--extracts", demo.extracts, "--data", data, *options, key=DEMO_KEY)
    return Built(demo.extracts, data, DEMO_KEY, finished.stdout)


def test_every_published_model_is_about_groups_and_says_so(demo):
    manifest = json.loads((demo.data / "target" / "manifest.json").read_text())
    units = {
        node["name"]: node["config"]["meta"].get("unit_of_observation")
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1:-1] == ["marts", "published"]
    }
    assert set(units) == {"published_report_figures", "published_tables"}
    assert set(units.values()) <= UNITS_OF_OBSERVATION


def test_all_formats_are_there_and_hold_nothing_of_persons(demo):
    published = demo.data / "published"
    assert {path.name for path in published.iterdir()} == PUBLISHED_FORMATS
    with duckdb.connect(str(published / "published.duckdb"), read_only=True) as connection:
        columns = connection.sql("select column_name from duckdb_columns() where not internal").fetchall()
    assert not [name for (name,) in columns if "pseudonym" in name or "recipient_id" in name or name == "status"]


def test_what_is_hidden_has_a_symbol_and_no_value(demo):
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        hidden, told = connection.execute(
            """
            select count(*), count(published.value)
            from intermediate.int_disclosure_outcomes as outcomes
            join marts.published_report_figures as published using (table_id, measure, year, area, category)
            where outcomes.status != 'open'
            """
        ).fetchone()
        lost = connection.execute(
            """
            select count(*) from intermediate.int_disclosure_outcomes
            anti join marts.published_report_figures using (table_id, measure, year, area, category)
            """
        ).fetchone()[0]
        for path in sorted((demo.data / "published" / "csv").glob("*.csv")):
            rows = connection.read_csv(str(path), all_varchar=True)
            told += rows.filter("symbol is not null and value is not null").shape[0]
    assert hidden > 100
    assert (told, lost) == (0, 0)


def test_an_attack_finds_what_is_told_in_spite_of_its_neighbours(copy):
    assert attack(copy / "warehouse.duckdb", copy / "publications.duckdb", copy / "spill").holds
    with duckdb.connect(str(copy / "warehouse.duckdb")) as connection:
        connection.execute(
            """
            update marts.published_report_figures as published
            set value = outcomes.rounded_value, symbol = null, printed_text = outcomes.rounded_value::int::varchar
            from intermediate.int_disclosure_outcomes as outcomes
            where outcomes.status = 'secondary' and outcomes.table_id = '3.14' and outcomes.measure = 'moved'
            and (published.table_id, published.measure, published.year, published.area, published.category)
            = (outcomes.table_id, outcomes.measure, outcomes.year, outcomes.area, outcomes.category)
            """
        )
    findings = attack(copy / "warehouse.duckdb", copy / "publications.duckdb", copy / "spill").findings
    assert findings and all("3.14" in finding.tables for finding in findings)


def test_the_same_publication_is_remembered_once(copy):
    def publications() -> list[tuple]:
        with duckdb.connect(str(copy / "publications.duckdb")) as connection:
            return connection.sql("select publication_id, vintage from publications order by all").fetchall()

    [(number, vintage)] = publications()
    remember(copy / "warehouse.duckdb", copy / "publications.duckdb", vintage)
    assert publications() == [(number, vintage)]
    remember(copy / "warehouse.duckdb", copy / "publications.duckdb", "another vintage")
    assert publications() == [(number, vintage), (number + 1, "another vintage")]


TAMPERED = {
    "a hidden count": "value = 2, symbol = null, printed_text = '2' where symbol is not null",
    "a label": "area_label_nb = area_label_nb || ' med 2 av 2'",
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_what_has_not_passed_the_attack_as_it_stands_is_not_written_by_any_command(change, demo, copy):
    velferd("publish", "--data", copy)
    published = (copy / "published").resolve()
    assert {path.name for path in published.iterdir()} == PUBLISHED_FORMATS
    for database, relation, command in (
        (copy / "published" / "published.duckdb", "published_report_figures", "report"),
        (copy / "warehouse.duckdb", "marts.published_report_figures", "publish"),
    ):
        with duckdb.connect(str(database)) as connection:
            connection.execute(f"update {relation} set {change}")
        refused = velferd(command, "--data", copy, exit_code=1)
        assert "has not passed the attack as it stands" in refused.stdout
    assert (copy / "published").resolve() == published
    assert not (copy / "report").exists()


def test_a_publication_that_was_refused_is_written_by_no_command(earlier):
    if (earlier.data / "published").exists():
        velferd("publish", "--data", earlier.data)
    else:
        for command, why in (("publish", "Nothing is written"), ("report", "nothing has been published")):
            assert why in velferd(command, "--data", earlier.data, exit_code=1).stdout


def test_what_one_publication_hides_the_next_hides_too(demo, earlier):
    with duckdb.connect(str(earlier.warehouse), read_only=True) as connection:
        connection.execute(f"attach '{demo.warehouse}' as before (read_only)")
        revised, reopened = connection.execute(
            """
            select count(*) filter (now.printed_text != before.printed_text),
                count(*) filter (before.symbol is not null and now.symbol is null)
            from marts.published_report_figures as now
            join before.marts.published_report_figures as before using (table_id, measure, year, area, category)
            """
        ).fetchone()
    assert revised > 0 and reopened == 0


def test_a_second_vintage_goes_out_only_if_both_together_reveal_nothing(earlier):
    publications = earlier.data / "publications.duckdb"
    holds = attack(earlier.warehouse, publications, earlier.data / "spill").holds
    assert (earlier.data / "published").exists() == holds
    assert ("Nothing is published" in earlier.output) == (not holds)
    with duckdb.connect(str(publications), read_only=True) as connection:
        vintages = connection.sql("select vintage from publications order by publication_id").fetchall()
    assert ["fasit 2025-02-11" in vintage for (vintage,) in vintages] == [True, False][: 1 + holds]
