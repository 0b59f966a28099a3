"""What a benchmark found: files of it, ratios, and the comparison with the one that was committed last."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmark.measure import Cost

FOLDER = Path(__file__).resolve().parent / "results"
BUILD, START = "velferd build", "dbt start"
NEW_MONTH, ANEW = "new month", "the same anew"
SCRIPT, POLARS, PANDAS, COLUMNS = "duckdb script", "polars", "pandas", "reading once"
QUERIES = "analyses"
#: The stages that turn deliveries into marts, as the bounds do.
TO_MARTS = ("landing", "four_marts")


@dataclass(frozen=True)
class ScaleResult:
    """The medians at one scale."""

    scale: str
    #: Payments in the latest delivery.
    payment_count: int
    run_count: int
    #: Stages of a build, the whole build, dbt's start and bounds; the build with which a month arrives and one of the
    #: same from nothing, once and only where their marts are the same.
    costs: dict[str, Cost]
    #: Bounds whose numbers are those of the warehouse, and how the others differ: the ratios of those do not count.
    equal: list[str] = field(default_factory=list)
    unequal: dict[str, str] = field(default_factory=dict)
    #: Seconds of the slowest models.
    slowest_models: dict[str, float] = field(default_factory=dict)
    #: Milliseconds that each query in analyses/ takes on the warehouse.
    query_milliseconds: dict[str, float] = field(default_factory=dict)

    def ratios(self) -> dict[str, float]:
        """Wall time against wall time within this run, and CPU time where the machine may not have been idle."""
        found = {}
        for kind in ("wall", "cpu"):
            seconds = {name: getattr(cost, f"{kind}_seconds") for name, cost in self.costs.items()}
            equal = {*self.equal, COLUMNS}
            comparable = {
                name: seconds[name] for name in (SCRIPT, POLARS, PANDAS, COLUMNS) if name in equal & seconds.keys()
            }
            if SCRIPT in comparable and {"models", START} <= seconds.keys():
                models = seconds["models"] - seconds[START]
                found[f"(models - {START}) / {SCRIPT}, {kind}"] = models / comparable[SCRIPT]
            if seconds.keys() >= set(TO_MARTS):
                to_marts = sum(seconds[stage] for stage in TO_MARTS)
                for name, bound in comparable.items():
                    found[f"{name} / ({' + '.join(TO_MARTS)}), {kind}"] = bound / to_marts
            if {NEW_MONTH, ANEW} <= seconds.keys():
                found[f"{NEW_MONTH} / {ANEW}, {kind}"] = seconds[NEW_MONTH] / seconds[ANEW]
        return found


@dataclass(frozen=True)
class Result:
    name: str
    machine: dict[str, Any]
    scales: list[ScaleResult]

    def growth(self) -> dict[str, float]:
        """What landing and models together cost as a multiple of the scale before, beside what the payments are."""
        found = {}
        for small, large in pairwise(self.scales):
            step = f"scale {large.scale} / scale {small.scale}"
            found[f"{step}, payments"] = large.payment_count / small.payment_count
            for kind in ("wall", "cpu"):
                seconds = [
                    sum(getattr(scale.costs[stage], f"{kind}_seconds") for stage in ("landing", "models"))
                    for scale in (large, small)
                    if {"landing", "models"} <= scale.costs.keys()
                ]
                if len(seconds) == 2:
                    found[f"{step}, landing + models, {kind}"] = seconds[0] / seconds[1]
        return found

    def write(self, folder: Path = FOLDER) -> Path:
        folder.mkdir(exist_ok=True)
        path = folder / f"{self.name}.json"
        document = asdict(self) | {"growth": self.growth(), "finished": datetime.now(UTC).isoformat(timespec="seconds")}
        for scale, row in zip(self.scales, document["scales"], strict=True):
            row["ratios"] = scale.ratios()
        path.write_text(json.dumps(_rounded(document), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return path


def last_committed(folder: Path = FOLDER) -> dict[str, Any] | None:
    """The newest result that git knows of, as it was committed; None where there is none."""
    listed = subprocess.run(
        ["git", "-C", str(folder), "ls-files", "*.json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    results = []
    for name in listed.stdout.split():
        shown = subprocess.run(
            ["git", "-C", str(folder), "show", f"HEAD:./{name}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if shown.returncode == 0:
            results.append(json.loads(shown.stdout))
    return max(results, key=lambda result: result["finished"], default=None)


def against(result: Result, before: dict[str, Any] | None) -> dict[str, dict[str, float]]:
    """By scale and what was measured: its wall time now as a share of that of `before`."""
    earlier = {scale["scale"]: scale["costs"] for scale in before["scales"]} if before else {}
    return {
        scale.scale: {
            name: cost.wall_seconds / earlier[scale.scale][name]["wall_seconds"]
            for name, cost in scale.costs.items()
            if name in earlier.get(scale.scale, {})
        }
        for scale in result.scales
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, 3) if isinstance(value, float) else value
