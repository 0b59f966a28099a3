"""The benchmark: its script has the warehouse's numbers, differences are found, costs are of the whole process tree."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from benchmark.bounds import duckdb_script
from benchmark.compare import MARTS, Unequal, differences, require_equal
from benchmark.curve import write_curve
from benchmark.machine import describe
from benchmark.measure import CommandFailed, Cost, measure, median
from benchmark.result import BUILD, COLUMNS, POLARS, SCRIPT, START, Result, ScaleResult, against, last_committed
from conftest import PROJECT
from velferd.generator import generate

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def script(tmp_path_factory) -> Path:
    """The marts of the demo's city by the hand-written script, from the same deliveries in Parquet."""
    folder = tmp_path_factory.mktemp("benchmark")
    generate(folder / "extracts", 0.05, 7, "parquet")
    fasit, oskar = (max((folder / "extracts" / system).iterdir()) for system in ("fasit", "oskar"))
    duckdb_script.run(fasit, oskar, folder / "script.duckdb")
    return folder / "script.duckdb"


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
