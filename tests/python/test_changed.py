"""`velferd changed`: what was changed is built with all that depends on it, and the last build stays the last build."""

from __future__ import annotations

from pathlib import Path

import click
import duckdb
import pytest
from stub_dbt import model, run
from velferd.changed import build_changed
from velferd.lock import alone_in


@pytest.fixture
def data(stub_project, stub_raw, monkeypatch) -> Path:
    """A build of three models; two know nothing of each other."""
    model(stub_project, "parent", "select 1 as number")
    model(stub_project, "child", "select number * 2 as number from {{ ref('parent') }}")
    model(stub_project, "other", "select uuid() as made_once")
    assert run(stub_project, stub_raw, monkeypatch).succeeded
    return stub_raw.parent


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


def test_without_a_build_or_beside_one_there_is_nothing_to_compare_with(data):
    with pytest.raises(click.ClickException, match=r"raw.duckdb is not there: run `make build` first"):
        build_changed(data / "logs")
    with alone_in(data), pytest.raises(click.ClickException, match="is at work in"):
        build_changed(data)
