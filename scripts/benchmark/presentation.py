"""What a benchmark says on the console."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from benchmark.measure import Cost
from benchmark.result import Result, ScaleResult, against

MEGABYTE = 1e6


def print_cost(console: Console, what: str, cost: Cost) -> None:
    console.print(f"{what}: {cost.wall_seconds:.1f} s, {cost.cpu_seconds:.1f} s CPU")


def print_scale(console: Console, measured: ScaleResult) -> None:
    """Medians, ratios and slowest models of one scale."""
    runs = f"median of {measured.run_count} runs" if measured.run_count > 1 else "one run"
    payments = f"{measured.payment_count:,}".replace(",", " ")
    columns = ("wall s", "CPU s", "peak MB", "read MB", "written MB", "spilled MB")
    table = _table(f"Scale {measured.scale}, {payments} payments, {runs}", "what", *columns)
    for name, cost in measured.costs.items():
        sizes = (cost.peak_memory_bytes, cost.read_bytes, cost.written_bytes, cost.spilled_bytes)
        figures = [f"{seconds:.1f}" for seconds in (cost.wall_seconds, cost.cpu_seconds)]
        table.add_row(name, *figures, *(f"{size / MEGABYTE:.0f}" for size in sizes))
    console.print(table)
    for name, ratio in measured.ratios().items():
        console.print(f"  {name}: {ratio:.2f}")
    for message in measured.unequal.values():
        console.print(f"  {message}", style="bold red")
    if not measured.slowest_models:
        return
    slowest = _table("Slowest models", "model", "s")
    for name, seconds in measured.slowest_models.items():
        slowest.add_row(name, f"{seconds:.2f}")
    console.print(slowest)


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


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 or column == "what" else "right")
    return table
