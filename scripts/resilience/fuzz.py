"""`python -m resilience.fuzz`: land deliveries that are broken at random, and say what fell short."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from velferd.processes import apart

from resilience.delivery import prepare
from resilience.trial import Outcome, attempt_number, case_of, write


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--deliveries", type=click.IntRange(1), default=5000, show_default=True, help="How many to try.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same deliveries.")
@click.option("--only", type=click.IntRange(0), multiple=True, help="Try only the delivery of this number.")
@click.option("--scratch", type=click.Path(file_okay=False, path_type=Path), required=True, help="Takes everything.")
@click.option("--keep", is_flag=True, help="With --only: leave the delivery's files in the scratch folder.")
def main(deliveries: int, seed: int, only: tuple[int, ...], scratch: Path, keep: bool) -> None:
    """Land so many broken deliveries, one after the other, beside good ones."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    outcomes: list[Outcome] = []
    try:
        for outcome in _told(run(scratch, seed, only or range(deliveries)), len(only) or deliveries, console):
            outcomes.append(outcome)
    finally:
        print_outcomes(console, outcomes, seed)
    if keep:
        for number in only:
            write(case_of(scratch, seed, number), scratch / f"delivery-{number}")
    if any(outcome.shortfalls for outcome in outcomes):
        raise SystemExit(1)


def run(scratch: Path, seed: int, numbers: Iterable[int]) -> Iterable[Outcome]:
    """What became of the deliveries of these numbers, in their order."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    with apart(os.cpu_count() or 1) as processes:
        processes.submit(prepare, scratch).result()
        yield from processes.map(partial(attempt_number, scratch, seed), numbers, chunksize=4)


def _told(outcomes: Iterable[Outcome], total: int, console: Console) -> Iterable[Outcome]:
    for count, outcome in enumerate(outcomes, start=1):
        for shortfall in outcome.shortfalls:
            console.print(f"{outcome.number} ({outcome.group}: {outcome.name}) {shortfall}", markup=False)
        if count % 250 == 0 or count == total:
            console.print(f"{count} of {total} tried")
        yield outcome


def print_outcomes(console: Console, outcomes: Iterable[Outcome], seed: int) -> None:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        for name in (outcome.name, ""):
            of_kind = counts[outcome.group, name]
            of_kind["tried"] += 1
            of_kind[outcome.became] += 1
            of_kind["undefined"] += outcome.undefined > 0
            of_kind["fell short"] += bool(outcome.shortfalls)
    table = Table("what was broken", title=f"Deliveries broken at random, seed {seed}")
    headings = ("tried", "refused", "landed", "undefined", "fell short")
    for heading in headings:
        table.add_column(heading, justify="right")
    for (group, name), of_kind in sorted(counts.items()):
        table.add_row(f"  {name}" if name else group, *(f"{of_kind[heading]}" for heading in headings))
    console.print(table)


if __name__ == "__main__":
    main()
