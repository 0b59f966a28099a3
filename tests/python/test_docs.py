"""Documentation is whole, true and self-contained: descriptions, comments, owners, exposures, guides and pages."""

from __future__ import annotations

import re
from pathlib import Path

import click
import duckdb
import pytest
from conftest import PROJECT
from velferd.cli import main
from velferd.docs import write_docs
from velferd.docs.dictionary import GUIDES
from velferd.docs.site import dbt_page
from velferd.manifest import Manifest, read_manifest

OURS = ("raw.duckdb", "publications.duckdb", "warehouse.duckdb", "target")


@pytest.fixture(scope="module")
def manifest(demo) -> Manifest:
    return read_manifest(demo.data)


@pytest.fixture(scope="module")
def data(demo, tmp_path_factory) -> Path:
    """A folder that has what the demo's build left, and docs and contracts of its own."""
    folder = tmp_path_factory.mktemp("documented")
    for name in OURS:
        (folder / name).symlink_to(demo.data / name)
    write_docs(folder)
    return folder


def test_nothing_is_without_description(manifest):
    missing = [r.unique_id for r in manifest.relations if not r.description.strip()]
    missing += [f"{r.unique_id}.{c.name}" for r in manifest.relations for c in r.columns if not c.description.strip()]
    missing += [r.unique_id for r in manifest.relations if not r.columns]
    missing += [exposure.name for exposure in manifest.exposures if not exposure.description.strip()]
    assert missing == []


@pytest.mark.parametrize("name", ["raw", "publications"])
def test_sources_describe_the_columns_there_are(demo, manifest, name):
    """Of raw.duckdb and publications.duckdb, those tables that models read."""
    with duckdb.connect(str(demo.data / f"{name}.duckdb"), read_only=True) as connection:
        rows = connection.execute("select schema_name, table_name, column_name from duckdb_columns()").fetchall()
    there = {(name if schema == "main" else schema, table, column) for schema, table, column in rows}
    sources = [r for r in manifest.relations if r.kind == "source" and (r.schema == "publications") == (name != "raw")]
    described = {(source.schema, source.name, column.name) for source in sources for column in source.columns}
    tables = {(source.schema, source.name) for source in sources}
    assert described == {row for row in there if row[:2] in tables}


def test_descriptions_are_comments_in_the_file(demo, manifest):
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        tables = dict(
            connection.execute("select table_name, comment from duckdb_tables() where not internal").fetchall()
        )
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    described = {r.name: r for r in manifest.relations if r.kind != "source"}
    assert {name: comment for name, comment in tables.items() if comment != described[name].description} == {}
    texts = {(r.name, c.name): c.description for r in described.values() for c in r.columns}
    assert [row for row in columns if row[2] != texts.get(row[:2])] == []


def test_every_mart_has_an_owner(manifest):
    owners = {group.name: group.owner for group in manifest.groups}
    assert [mart.name for mart in manifest.marts if not owners.get(mart.group)] == []


def test_an_exposure_for_every_table_and_figure_of_the_report(demo, manifest):
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        rules = connection.execute(
            "select table_id, list_sort(list(distinct model_name)) from marts.figure_rules group by table_id"
        ).fetchall()
    exposed = {exposure.table_id: list(exposure.models) for exposure in manifest.exposures if exposure.table_id}
    assert {table_id: exposed.get(table_id) for table_id, _ in rules} == dict(rules)


def test_exposures_have_the_titles_that_are_published(demo, manifest):
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        titles = connection.execute("select table_id, title_nb, title_en from seeds.publication_table").fetchall()
    named = {
        exposure.table_id: (exposure.label.split(": ", 1)[1], exposure.description.split(": ", 1)[1])
        for exposure in manifest.exposures
        if exposure.table_id
    }
    expected = {table_id: (nb, f"{en}.") for table_id, nb, en in titles}
    assert {table_id: expected.get(table_id) for table_id in named} == named


def test_guides_name_what_there_is(demo, manifest):
    """Marts, files of the project and of a build, commands and targets."""
    text = "\n".join(manifest.texts[name] for name, *_ in (*GUIDES, ("__overview__",)))
    marts = {mart.name for mart in manifest.marts}
    assert set(re.findall(r"\bmarts\.([a-z_]+)", text)) <= marts
    assert set(re.findall(r"`velferd ([a-z-]+)", text)) <= set(main.commands)
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets
    links = set(re.findall(r"#!/(?:exposure|model)/([a-z_.0-9]+)", text))
    known = {r.unique_id for r in manifest.relations} | {f"exposure.velferd.{e.name}" for e in manifest.exposures}
    assert links <= known
    paths = set(re.findall(r"`((?:models|seeds|scripts|tests|macros|analyses)/[\w/.]*)`", text))
    assert [path for path in paths if not (PROJECT / path).exists()] == []
    outputs = set(re.findall(r"`data/((?:audit|published|[\w]+\.duckdb)[\w/.]*)`", text))
    assert [path for path in outputs if not (demo.data / path).exists()] == []


def test_the_analysts_example_runs(demo, manifest, monkeypatch, capsys):
    [example] = re.findall(r"```python\n(.*?)```", manifest.texts["guide_analyst"], flags=re.DOTALL)
    monkeypatch.chdir(demo.data.parent)
    assert demo.data.name == "data"
    exec(example, {})
    assert "Gamle Oslo" in capsys.readouterr().out


def test_pages_have_everything_and_ask_for_nothing(demo, data, manifest):
    index = (data / "docs" / "index.html").read_text()
    dictionary = (data / "docs" / "dictionary.html").read_text()
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", dictionary)
    assert not re.search(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["']?(?:https?:)?//""", index)
    assert '"send_anonymous_usage_stats":false' in index
    for mart in manifest.marts:
        assert f'id="{mart.name}"' in dictionary
        assert f'"{mart.unique_id}":' in index
    for page in (index, dictionary):
        assert demo.key not in page
        assert str(PROJECT) not in page and str(data) not in page and str(demo.data) not in page


def test_catalogue_is_of_the_whole_file(data, manifest):
    """dbt found every model, seed and source with its columns: nothing else has a type and a place."""
    page = (data / "docs" / "index.html").read_text()
    assert page.count('"type":"BASE TABLE"') + page.count('"type":"VIEW"') == len(manifest.relations)


def test_the_same_build_gives_the_same_page(data, tmp_path):
    assert dbt_page(data, tmp_path) == (data / "docs" / "index.html").read_text()


def test_without_a_build(tmp_path):
    with pytest.raises(click.ClickException, match="make build"):
        write_docs(tmp_path)
