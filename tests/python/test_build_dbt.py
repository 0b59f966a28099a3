"""Running dbt: everything it needs reaches it, and what fails is told without quoting data."""

from __future__ import annotations

import subprocess

import duckdb
import pytest
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt_common.exceptions import CompilationError
from stub_dbt import KEY, model, run
from velferd import dbt_run
from velferd.dbt_plugin import Plugin
from velferd.dbt_run import DbtResult, Failure
from velferd.keys import KEY_VARIABLE
from velferd.lock import alone_in

IDENT = "31929054321"  # made up
PROPERTIES = """
models: [{name: twins, columns: [{name: number, data_tests: [unique]}]}]
unit_tests:
  - name: doubles
    model: doubled
    given: [{input: ref('good'), rows: [{number: 4}]}]
    expect: {rows: [{number: 8}]}
"""


@pytest.mark.parametrize(("gigabytes", "nodes"), [(3.9, 2), (4.1, 1)])
def test_one_node_at_a_time_when_two_would_not_fit_in_memory(tmp_path, monkeypatch, gigabytes, nodes):
    monkeypatch.setenv("VELFERD_MEMORY_LIMIT", "16GB")
    with (tmp_path / "utbetaling.parquet").open("wb") as file:
        file.truncate(int(gigabytes * 10**9))  # of which the disk holds nothing
    assert dbt_run._nodes_beside_each_other(tmp_path) == nodes


def test_people_and_vintage_reach_the_models_and_the_files_are_the_owners_only(stub_project, stub_raw, monkeypatch):
    model(
        stub_project,
        "one",
        "select {{ as_of_date('fasit') }} as day, count(distinct fnr) as people from raw.fasit.person",
    )
    result = run(stub_project, stub_raw, monkeypatch, as_of={"fasit": "2025-02-03"})
    assert result == DbtResult(True, {"model": 1}, 0, ())
    with duckdb.connect(str(stub_raw.with_name("warehouse.duckdb"))) as connection:
        day, people = connection.execute("select day::varchar, people from one").fetchone()
    assert day == "2025-02-03"
    assert people > 0
    assert [stub_raw.with_name(name).stat().st_mode & 0o777 for name in ("logs", "target")] == [0o700, 0o700]


def test_dbt_is_not_given_the_key(stub_project, stub_raw, monkeypatch):
    given = []

    class Popen(subprocess.Popen):
        def __init__(self, command, env, **options):
            given.append([*command, *env, *env.values()])
            super().__init__(command, env=env, **options)

    monkeypatch.setenv(KEY_VARIABLE, KEY)
    monkeypatch.setattr(dbt_run.subprocess, "Popen", Popen)
    model(stub_project, "one", "select 1 as number")
    assert run(stub_project, stub_raw, monkeypatch).succeeded
    [words] = given
    assert KEY not in words and KEY_VARIABLE not in words


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        ("another-key-that-is-just-as-long-as-the-first", "is not the key that this raw.duckdb was built with before"),
        ("", "is not set: without it"),
    ],
)
def test_dbt_by_itself_pseudonymises_with_the_key_of_before_only(stub_raw, monkeypatch, key, refusal):
    monkeypatch.setenv(KEY_VARIABLE, key)
    plugin = Plugin("velferd", {"raw": stub_raw, "pseudonymise": True}, DuckDBCredentials())
    with duckdb.connect() as connection, pytest.raises(CompilationError, match=refusal) as error:
        plugin.configure_connection(connection)
    assert "another-key" not in str(error.value)


def test_dbt_by_itself_says_in_a_sentence_that_nothing_has_been_landed(tmp_path):
    """Neither raw.duckdb nor the folder of dbt's own file is there, as in a fresh clone."""
    raw = tmp_path / "data" / "raw.duckdb"
    with pytest.raises(CompilationError, match="is not there: land deliveries first, with `make build`"):
        Plugin("velferd", {"raw": raw, "pseudonymise": True}, DuckDBCredentials())
    assert list(tmp_path.iterdir()) == []


def test_dbt_by_itself_says_that_a_build_is_at_work(stub_raw, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    plugin = Plugin("velferd", {"raw": stub_raw, "pseudonymise": True}, DuckDBCredentials())
    refused = pytest.raises(CompilationError, match="is at work in")
    with alone_in(stub_raw.parent), duckdb.connect() as connection, refused:
        plugin.configure_connection(connection)


def test_each_failing_node_is_named(stub_project, stub_raw, monkeypatch):
    model(stub_project, "good", "select 4 as number")
    model(stub_project, "doubled", "select number * 3 as number from {{ ref('good') }}")
    model(stub_project, "twins", "select 1 as number union all select 1")
    model(stub_project, "quoting", f"select cast('no number {IDENT}' as int) as number")
    model(stub_project, "after", "select * from {{ ref('quoting') }}")
    model(stub_project, "misspelt", "select nubmer from {{ ref('good') }}")
    (stub_project / "models" / "properties.yml").write_text(PROPERTIES)
    result = run(stub_project, stub_raw, monkeypatch)
    assert not result.succeeded
    failures = {(f.kind, f.name): f.message for f in result.failures}
    assert set(failures) == {
        ("test", "unique_twins_number"),
        ("unit test", "doubled.doubles"),
        ("model", "quoting"),
        ("model", "misspelt"),
    }
    assert failures["test", "unique_twins_number"] == "Got 1 result, configured to fail if != 0"
    assert "8" in failures["unit test", "doubled.doubles"] and "12" in failures["unit test", "doubled.doubles"]
    assert "nubmer" in failures["model", "misspelt"]
    assert failures["model", "quoting"] == f"its message may quote data: see {stub_raw.parent / 'logs' / 'dbt.log'}"
    assert IDENT not in str(result)
    assert result.skipped == 2
    assert result.passed["model"] == 2


def test_a_project_that_cannot_be_read_says_why(stub_project, stub_raw, monkeypatch):
    model(stub_project, "one", "select * from {{ ref('nothing') }}")
    [failure] = run(stub_project, stub_raw, monkeypatch).failures
    assert failure == Failure("dbt", "build", failure.message)
    assert "depends on a node named 'nothing'" in failure.message
