"""`python -m benchmark`: measure a build and its lower bounds at several scales, and say what came of it."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import duckdb
from rich.console import Console
from velferd.publish import WAREHOUSE

from benchmark import presentation
from benchmark.bounds.deliveries import latest
from benchmark.compare import Unequal, require_equal
from benchmark.curve import write_curve
from benchmark.machine import PROJECT, describe
from benchmark.measure import Cost, measure, median
from benchmark.result import BUILD, COLUMNS, FOLDER, SCRIPT, START, Result, ScaleResult, last_committed
from benchmark.stage import STAGES, spill_folders

SCRIPTS = PROJECT / "scripts"
SLOWEST = 10
#: Bound -> its module, and what it writes; nothing for the one that only reads.
BOUNDS = {
    SCRIPT: ("duckdb_script", "duckdb_script.duckdb"),
    COLUMNS: ("columns", None),
}


def _deliveries(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, Path]:
    split = [value.partition("=") for value in values]
    if not all(scale and folder for scale, _, folder in split):
        raise click.BadParameter("write SCALE=FOLDER")
    return {scale: Path(folder) for scale, _, folder in split}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("scales", nargs=-1, required=True, metavar="SCALE...")
@click.option("--scratch", type=click.Path(file_okay=False, path_type=Path), required=True, help="Takes everything.")
@click.option("--runs", type=click.IntRange(1), help="Runs per scale; otherwise 5 up to scale 1, then 3, then 1.")
@click.option(
    "--extracts", multiple=True, callback=_deliveries, help="SCALE=FOLDER: deliveries that are there already."
)
@click.option(
    "--packages", type=click.Path(file_okay=False, path_type=Path), help="Folder of packages that only bounds use."
)
@click.option("--without", multiple=True, type=click.Choice([*STAGES, *BOUNDS, BUILD]), help="Leave this one out.")
@click.option("--name", help="Of the result, after the date; otherwise the commit.")
def main(
    scales: tuple[str, ...],
    scratch: Path,
    runs: int | None,
    extracts: dict[str, Path],
    packages: Path | None,
    without: tuple[str, ...],
    name: str | None,
) -> None:
    """Measure at each SCALE (1 = Oslo) the stages of a build, the whole build, and the same marts by other means."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    scratch.mkdir(parents=True, exist_ok=True)
    machine = describe([packages] if packages else [])
    before = last_committed()
    measured = []
    for scale in scales:
        folder = extracts.get(scale) or _generated(scale, scratch.resolve(), console)
        bench = Bench(scale, folder.resolve(), scratch.resolve() / scale, packages, frozenset(without), console)
        measured.append(bench.run(runs or _default_runs(float(scale))))
        presentation.print_scale(console, measured[-1])
    result = Result(f"{datetime.now(UTC):%Y-%m-%d}-{name or machine['commit']}", machine, measured)
    presentation.print_comparison(console, result, before)
    console.print(f"Written: {result.write().name}, {write_curve(result, FOLDER).name}")
    unequal = [message for scale in measured for message in scale.unequal.values()]
    if unequal:
        raise click.ClickException("\n".join(unequal))


class Bench:
    """Everything that is measured at one scale."""

    def __init__(
        self,
        scale: str,
        extracts: Path,
        folder: Path,
        packages: Path | None,
        without: frozenset[str],
        console: Console,
    ) -> None:
        self.scale, self.extracts, self.folder = scale, extracts, folder
        self.packages, self.without, self.console = packages, without, console
        self.data = folder / "data"
        self.costs: dict[str, list[Cost]] = defaultdict(list)
        self.model_seconds: dict[str, list[float]] = defaultdict(list)
        self.unequal: dict[str, str] = {}
        self.equal: set[str] = set()

    def run(self, run_count: int) -> ScaleResult:
        """Measure it all, and that `run_count` times, so that a slow minute does not hit one thing only."""
        for number in range(run_count):
            for name, cost in self._once():
                self.costs[name].append(cost)
                presentation.print_cost(self.console, f"scale {self.scale}, run {number + 1}: {name}", cost)
        slowest = {name: statistics.median(seconds) for name, seconds in self.model_seconds.items()}
        return ScaleResult(
            scale=self.scale,
            payment_count=_payment_count(self.extracts),
            run_count=run_count,
            costs={name: median(costs) for name, costs in self.costs.items()},
            equal=sorted(self.equal - self.unequal.keys()),
            unequal=self.unequal,
            slowest_models=dict(sorted(slowest.items(), key=lambda item: -item[1])[:SLOWEST]),
        )

    def _once(self) -> Iterator[tuple[str, Cost]]:
        _empty(self.data, keep="target")
        for stage in STAGES:
            if stage in self.without:
                continue
            if stage == "models":
                yield START, self._start()
            yield stage, self._stage(stage)
            if stage == "models":
                self._note_models()
        for bound in BOUNDS:
            if bound not in self.without:
                yield bound, self._bound(bound)
        if BUILD not in self.without:
            yield BUILD, self._build()

    def _stage(self, stage: str) -> Cost:
        command = [sys.executable, "-m", "benchmark.stage", stage, self.extracts, self.data]
        return measure(command, spill_folders(self.data), {"PYTHONPATH": str(SCRIPTS)})

    def _start(self) -> Cost:
        """dbt's fixed start, once it has read the project and what it found is there to be used again."""
        if not (self.data / "target" / "partial_parse.msgpack").exists():
            self._stage("dbt_start")
        return self._stage("dbt_start")

    def _note_models(self) -> None:
        for node in json.loads((self.data / "target" / "run_results.json").read_text())["results"]:
            kind, _, name = node["unique_id"].split(".")[:3]
            if kind == "model":
                self.model_seconds[name].append(node["execution_time"])

    def _bound(self, bound: str) -> Cost:
        module, output = BOUNDS[bound]
        spill = self.folder / f"{module}.duckdb.tmp"
        target = [self.folder / output] if output else []
        python_path = [str(folder.resolve()) for folder in (SCRIPTS, self.packages) if folder]
        cost = measure(
            [sys.executable, "-m", f"benchmark.bounds.{module}", self.extracts, *target],
            [spill],
            {"PYTHONPATH": ":".join(python_path)},
        )
        warehouse = self.data / WAREHOUSE
        if target and warehouse.exists():
            try:
                require_equal(warehouse, *target)
                self.equal.add(bound)
            except Unequal as difference:
                self.unequal[bound] = f"scale {self.scale}: {difference}"
        return cost

    def _build(self) -> Cost:
        """All of it in one, as for someone who has just checked the project out."""
        data = self.folder / "build"
        shutil.rmtree(data, ignore_errors=True)
        # A small city need not be like Oslo, so its suites only warn; what they ask takes as long.
        velferd = Path(sysconfig.get_path("scripts")) / "velferd"
        command = [velferd, "build", "--extracts", self.extracts, "--data", data, "--audit", "warn", "--demo"]
        cost = measure(command, spill_folders(data), {"PYTHONPATH": str(SCRIPTS)})
        shutil.rmtree(data)
        return cost


def _default_runs(scale: float) -> int:
    return 5 if scale <= 1 else 3 if scale <= 10 else 1


def _generated(scale: str, scratch: Path, console: Console) -> Path:
    """Deliveries of a city of this size, made when they are not there yet."""
    from velferd.generator import generate

    folder = scratch / "deliveries" / scale
    if not folder.exists():
        console.print(f"Making the deliveries of scale {scale}")
        fresh = folder.with_name(f".{scale}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        generate(fresh, float(scale), 2024, "parquet")
        fresh.rename(folder)
    return folder


def _empty(folder: Path, keep: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name == keep:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _payment_count(extracts: Path) -> int:
    files = f"{latest(extracts, 'fasit')}/utbetaling*.parquet"
    [(count,)] = duckdb.execute("select count(*) from read_parquet(?)", [files]).fetchall()
    return count


if __name__ == "__main__":
    main()
