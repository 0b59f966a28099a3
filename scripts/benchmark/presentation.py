"""What a benchmark says on the console."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from benchmark.measure import Cost
from benchmark.queries import TIMES
from benchmark.result import ANEW, NEW_MONTH, Result, ScaleResult, against

MEGABYTE = 1e6
#: To the warehouse's users.
PROMISED = "promised at scale 10"
PROMISED_MILLISECONDS = 200
PROMISED_RATIOS = {f"{NEW_MONTH} / {ANEW}": 0.35}


def print_cost(console: Console, what: str, cost: Cost) -> None:
    console.print(f"{what}: {cost.wall_seconds:.1f} s, {cost.cpu_seconds:.1f} s CPU")


def print_scale(console: Console, measured: ScaleResult) -> None:
    """Medians, ratios and slowest models of one scale."""
    runs = f"median of {measured.run_count} runs" if measured.run_count > 1 else "one run"
    columns = ("wall s", "CPU s", "peak MB", "read MB", "written MB", "spilled MB")
    table = _table(f"Scale {measured.scale}, {_number(measured.payment_count)} payments, {runs}", "what", *columns)
    for name, cost in measured.costs.items():
        sizes = (cost.peak_memory_bytes, cost.read_bytes, cost.written_bytes, cost.spilled_bytes)
        figures = [_number(seconds, 1) for seconds in (cost.wall_seconds, cost.cpu_seconds)]
        table.add_row(name, *figures, *(_number(size / MEGABYTE) for size in sizes))
    console.print(table)
    _print_ratios(console, measured)
    for message in measured.unequal.values():
        console.print(message, style="bold red")
    if measured.query_milliseconds:
        queries = _table(f"Queries in analyses/, median of {TIMES}", "what", "ms", PROMISED)
        for name, milliseconds in measured.query_milliseconds.items():
            queries.add_row(name, _number(milliseconds), f"under {PROMISED_MILLISECONDS}")
        console.print(queries)
    if measured.slowest_models:
        slowest = _table("Slowest models", "model", "s")
        for name, seconds in measured.slowest_models.items():
            slowest.add_row(name, _number(seconds, 2))
        console.print(slowest)


def _print_ratios(console: Console, measured: ScaleResult) -> None:
    ratios = measured.ratios()
    names = dict.fromkeys(name.rpartition(", ")[0] for name in ratios)
    table = _table("Ratios", "what", "wall", "CPU", PROMISED)
    for name in names:
        promised = f"at most {PROMISED_RATIOS[name]:.2f}" if name in PROMISED_RATIOS else ""
        table.add_row(name, *(_number(ratios[f"{name}, {kind}"], 2) for kind in ("wall", "cpu")), promised)
    if names:
        console.print(table)


def print_comparison(console: Console, result: Result, before: dict[str, Any] | None) -> None:
    """The scales against each other, and this result against the one that was committed last."""
    for name, ratio in result.growth().items():
        console.print(f"  {name}: {ratio:.2f}")
    if before is None:
        console.print("No result has been committed yet that this one could be compared with.")
        return
    table = _table(f"Wall time against {before['name']} (1 = as long)", "scale", "what", "ratio")
    for scale, ratios in against(result, before).items():
        for name, ratio in ratios.items():
            table.add_row(scale, name, f"{ratio:.2f}")
    console.print(table)
    if before["machine"] | {"commit": None} != result.machine | {"commit": None}:
        console.print("The machines or the versions differ: compare the ratios within each result, not the times.")


def _number(value: float, decimals: int = 0) -> str:
    return f"{value:,.{decimals}f}".replace(",", "\u00a0")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 or column == "what" else "right")
    return table
