"""The file that a build makes opens in every tool that people use, and each gives the same ten answers."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tools import lacking

SCRIPTS = Path(__file__).parents[1] / "clients"
#: Made by `make clients`: what cannot live beside the versions that the project is built with.
INSTALLED = Path(sys.prefix) / "clients"
ANSWERS = tomllib.loads((SCRIPTS / "answers.toml").read_text(encoding="utf-8"))["answer"]
QUERIES = [answer["sql"].strip() for answer in ANSWERS]

Rows = Sequence[Sequence[object]]


@pytest.fixture(scope="module")
def expected(demo) -> list[Rows]:
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        answers = [connection.execute(query).fetchall() for query in QUERIES]
    assert len(answers) == 10 and all(answers)
    return answers


def ask(warehouse: Path, command: Sequence[str | Path], python_path: Path | None = None) -> dict:
    """What a client script answers: its `version`, and `answers`, one list of rows for each query."""
    environment = os.environ | ({"PYTHONPATH": str(python_path)} if python_path else {})
    finished = subprocess.run(
        command,
        input=json.dumps({"warehouse": str(warehouse), "queries": QUERIES}),
        env=environment,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def installed(name: str) -> Path:
    """The folder of a client that `make clients` installs; without it the test is skipped, or fails: see `tools`."""
    folder = INSTALLED / name
    if not folder.exists():
        lacking(f"{folder} is missing: run `make clients` first")
    return folder


def assert_same(answers: list[Rows], expected: list[Rows]) -> None:
    for answer, rows, wanted in zip(ANSWERS, answers, expected, strict=True):
        assert len(rows) == len(wanted), answer["name"]
        for row, wanted_row in zip(rows, wanted, strict=True):
            assert len(row) == len(wanted_row) and all(map(same, row, wanted_row)), (answer["name"], row, wanted_row)


def same(value: object, wanted: object) -> bool:
    """Whether a value that came as JSON is `wanted`; large whole numbers, kroner and dates come as text from some."""
    if wanted is None or isinstance(wanted, bool | str):
        return value == wanted
    if isinstance(wanted, date):
        return str(value)[:10] == wanted.isoformat()
    if isinstance(wanted, float):
        return math.isclose(float(value), wanted, rel_tol=1e-12)
    return Decimal(str(value)) == wanted


def test_difference_is_seen(expected):
    rows = [list(row) for row in expected[-1]]
    assert_same([*expected[:-1], rows], expected)
    for column, other in enumerate((1900, "1900-01-01", None, "Grunerlokka", "0.01", 0.5)):
        changed = [list(row) for row in rows]
        changed[-1][column] = other
        with pytest.raises(AssertionError):
            assert_same([*expected[:-1], changed], expected)


@pytest.mark.parametrize("client", ["duckdb_client", "sqlalchemy_client", "ibis_client"])
def test_python(demo, expected, client):
    assert_same(ask(demo.warehouse, [sys.executable, SCRIPTS / f"{client}.py"])["answers"], expected)


@pytest.mark.parametrize(
    ("client", "version"),
    [("duckdb_client", "duckdb-1.2.2"), ("duckdb_client", "duckdb-2.0.0"), ("sqlalchemy_client", "sqlalchemy-1.4.54")],
)
def test_other_versions(demo, expected, client, version):
    """An older and the newest DuckDB, and an older SQLAlchemy."""
    answered = ask(demo.warehouse, [sys.executable, SCRIPTS / f"{client}.py"], installed(version))
    assert answered["version"] == version.split("-")[1]
    assert_same(answered["answers"], expected)


def test_command_line(demo, expected):
    command = Path(sysconfig.get_path("scripts")) / "duckdb"
    answers = []
    for query in QUERIES:
        finished = subprocess.run(
            [command, "-readonly", "-json", demo.warehouse, "-c", query], capture_output=True, text=True
        )
        assert finished.returncode == 0, finished.stderr
        answers.append([tuple(row.values()) for row in json.loads(finished.stdout)])
    assert_same(answers, expected)


# Also in CI: the project needs Python, make and a package index only; without npm `make clients` leaves Node out.
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed, so Node's client cannot be tried")
def test_node(demo, expected):
    folder = installed("node")
    assert_same(ask(demo.warehouse, ["node", folder / "client.mjs"])["answers"], expected)


@pytest.mark.parametrize("statement", ["create table marts.mine as select 1", "drop table marts.recipients_by_bydel"])
def test_readers_cannot_write(demo, statement):
    with (
        duckdb.connect(str(demo.warehouse), read_only=True) as connection,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        connection.execute(statement)
