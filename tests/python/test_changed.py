"""`velferd changed`: what was changed is built with all that depends on it, and the last build stays the last build."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import click
import duckdb
import pytest
from rich.console import Console
from velferd import dbt_run
from velferd.changed import build_changed
from velferd.dbt_run import run_dbt
from velferd.lock import alone_in
from velferd.pseudonymised import pseudonymise


@pytest.fixture
def data(stub_project, hand_written_raw, tmp_path, monkeypatch) -> Path:
    """A build of three models; two know nothing of each other."""
    monkeypatch.setattr(dbt_run, "PROJECT", stub_project)
    model(stub_project, "parent", "select 1 as number")
    model(stub_project, "child", "select number * 2 as number from {{ ref('parent') }}")
    model(stub_project, "other", "select uuid() as made_once")
    data = tmp_path / "data"
    data.mkdir()
    raw = Path(shutil.copy(hand_written_raw, data / "raw.duckdb"))
    pseudonymise(raw, "only-for-the-tests-of-changed-models")
    files = (raw, data / "warehouse.duckdb", data / "publications.duckdb")
    assert run_dbt(*files, data, {}, Console(file=io.StringIO())).succeeded
    return data


def model(project: Path, name: str, sql: str) -> None:
    (project / "models" / f"{name}.sql").write_text(sql)


def value(warehouse: Path, table: str) -> object:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(f"from {table}").fetchone()[0]


def test_a_changed_model_is_built_with_what_depends_on_it_and_nothing_else(stub_project, data):
    manifest = (data / "target" / "manifest.json").read_bytes()
    other = value(data / "warehouse.duckdb", "other")
    model(stub_project, "parent", "select 3 as number")

    built = build_changed(data)
    assert [value(built, table) for table in ("parent", "child", "other")] == [3, 6, other]
    assert [value(data / "warehouse.duckdb", table) for table in ("parent", "child", "other")] == [1, 2, other]
    assert (data / "target" / "manifest.json").read_bytes() == manifest


def test_a_changed_model_that_fails_is_named_and_the_last_build_is_as_it_was(stub_project, data):
    model(stub_project, "parent", "select no_such_column")
    with pytest.raises(click.ClickException, match="model parent: "):
        build_changed(data)
    assert value(data / "warehouse.duckdb", "child") == 2


def test_without_a_build_or_beside_one_there_is_nothing_to_compare_with(data, tmp_path):
    with pytest.raises(click.ClickException, match=r"raw.duckdb is not there: run `make build` first"):
        build_changed(tmp_path)
    with alone_in(data), pytest.raises(click.ClickException, match="is running"):
        build_changed(data)
