"""The project's attacks on itself: a short one of each, and that they find what is planted."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

import click
import duckdb
import pytest
from resilience import family, trial
from resilience.bench import VINTAGES, Bench, adopt
from resilience.chaos import Tally, kill, landed_reference
from resilience.delivery import DATE, prepare, start
from resilience.family import Family
from resilience.fuzz import run
from resilience.mutations import KINDS, PLANTED
from resilience.reckoning import read
from resilience.state import broken, left_over
from resilience.trial import Case, attempt, case_of, holds_ident, judge_landed, write
from resilience.trouble import other
from rich.console import Console
from velferd.landing import land


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    prepare(folder)
    return folder


def test_deliveries_that_are_broken_at_random_are_refused_or_accounted_for(tmp_path):
    outcomes = list(run(tmp_path / "fuzz", seed=2026, numbers=range(24)))
    assert [outcome for outcome in outcomes if outcome.shortfalls] == []
    became = Counter(outcome.became for outcome in outcomes)
    assert became["refused"] > 5 and became["landed"] > 5


def test_a_number_is_one_delivery(base):
    for number in range(30):
        one, same = case_of(base, 1, number), case_of(base, 1, number)
        assert (one.kind.name, one.files, one.threshold) == (same.kind.name, same.files, same.threshold)
    assert case_of(base, 1, 0).files != case_of(base, 2, 0).files


def test_every_kind_changes_something(base):
    for kind in KINDS:
        for number in range(20):
            sound = start(base, Random(number), kind.start)
            files = dict(sound)
            kind.change(files, Random(number))
            if files != sound:
                break
        else:
            raise AssertionError(f"{kind.name} changes nothing")


@pytest.fixture(scope="module")
def payments(base) -> Case:
    """A delivery of fasit that lands, with one payment in quarantine and the others loaded."""
    folder = f"fasit/{DATE}"
    files = {f"{folder}/{path.name}": path.read_bytes() for path in (base / "csv" / "fasit").iterdir()}
    path = f"{folder}/utbetaling.csv"
    files[path] = files[path].replace(b";2023-10-15;", b";2023-10-32;", 1)
    return Case(1, KINDS[0], files, frozenset({path}), 1.0)


@pytest.fixture(scope="module")
def landed(base, payments, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("landed")
    write(payments, folder / "extracts")
    shutil.copy(base / "raw.duckdb", folder)
    land(folder / "extracts", folder)
    return folder / "raw.duckdb"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("delete from landing.quarantine where delivery_date = '2025-06-02'", "utbetaling.csv: rows in ("),
        ("delete from fasit.person where delivery_date = '2025-06-02' and source_line = 3", "person.csv: rows in ("),
        ("update fasit.person set source_line = 3 where delivery_date = '2025-06-02'", "person.csv: rows in ("),
        ("insert into fasit.person from fasit.person limit 1", "rows of other deliveries have changed"),
        ("update fasit.utbetaling set belop = belop + 1 where delivery_date = '2025-06-02'", "kr loaded are not"),
        ("update fasit.utbetaling set bydel = '030102' where delivery_date = '2025-06-02'", "a value of bydel is not"),
        ("update landing.quarantine set amount_nok = 1", "kr in quarantine are not"),
        ("update landing.delivery_tables set delivered_row_count = 5", "the books do not balance"),
    ],
)
def test_rows_and_kroner_that_get_lost_are_found(base, payments, landed, tmp_path, sql, found):
    raw = Path(shutil.copy(landed, tmp_path))
    assert judge_landed(base, payments, raw) == ([], 0)
    with duckdb.connect(str(raw)) as connection:
        connection.execute(sql)
    assert any(found in shortfall for shortfall in judge_landed(base, payments, raw)[0])


def test_crashes_changes_and_what_is_said_of_people_are_found(base, payments, monkeypatch):
    def crash(*_: object) -> None:
        raise ZeroDivisionError

    def tell(_: Path, data: Path, __: float) -> None:
        (data / "tmp").mkdir()
        (data / "tmp" / "rows").touch()
        with duckdb.connect(str(data / "raw.duckdb")) as connection:
            connection.execute("delete from fasit.person")
        raise click.ClickException(f"utbetaling.csv: {PLANTED[0]} is nobody")

    monkeypatch.setattr(trial, "land", crash)
    assert "crashed: ZeroDivisionError" in attempt(base, payments).shortfalls[0]
    monkeypatch.setattr(trial, "land", tell)
    assert attempt(base, payments).shortfalls == (
        "an ident in what was said",
        "something is left in tmp",
        "raw.duckdb has changed",
    )


def test_an_ident_is_told_from_other_numbers():
    assert holds_ident(f"x{PLANTED[1]}x") and holds_ident(f"{PLANTED[1][:6]} {PLANTED[1][6:]}")
    assert not holds_ident("01819011068 and 12345678901 and 2025-06-02")


def test_rows_and_kroner_are_counted_independently():
    path = "fasit/2025-06-02/utbetaling.csv"
    content = b'utbetaling_id;belop\n1;5,50\n\n"2";"-1,00"\n3\n4;x\n5;"a\nb"\n6;7,00\n\n\n'
    found = read({path: content}, path)
    assert list(found.rows) == [2, 3, 4, 5, 6, 7, 9]
    assert [found.amount(line) for line in found.rows] == [Decimal(x) for x in ("5.5", "0", "-1", "0", "0", "0", "7")]
    assert read({path: b'a;b\n1;"2\n'}, path) is None


@pytest.fixture(scope="module")
def bench(demo, tmp_path_factory) -> Bench:
    """The demo's city as chaos works on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(family, "KEY", demo.key)
        yield adopt(tmp_path_factory.mktemp("chaos"), demo.extracts, demo.data)


def test_commands_that_are_killed_at_random_leave_a_whole_release(bench):
    tally = Tally(Console(file=io.StringIO()))
    random = Random(2026)
    for number, command in enumerate(("build", "publish", "land"), start=1):
        kill(bench, random, number, {command: 7.0}, 0, landed_reference(bench), tally)
    assert not tally.fell_short, tally.console.file.getvalue()
    assert bench.finish("publish", VINTAGES[0]).process.returncode == 0
    assert broken(bench.data, bench.known, bench.idents) + left_over(bench.data) == []


def damage_by_mixing(data: Path, bench: Bench) -> None:
    former = bench.scratch / "results" / f"{other(bench, data)}.duckdb"
    (data / "current" / "warehouse.duckdb").unlink()
    shutil.copy(former, data / "current" / "warehouse.duckdb")


def damage_by_leaving_out(data: Path, _: Bench) -> None:
    next((data / "current" / "published" / "csv").iterdir()).unlink()


def damage_by_leading_nowhere(data: Path, _: Bench) -> None:
    (data / "current").unlink()
    (data / "current").symlink_to("releases/draft")


def damage_by_tearing(data: Path, _: Bench) -> None:
    warehouse = data / "current" / "warehouse.duckdb"
    warehouse.chmod(0o600)
    warehouse.write_bytes(warehouse.read_bytes()[:50_000])


def damage_by_forgetting(data: Path, _: Bench) -> None:
    with duckdb.connect(str(data / "current" / "publications.duckdb")) as history:
        history.execute("delete from passed; delete from publications where publication_id = 1")


def damage_by_showing(data: Path, _: Bench) -> None:
    with duckdb.connect(str(data / "raw.duckdb"), read_only=True) as raw:
        [(ident,)] = raw.execute("select fnr from fasit.person limit 1").fetchall()
    (data / "tmp" / "ledger").write_text(f"x {ident} {family.KEY}")
    (data / "raw.duckdb").chmod(0o644)


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (damage_by_mixing, ["the published database has other", "the release is not one whole one: warehouse"]),
        (damage_by_leaving_out, ["the release is not one whole one: warehouse"]),
        (damage_by_leading_nowhere, ["current leads to no release"]),
        (damage_by_tearing, ["the current release cannot be read"]),
        (damage_by_forgetting, ["what is published is not in the history", "the history does not hold"]),
        (damage_by_showing, ["the key stands in tmp/ledger", "an ident stands in tmp/ledger", "others may read raw"]),
    ],
)
def test_a_state_that_is_not_whole_is_found(bench, tmp_path, damage, found):
    data = Path(shutil.copytree(bench.data, tmp_path / "data", symlinks=True))
    damage(data, bench)
    told = broken(data, bench.known, bench.idents)
    assert len(told) == len(found)
    assert all(one.startswith(start) for one, start in zip(told, found, strict=True)), told


def test_who_lives_on_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(family, "PATIENCE_SECONDS", 1)
    command = [sys.executable, "-c", "import subprocess; subprocess.Popen(['sleep', '600']); print(flush=True)"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    process.stdout.readline()
    left = Family(process, tmp_path)
    assert left.await_end(20) == ["1 processes live on after the command"]
    assert left.await_end() == []  # it was killed
