"""Everything that is measured at one scale."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
from rich.console import Console
from velferd.contract import MANDATORY_SYSTEM
from velferd.dbt_run import PROJECT
from velferd.landing.delivery import find_deliveries
from velferd.releases import WAREHOUSE

from benchmark import presentation
from benchmark.compare import Unequal, require_equal
from benchmark.measure import CommandFailed, Cost, measure, median
from benchmark.new_month import NewMonth
from benchmark.queries import milliseconds
from benchmark.result import ANEW, BUILD, COLUMNS, NEW_MONTH, PANDAS, POLARS, QUERIES, SCRIPT, START, ScaleResult
from benchmark.stage import STAGES, WORKSHOP, spill_folders

SCRIPTS = PROJECT / "scripts"
SLOWEST = 10
#: Bound -> its module, and what it writes; nothing for the one that only reads.
BOUNDS = {
    SCRIPT: ("duckdb_script", "duckdb_script.duckdb"),
    POLARS: ("polars_marts", "polars"),
    PANDAS: ("pandas_marts", "pandas"),
    COLUMNS: ("columns", None),
}


class Bench:
    """The measurements at one scale, in folders below `folder`."""

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
        deliveries, _ = find_deliveries(extracts)
        #: By system, in the order of their dates: the last one stays.
        self.latest = {delivery.system: delivery.folder for delivery in deliveries}
        self.packages, self.without, self.console = packages, without, console
        self.data = folder / "data"
        self.costs: dict[str, list[Cost]] = defaultdict(list)
        self.model_seconds: dict[str, list[float]] = defaultdict(list)
        self.query_milliseconds: dict[str, list[float]] = defaultdict(list)
        self.unequal: dict[str, str] = {}
        self.equal: set[str] = set()

    def run(self, run_count: int) -> ScaleResult:
        """Measure it all, and that `run_count` times, so that a slow minute does not hit one thing only."""
        for number in range(run_count):
            for name, cost in self._once():
                self.costs[name].append(cost)
                presentation.print_cost(self.console, f"scale {self.scale}, run {number + 1}: {name}", cost)
        if NEW_MONTH not in self.without:
            self._take_in_a_month()
        slowest = {name: statistics.median(seconds) for name, seconds in self.model_seconds.items()}
        return ScaleResult(
            scale=self.scale,
            payment_count=self._payment_count(),
            run_count=run_count,
            costs={name: median(costs) for name, costs in self.costs.items()},
            equal=sorted(self.equal - self.unequal.keys()),
            unequal=self.unequal,
            slowest_models=dict(sorted(slowest.items(), key=lambda item: -item[1])[:SLOWEST]),
            query_milliseconds={name: statistics.median(times) for name, times in self.query_milliseconds.items()},
        )

    def _once(self) -> Iterator[tuple[str, Cost]]:
        _empty(self.data, keep="target")
        for stage in STAGES:
            if stage in self.without:
                continue
            yield stage, self._stage(stage)
            if stage == "landing":
                yield START, self._start()
            if stage == "models":
                self._note_models()
        if QUERIES not in self.without and (self.data / WAREHOUSE).exists():
            for query, median_milliseconds in milliseconds(self.data / WAREHOUSE).items():
                self.query_milliseconds[query].append(median_milliseconds)
        if BUILD not in self.without:
            yield BUILD, self._build()
        for name in BOUNDS:
            if name in self.without or name in self.unequal:
                continue
            try:
                yield name, self._bound(name)
                self._compare(name)
            except Unequal as difference:
                self.unequal[name] = f"scale {self.scale}: {difference}"
            except CommandFailed as failure:
                # What cannot do it at this scale, for want of memory, is no reason to lose the other figures.
                self.unequal[name] = f"scale {self.scale}: {name} did not finish: {failure}"

    def _take_in_a_month(self) -> None:
        """Once: it takes three builds."""
        folder = self.folder / "new_month"
        try:
            month = NewMonth(self.extracts, self.latest[MANDATORY_SYSTEM], folder, self._velferd_build)
            for name, cost in zip((NEW_MONTH, ANEW), month.measure(), strict=True):
                self.costs[name].append(cost)
                presentation.print_cost(self.console, f"scale {self.scale}: {name}", cost)
            shutil.rmtree(folder)
        except (Unequal, CommandFailed) as problem:
            self.unequal[NEW_MONTH] = f"scale {self.scale}: {NEW_MONTH}: {problem}"

    def _stage(self, stage: str) -> Cost:
        command = [sys.executable, "-m", "benchmark.stage", stage, self.extracts, self.data]
        return measure(command, self._log(stage), spill_folders(self.data), {"PYTHONPATH": str(SCRIPTS)})

    def _start(self) -> Cost:
        """dbt's fixed start, once it has read the project and what it found is there to be used again."""
        if START not in self.costs:
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
        deliveries = (self.latest["fasit"], self.latest["oskar"])
        target = [self.folder / output] if output else []
        python_path = [str(folder.resolve()) for folder in (SCRIPTS, self.packages) if folder]
        command = [sys.executable, "-m", f"benchmark.bounds.{module}", *deliveries, *target]
        return measure(command, self._log(module), [spill], {"PYTHONPATH": ":".join(python_path)})

    def _compare(self, name: str) -> None:
        """Note that its numbers are those they should be, or raise `Unequal`."""
        _, output = BOUNDS[name]
        # Publication puts it in its place.
        warehouse = [path for path in (self.data / WAREHOUSE, self.data / WORKSHOP / WAREHOUSE) if path.exists()]
        if output and warehouse:
            require_equal(warehouse[0], self.folder / output)
            self.equal.add(name)

    def _payment_count(self) -> int:
        files = f"{self.latest['fasit']}/utbetaling*.parquet"
        [(count,)] = duckdb.execute("select count(*) from read_parquet(?)", [files]).fetchall()
        return count

    def _log(self, what: str) -> Path:
        return self.folder / "logs" / f"{what}.log"

    def _build(self) -> Cost:
        """All of it in one, as for someone who has just checked the project out."""
        data = self.folder / "build"
        shutil.rmtree(data, ignore_errors=True)
        cost = self._velferd_build(self.extracts, data)
        shutil.rmtree(data)
        return cost

    def _velferd_build(self, extracts: Path, data: Path) -> Cost:
        # A small city need not be like Oslo, so its suites only warn; what they ask takes as long.
        velferd = Path(sysconfig.get_path("scripts")) / "velferd"
        command = [velferd, "build", "--extracts", extracts, "--data", data, "--audit", "warn", "--demo"]
        return measure(command, self._log(data.name), spill_folders(data), {"PYTHONPATH": str(SCRIPTS)})


def _empty(folder: Path, keep: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name == keep:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
