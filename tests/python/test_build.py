"""Write - audit - publish: readers have the old warehouse or the new one, whole, and never a broken one."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import click
import duckdb
import pytest
from click.testing import CliRunner
from conftest import HAND_WRITTEN
from velferd.audit.expectation import Expectation, Suite
from velferd.build import build
from velferd.cli import main
from velferd.contract import SYSTEMS
from velferd.dbt_run import EXCEPT_UNIT_TESTS, DbtResult, Failure
from velferd.disclosure.audit import AuditResult
from velferd.keys import KEY_VARIABLE
from velferd.landing import land
from velferd.lock import alone_in
from velferd.pseudonymised import pseudonymise

KEY = "only-for-the-tests-of-the-build-command"
BROKEN = Suite(
    "broken", "Broken suite", (Expectation("too_much", "At most 1.", "select 'x' as scope, 5 as observed", high=1),)
)
ERRING = Suite("erring", "Erring suite", (Expectation("odd", "At most 1.", "select nothing", high=1),))
EMPTY = Suite("empty", "Empty suite", ())
READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(connection.sql("select number from marts.answer").fetchone()[0], flush=True)
"""


class Dbt:
    """Stands in for dbt: writes `number` into the fresh file, and fails when told to."""

    number = 1
    failures: tuple[Failure, ...] = ()

    def __call__(self, raw, warehouse, publications, data, as_of, console, selection) -> DbtResult:
        self.as_of, self.selection = as_of, selection
        (data / "target").mkdir(exist_ok=True)
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(
                f"""
                create schema marts;
                create table marts.answer as select {self.number} as number;
                create table marts.dim_year as select 2024 as calendar_year, true as is_complete;
                create table marts.fct_recipient_month as
                select 2024 as calendar_year, date '2024-01-01' as receipt_month;
                create table marts.duration_spells as select date '2024-01-01' as first_month
                """
            )
        return DbtResult(not self.failures, Counter(), 0, self.failures)


class Publication:
    """Stands in for the publication: an attack that finds nothing, files that hold the answer, a history."""

    is_revealing = is_unfit = False
    remembered = 0

    def attack(self, built, publications, spill) -> AuditResult:
        return Revealing((), ()) if self.is_revealing else AuditResult((), ())

    def write(self, built, folder) -> None:
        with duckdb.connect(str(built), read_only=True) as connection:
            (folder / "answer").write_text(str(connection.sql("select number from marts.answer").fetchone()[0]))
        if self.is_unfit:
            raise click.ClickException("a figure has no label")

    def remember(self, built, publications, vintage) -> None:
        self.remembered += 1

    def report(self, data) -> int:
        (data / "report").mkdir(exist_ok=True)
        return 2024


class Revealing(AuditResult):
    def require(self) -> None:
        raise click.ClickException("table 3.14 reveals a cell")


@pytest.fixture(autouse=True)
def publication(monkeypatch) -> Publication:
    publication = Publication()
    monkeypatch.setattr("velferd.build.attack", publication.attack)
    monkeypatch.setattr("velferd.build.write_formats", publication.write)
    monkeypatch.setattr("velferd.build.remember", publication.remember)
    monkeypatch.setattr("velferd.report.write_reports", publication.report)
    return publication


@pytest.fixture(autouse=True)
def dbt(monkeypatch) -> Dbt:
    dbt = Dbt()
    monkeypatch.setattr("velferd.build.run_dbt", dbt)
    monkeypatch.setattr("velferd.build.GATE", EMPTY)
    monkeypatch.setattr("velferd.build.MARTS", EMPTY)
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    return dbt


@pytest.fixture
def data(tmp_path, hand_written_raw) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(hand_written_raw, folder)
    return folder


def run(data: Path, extracts: Path = HAND_WRITTEN, as_of=None, audit="block", allow_refused=False) -> None:
    build(extracts, data, as_of, audit, allow_refused, quarantine_threshold=0.01, demo=False)


def refusal_of(data: Path, **options) -> str:
    with pytest.raises(click.ClickException) as refusal:
        run(data, **options)
    assert refusal.value.exit_code == 1
    assert not (data / "build").exists()
    return refusal.value.message


def digest(data: Path) -> str:
    return hashlib.sha256((data / "warehouse.duckdb").read_bytes()).hexdigest()


def answer(data: Path) -> int:
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute("select number from marts.answer").fetchone()[0]


def test_a_reader_goes_on_with_the_old_numbers_while_new_readers_see_the_new(dbt, data):
    run(data)
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(data / "warehouse.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:

        def ask() -> str:
            reader.stdin.write("\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        assert ask() == "1"
        dbt.number = 2
        run(data)
        assert ask() == "1"
        assert answer(data) == 2
        reader.stdin.close()
    assert reader.returncode == 0


def test_the_published_file_stands_alone_and_says_how_to_open_it(data, capsys):
    run(data)
    assert not list(data.rglob("*.wal"))
    assert (data / "warehouse.duckdb").stat().st_mode & 0o777 == 0o440
    assert not (data / "build").exists()
    assert f"duckdb -readonly {data / 'warehouse.duckdb'}" in capsys.readouterr().out


def test_what_dbt_finds_wrong_leaves_the_old_warehouse_as_it_was(dbt, data):
    run(data)
    before = digest(data)
    dbt.number, dbt.failures = 2, (Failure("test", "sums", "Got 3 results"), Failure("model", "fct_move", "gone"))
    for audit in ("block", "warn"):
        message = refusal_of(data, audit=audit)
        assert "test sums: Got 3 results\n  model fct_move: gone" in message
        assert digest(data) == before


def test_unit_tests_run_until_they_have_passed_with_this_code(dbt, data, capsys):
    dbt.failures = (Failure("unit test", "F1_moves", "expected 1, got 2"),)
    refusal_of(data)
    dbt.failures = ()
    run(data)
    assert not dbt.selection
    assert "unit tests and" in capsys.readouterr().out
    run(data)
    assert dbt.selection == EXCEPT_UNIT_TESTS
    said = capsys.readouterr().out
    assert "unit tests and" not in said and "All unit tests passed in an earlier build, with the same code." in said


@pytest.mark.parametrize("suite", ["GATE", "MARTS"])
@pytest.mark.parametrize("broken", [BROKEN, ERRING], ids=["broken", "erring"])
def test_a_suite_that_does_not_hold_blocks_unless_it_only_warns(suite, broken, dbt, data, monkeypatch, capsys):
    run(data)
    before = digest(data)
    dbt.number = 2
    monkeypatch.setattr(f"velferd.build.{suite}", broken)

    message = refusal_of(data)
    assert f"The {broken.name} suite does not hold" in message and "AUDIT=warn" in message
    assert digest(data) == before
    assert broken.title in (data / "audit" / "index.html").read_text()
    capsys.readouterr()

    run(data, audit="warn")
    said = capsys.readouterr().out
    assert ("DID NOT HOLD too_much: At most 1." in said) == (broken is BROKEN)
    assert ("ERROR odd: At most 1." in said) == (broken is ERRING)
    assert "goes on all the same" in said
    assert answer(data) == 2


@pytest.mark.parametrize("trouble", ["is_revealing", "is_unfit"])
def test_a_publication_that_may_not_go_out_leaves_warehouse_and_published_as_they_were(trouble, publication, dbt, data):
    run(data)
    before = digest(data)
    dbt.number = 2
    setattr(publication, trouble, True)
    finding, remedy = refusal_of(data).split("\n")
    assert finding in ("table 3.14 reveals a cell", "a figure has no label")
    assert remedy == (
        "Nothing is published, and the earlier warehouse is as it was. To have the warehouse without a publication, "
        "build with AUDIT=warn (--audit warn)."
    )
    assert digest(data) == before
    assert (data / "published" / "answer").read_text() == "1"
    assert {path.name for path in data.glob("*published*")} | {path.name for path in data.glob(".*")} == {"published"}
    assert publication.remembered == 1


@pytest.mark.parametrize(
    ("trouble", "finding"), [("is_revealing", "table 3.14 reveals a cell"), ("is_unfit", "a figure has no label")]
)
def test_a_small_warehouse_is_built_without_publishing_what_must_not_be(
    trouble, finding, publication, dbt, data, capsys
):
    run(data)
    dbt.number = 2
    setattr(publication, trouble, True)
    run(data, audit="warn")
    assert answer(data) == 2
    assert (data / "published" / "answer").read_text() == "1"
    assert publication.remembered == 1
    said = capsys.readouterr().out
    assert "Nothing is published" in said and finding in said


def test_what_is_published_is_what_the_warehouse_holds(publication, dbt, data):
    for dbt.number in (1, 2):
        run(data)
        assert (data / "published" / "answer").read_text() == str(answer(data)) == str(dbt.number)
    assert publication.remembered == 2


def test_a_second_build_into_the_same_folder_is_turned_away(data):
    with alone_in(data):
        assert f"(process {os.getpid()}) is at work in {data}. Wait until it has ended." in refusal_of(data)
    run(data)
    assert answer(data) == 1


@pytest.mark.parametrize("command", ["publish", "report", "docs", "contracts"])
def test_what_else_readers_get_is_not_written_during_a_build(command, dbt, data, monkeypatch):
    said = []

    def dbt_meanwhile(*arguments) -> DbtResult:
        said.append(CliRunner().invoke(main, [command, "--data", str(data)]).output)
        return dbt(*arguments)

    monkeypatch.setattr("velferd.build.run_dbt", dbt_meanwhile)
    run(data)
    [message] = said
    assert f"(process {os.getpid()}) is at work in {data}. Wait until it has ended.\n" in message
    assert answer(data) == 1


def test_what_a_killed_build_and_an_old_client_left_behind_is_cleared_away(data):
    (data / "build").mkdir(parents=True)
    (data / "build" / "warehouse.duckdb").write_text("half a file")
    (data / "warehouse.duckdb.wal").write_text("changes to another file")
    run(data)
    assert answer(data) == 1
    assert not (data / "warehouse.duckdb.wal").exists()


WRITER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table saved as select 1 as number")
print("open", flush=True)
sys.stdin.readline()
connection.execute("insert into saved values (2)")
print("saved", flush=True)
sys.stdin.readline()
"""


def test_a_client_that_writes_to_the_old_warehouse_is_named_and_does_the_new_one_no_harm(dbt, data, capsys):
    run(data)
    command = [sys.executable, "-c", WRITER, str(data / "warehouse.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout.readline() == "open\n"
        dbt.number = 2
        run(data)
        assert f"(PID {client.pid}) has {data / 'warehouse.duckdb'} open for writing" in capsys.readouterr().out
        client.stdin.write("\n")
        client.stdin.flush()
        assert client.stdout.readline() == "saved\n"
        assert answer(data) == 2
        client.kill()
    with duckdb.connect(str(data / "warehouse.duckdb")) as connection:
        assert not connection.execute("select 1 from duckdb_tables() where table_name = 'saved'").fetchall()


def test_the_history_of_publications_may_be_open_elsewhere_during_a_build(dbt, data):
    run(data)
    with duckdb.connect(str(data / "publications.duckdb"), read_only=True):
        dbt.number = 2
        run(data)
    assert answer(data) == 2


def test_a_refused_delivery_stops_the_build_unless_it_may_go_on(dbt, data, tmp_path):
    run(data)
    before = digest(data)
    extracts = tmp_path / "extracts"
    shutil.copytree(HAND_WRITTEN, extracts)
    newer = extracts / "fasit" / "2025-03-01"
    shutil.copytree(extracts / "fasit" / "2025-02-11", newer)
    (newer / "inntekt.csv").unlink()

    message = refusal_of(data, extracts=extracts)
    assert "fasit 2025-03-01" in message and "inntekt" in message
    assert digest(data) == before

    dbt.number = 2
    run(data, extracts=extracts, allow_refused=True)
    assert answer(data) == 2


def test_the_vintage_reaches_dbt_and_is_said(dbt, data, capsys):
    run(data, as_of="fasit:2025-02-03")
    assert dbt.as_of == {"fasit": "2025-02-03"}
    assert "This build reads fasit 2025-02-03, microdata 2025-02-03, nav 2025-04-08" in capsys.readouterr().out


def test_a_vintage_before_the_first_delivery_is_refused(data):
    assert "as of 2024-12-31, but its first delivery is of 2025-02-03" in refusal_of(data, as_of="2024-12-31")


@pytest.mark.parametrize(
    ("as_of", "system", "first"), [("2025-02-02", "fasit", "2025-02-03"), ("nav:2025-04-07", "nav", "2025-04-08")]
)
def test_a_vintage_before_the_first_delivery_is_told_before_anything_is_landed(tmp_path, as_of, system, first):
    data = tmp_path / "data"
    assert f"AS_OF asks for {system} as of {as_of[-10:]}, but its first delivery is of {first}" in refusal_of(
        data, as_of=as_of
    )
    with duckdb.connect(str(data / "raw.duckdb"), read_only=True) as raw:
        assert raw.execute("select count(*) from landing.deliveries").fetchone() == (0,)


def test_a_vintage_is_possible_that_is_landed_or_about_to_be(tmp_path, data):
    """One date for all leaves out systems that begin later, here all but Fasit, Oskar and Microdata."""
    extracts = tmp_path / "later"
    shutil.copytree(HAND_WRITTEN / "fasit" / "2025-02-11", extracts / "fasit" / "2025-03-11")
    land(HAND_WRITTEN, tmp_path / "landing", as_of=dict.fromkeys(SYSTEMS, "2025-02-03"))
    run(data, extracts, as_of="fasit:2025-02-03")


def test_real_idents_need_a_key(data, monkeypatch):
    with duckdb.connect(str(data / "raw.duckdb")) as connection:
        connection.execute("update landing.deliveries set has_real_idents = true where system = 'socio'")
    monkeypatch.delenv(KEY_VARIABLE)
    assert f"{KEY_VARIABLE} is not set" in refusal_of(data)
    assert not (data / "pseudonym.key").exists()
    assert not (data / "warehouse.duckdb").exists()


def test_a_short_key_is_told_before_anything_is_landed(tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "short")
    with pytest.raises(click.ClickException, match="is shorter than 32 bytes"):
        run(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_synthetic_idents_get_a_key_file_of_their_own(dbt, data, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE)
    run(data)
    # Another key than the one that was used would be refused.
    pseudonymise(data / "raw.duckdb", (data / "pseudonym.key").read_text())
    assert (data / "pseudonym.key").stat().st_mode & 0o777 == 0o600
