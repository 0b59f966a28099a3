"""The benchmark: its script has the warehouse's numbers, differences are found, costs are of the whole process tree."""

from __future__ import annotations

import io
import json
import platform
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from benchmark.bounds import duckdb_script
from benchmark.compare import MARTS, Unequal, differences, require_equal, require_same_marts
from benchmark.curve import write_curve
from benchmark.machine import describe
from benchmark.measure import CommandFailed, Cost, measure, median
from benchmark.new_month import NewMonth, write_earlier
from benchmark.presentation import print_scale
from benchmark.queries import milliseconds
from benchmark.result import (
    ANEW,
    BUILD,
    COLUMNS,
    NEW_MONTH,
    POLARS,
    SCRIPT,
    START,
    Result,
    ScaleResult,
    against,
    last_committed,
)
from conftest import PROJECT
from rich.console import Console
from velferd.generator import generate
from velferd.landing import land

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def extracts(tmp_path_factory) -> Path:
    """The demo's deliveries in Parquet."""
    folder = tmp_path_factory.mktemp("benchmark") / "extracts"
    generate(folder, 0.05, 7, "parquet")
    return folder


def latest(extracts: Path, system: str) -> Path:
    return max((extracts / system).iterdir())


@pytest.fixture(scope="module")
def script(extracts) -> Path:
    """The marts of the demo's city by the hand-written script."""
    database = extracts.with_name("script.duckdb")
    duckdb_script.run(latest(extracts, "fasit"), latest(extracts, "oskar"), database)
    return database


@pytest.fixture
def other(script, tmp_path) -> Path:
    """The script's marts as Parquet, to be changed."""
    folder = tmp_path / "other"
    folder.mkdir()
    with duckdb.connect(str(script), read_only=True) as connection:
        for mart in MARTS:
            connection.table(mart.name).write_parquet(str(folder / f"{mart.name}.parquet"))
    return folder


def change(folder: Path, mart: str, query: str) -> None:
    file = folder / f"{mart}.parquet"
    rows = duckdb.sql(query.format(mart=f"read_parquet('{file}')")).to_arrow_table()
    duckdb.from_arrow(rows).write_parquet(str(file))


def test_script_computes_the_marts_of_the_warehouse(demo, script: Path) -> None:
    assert differences(demo.warehouse, script) == {}


def test_marts_in_parquet_are_compared_as_well(demo, other: Path) -> None:
    require_equal(demo.warehouse, other)


@pytest.mark.parametrize(
    ("mart", "query"),
    [
        ("recipients_by_bydel", "select * replace (recipient_count + (bydel_code = '030104')::int as recipient_count)"),
        ("recipients_by_bydel", "select * replace (gross_paid_amount_nok + 0.01 as gross_paid_amount_nok)"),
        ("recipients_by_bydel", "select * replace (null::double as recipient_count_change_share)"),
        ("duration_by_bydel", "select * replace (recipient_share + 1e-9 as recipient_share)"),
        ("duration_spells", "select * replace (gap_month_count + 1 as gap_month_count)"),
        ("moves_matrix", "select * replace (0 as moved_recipient_count)"),
    ],
)
def test_a_changed_number_is_a_difference(demo, other: Path, mart: str, query: str) -> None:
    change(other, mart, query + " from {mart}")
    assert list(differences(demo.warehouse, other)) == [mart]


@pytest.mark.parametrize("mart", [mart.name for mart in MARTS])
@pytest.mark.parametrize("rows", ["from {mart} limit 5", "from {mart} union all (from {mart} limit 3)"])
def test_rows_too_few_or_too_many_are_differences(demo, other: Path, mart: str, rows: str) -> None:
    change(other, mart, rows)
    with pytest.raises(Unequal, match=rf"\d+ rows of {mart} differ$"):
        require_equal(demo.warehouse, other)


@pytest.fixture
def warehouses(tmp_path) -> tuple[Path, Path]:
    """Two warehouses whose marts have the same rows in another order."""
    paths = tmp_path / "ours.duckdb", tmp_path / "theirs.duckdb"
    for path, order in zip(paths, ("asc", "desc"), strict=True):
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema marts")
            connection.execute(
                "create table marts.one as select a, nullif(a, 2) as b from generate_series(3) as r (a)"
                f" union all select 0, 0 order by a {order}"
            )
            connection.execute("create table marts.two as select 1 as c")
    return paths


def test_the_same_rows_in_another_order_are_the_same_marts(warehouses) -> None:
    require_same_marts(*warehouses)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("update marts.one set b = 2 where a = 2", "2 rows of one"),
        ("insert into marts.one values (0, 0)", "1 rows of one"),
        ("drop table marts.two", "1 rows of two"),
        ("create table marts.three as from marts.one", "5 rows of three"),
        ("delete from marts.one; delete from marts.two", "5 rows of one, 1 rows of two"),
    ],
)
def test_rows_of_one_warehouse_only_are_counted_by_mart(warehouses, change: str, found: str) -> None:
    with duckdb.connect(str(warehouses[1])) as connection:
        connection.execute(change)
    for pair in (warehouses, warehouses[::-1]):
        with pytest.raises(Unequal, match=f": {found} differ$"):
            require_same_marts(*pair)


@pytest.fixture(scope="module")
def earlier(extracts, tmp_path_factory) -> Path:
    """The latest Fasit delivery as it would have been before its last month."""
    return write_earlier(latest(extracts, "fasit"), tmp_path_factory.mktemp("earlier"))


@pytest.mark.parametrize(
    ("table", "begins", "filled_in"),
    [
        ("person", "fodselsdato", ["doedsdato"]),
        ("identhistorikk", "endret_dato", []),
        ("sivilstand", "fra_dato", ["til_dato"]),
        ("husstandsmedlem", "fra_dato", ["til_dato"]),
        ("adresse", "fra_dato", ["til_dato"]),
        ("utbetaling", "utbetalingsdato", []),
        ("inntekt", "maned", []),
        ("kvp_deltakelse", "startdato", ["sluttdato", "sluttarsak"]),
    ],
)
def test_the_earlier_delivery_lacks_what_came_with_the_last_month(extracts, earlier, table, begins, filled_in) -> None:
    now = latest(extracts, "fasit")
    assert earlier.name == "2024-11-30"
    before, after = (duckdb.read_parquet(f"{folder}/{table}*.parquet") for folder in (earlier, now))
    assert (before.columns, before.types) == (after.columns, after.types)
    kept = ", ".join(column for column in before.columns if column not in filled_in)
    assert before.project(kept).except_(after.project(kept)).fetchall() == []
    new = after.project(kept).except_(before.project(kept))
    assert new.filter(f"{begins}::varchar < '2024-12' or {begins} is null").fetchall() == []
    assert before.filter(f"{begins}::varchar >= '2024-12'").fetchall() == []
    if filled_in:
        day, *with_it = filled_in
        assert before.filter(f"{day}::varchar >= '2024-12'").fetchall() == []
        known = f"{day} < '2024-12-01'"
        assert len(before.filter(known)) == len(after.filter(f"{known} and coalesce({begins} < '2024-12-01', true)"))
        assert not with_it or before.filter(f"{day} is null and {with_it[0]} is not null").fetchall() == []


class Builder:
    """Stands for `velferd build`: it lands only, and its one mart counts the landed payments, wrongly by `extra`."""

    def __init__(self, extra: int = 0) -> None:
        self.extra, self.seen = extra, []

    def __call__(self, deliveries: Path, data: Path) -> Cost:
        self.seen.append((sorted(path.name for path in (deliveries / "fasit").iterdir()), data.name))
        land(deliveries, data)
        (data / "pseudonym.key").touch()
        (data / "publications.duckdb").touch()
        (data / "warehouse.duckdb").unlink(missing_ok=True)
        with duckdb.connect(str(data / "warehouse.duckdb")) as connection:
            connection.execute(f"attach '{data / 'raw.duckdb'}' as raw (read_only); create schema marts")
            connection.execute("create table marts.counts as select count(*) as payments from raw.fasit.utbetaling")
            if len(self.seen) == 3 and self.extra:
                connection.execute("update marts.counts set payments = payments + ?", [self.extra])
        return cost(len(self.seen))


def test_a_month_arrives_where_all_before_it_has_been_built(extracts, tmp_path) -> None:
    build, now = Builder(), latest(extracts, "fasit")
    month = NewMonth(extracts, now, tmp_path / "new_month", build)
    assert month.measure() == (cost(2), cost(3))
    (before, where), arrives, anew = build.seen
    assert len(before) == 1 and before[0] < now.name
    assert arrives == ([*before, now.name], where)
    assert anew == ([*before, now.name], "anew") and where != "anew"
    with duckdb.connect(str(month.data / "raw.duckdb"), read_only=True) as connection:
        counts = connection.execute("select system, count(*) from landing.deliveries group by system").fetchall()
    given = {folder.name: len(list(folder.iterdir())) for folder in extracts.iterdir() if folder.is_dir()}
    assert dict(counts) == given | {"fasit": 2}


def test_a_month_that_makes_other_marts_than_a_build_from_nothing_is_unequal(extracts, tmp_path) -> None:
    with pytest.raises(Unequal, match="2 rows of counts differ"):
        NewMonth(extracts, latest(extracts, "fasit"), tmp_path / "new_month", Builder(extra=1)).measure()


def test_every_query_for_analysts_is_timed(demo) -> None:
    timed = milliseconds(demo.warehouse)
    assert set(timed) == {path.stem for path in (PROJECT / "analyses").iterdir()}
    assert min(timed.values()) > 0


def test_cost_is_that_of_all_processes(tmp_path) -> None:
    child = f"""
import pathlib, time
filled = b"x" * (100 * {MEGABYTE})
pathlib.Path({str(tmp_path / "file")!r}).write_bytes(filled[: 5 * {MEGABYTE}])
pathlib.Path({str(tmp_path / "spill" / "part")!r}).write_bytes(filled[: 3 * {MEGABYTE}])
started = time.process_time()
while time.process_time() < started + 0.5:
    pass
"""
    (tmp_path / "spill").mkdir()
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    cost = measure([sys.executable, "-c", parent], tmp_path / "log", [tmp_path / "spill"])
    assert cost.cpu_seconds > 0.5
    assert cost.peak_memory_bytes > 100 * MEGABYTE
    assert 8 * MEGABYTE <= cost.written_bytes < 10 * MEGABYTE
    assert cost.spilled_bytes == 3 * MEGABYTE


def test_a_command_that_fails_is_not_measured_and_its_words_stay_in_the_log(tmp_path) -> None:
    with pytest.raises(CommandFailed, match="^it exited with 3, and log says more$"):
        measure([sys.executable, "-c", "print('what it said'); raise SystemExit(3)"], tmp_path / "log")
    assert (tmp_path / "log").read_text() == "what it said\n"


def cost(wall: float, cpu: float = 0.0) -> Cost:
    return Cost(wall, cpu or wall, 1, 2, 3, 4)


def test_median_is_taken_figure_by_figure() -> None:
    assert median([cost(3, 10), cost(1, 20), cost(2, 90)]) == cost(2, 20)


def scale_result(**changes) -> ScaleResult:
    costs = {
        "landing": cost(4),
        "four_marts": cost(6),
        START: cost(2),
        "models": cost(12),
        SCRIPT: cost(5),
        POLARS: cost(8),
        COLUMNS: cost(1),
    }
    return ScaleResult(**{"scale": "1", "payment_count": 10, "run_count": 1, "costs": costs} | changes)


def test_only_ratios_of_equal_numbers_count() -> None:
    ratios = scale_result(equal=[SCRIPT], unequal={POLARS: "differs"}).ratios()
    assert ratios[f"(models - {START}) / {SCRIPT}, wall"] == 2
    assert ratios[f"{SCRIPT} / (landing + four_marts), cpu"] == 0.5
    assert ratios[f"{COLUMNS} / (landing + four_marts), wall"] == 0.1
    assert not [name for name in ratios if POLARS in name]
    assert not [name for name in scale_result().ratios() if SCRIPT in name]


def test_a_new_month_is_a_share_of_the_same_built_anew() -> None:
    expected = {f"{NEW_MONTH} / {ANEW}, wall": 0.3, f"{NEW_MONTH} / {ANEW}, cpu": 0.3}
    assert scale_result(costs={BUILD: cost(20), ANEW: cost(10), NEW_MONTH: cost(3)}).ratios() == expected


def test_what_users_have_been_promised_stands_beside_what_was_measured() -> None:
    costs = {ANEW: cost(1000), NEW_MONTH: cost(300)}
    console = Console(width=120, file=io.StringIO())
    print_scale(console, scale_result(costs=costs, query_milliseconds={"a_query": 1234.5}))
    rows = [line.replace("│", " ").split() for line in console.file.getvalue().splitlines()]
    assert ["new", "month", "/", "the", "same", "anew", "0.30", "0.30", "at", "most", "0.35"] in rows
    assert ["a_query", "1", "234", "under", "200"] in rows


def test_growth_from_scale_to_scale_stands_beside_that_of_the_payments() -> None:
    costs = {"landing": cost(20), "models": cost(60, 32)}
    result = Result("growth", {}, [scale_result(), scale_result(scale="10", payment_count=100, costs=costs)])
    assert result.growth() == {
        "scale 10 / scale 1, payments": 10,
        "scale 10 / scale 1, landing + models, wall": 5,
        "scale 10 / scale 1, landing + models, cpu": 3.25,
    }


def test_a_result_is_compared_with_the_one_committed_last(tmp_path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.invalid")
        subprocess.run(["git", "-C", tmp_path, *who, *arguments], check=True, stdout=subprocess.DEVNULL)

    git("init")
    assert last_committed(tmp_path) is None
    assert last_committed(tmp_path / "not made yet") is None
    first = Result("2026-01-01-a", {}, [scale_result()])
    first.write(tmp_path)
    git("add", ".")
    git("commit", "-m", "one")
    Result("2026-01-02-b", {}, [scale_result()]).write(tmp_path)
    before = last_committed(tmp_path)
    assert before["name"] == first.name
    slower = scale_result(costs={"models": cost(18), BUILD: cost(1)})
    assert against(Result("now", {}, [slower]), before) == {"1": {"models": 1.5}}


def test_the_description_of_the_machine_does_not_say_whose_it_is() -> None:
    description = describe()
    assert {"processor", "cores", "memory_bytes", "kernel", "python", "duckdb", "dbt-core", "commit"} <= set(
        description
    )
    text = json.dumps(description)
    assert platform.node() not in text and str(PROJECT) not in text


def test_the_curve_is_drawn_for_all_scales(tmp_path) -> None:
    scales = [scale_result(), scale_result(scale="10", payment_count=100)]
    drawn = write_curve(Result("curve", {}, scales), tmp_path).read_text()
    assert "Wall time, seconds" in drawn and "Peak memory, GB" in drawn and POLARS in drawn


def test_a_curve_can_be_drawn_of_what_is_not_shown(tmp_path) -> None:
    scales = [scale_result(costs={"suites": cost(1)})]
    assert "Wall time, seconds" in write_curve(Result("nothing", {}, scales), tmp_path).read_text()
