"""`python -m resilience.chaos`: kill commands at random, and say what was not whole afterwards."""

from __future__ import annotations

import json
import shutil
import signal
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import click
import duckdb
from rich.console import Console
from rich.table import Table
from velferd.processes import end_in_order

from resilience.bench import VINTAGES, Bench, make
from resilience.family import PATIENCE_SECONDS, Family, Whom
from resilience.state import broken, current
from resilience.trouble import TROUBLES, other, undisturbed

#: Who is hit by what. A closed terminal and Ctrl-C reach the whole group; a system without memory kills a worker.
BLOWS: dict[str, tuple[signal.Signals, Whom]] = {
    "SIGKILL to the command": (signal.SIGKILL, "command"),
    "SIGKILL to the group": (signal.SIGKILL, "group"),
    "SIGKILL to a worker": (signal.SIGKILL, "worker"),
    "SIGTERM to the command": (signal.SIGTERM, "command"),
    "SIGTERM to the group": (signal.SIGTERM, "group"),
    "SIGINT to the group": (signal.SIGINT, "group"),
    "SIGHUP to the group": (signal.SIGHUP, "group"),
}
#: A command whose worker was not needed any more goes on to its end.
_WHOLE_COMMAND_SECONDS = 600
_COMMANDS = {"build": 5, "publish": 2, "report": 2, "land": 2}
#: After so many kills there is one undisturbed build, and one of each other trouble.
_ROUND = 30
#: How long making a release current takes, at most.
_SWAP_SECONDS = 1.5


class Tally:
    """What was tried, by kind, and how it ended."""

    def __init__(self, console: Console) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.console = console

    def add(self, kind: str, ended: str, shortfalls: list[str], number: int) -> None:
        self.counts[kind]["tried"] += 1
        self.counts[kind][ended] += 1
        self.counts[kind]["fell short"] += bool(shortfalls)
        for shortfall in dict.fromkeys(shortfalls):
            self.console.print(f"{number} ({kind}) {shortfall}", markup=False)

    @property
    def fell_short(self) -> bool:
        return any(counts["fell short"] for counts in self.counts.values())

    def print(self, title: str) -> None:
        table = Table("what was done", title=title)
        headings = ("tried", "old", "new", "had ended", "whole", "not possible", "fell short")
        for heading in headings:
            table.add_column(heading, justify="right")
        for kind, counts in sorted(self.counts.items()):
            table.add_row(kind, *(f"{counts[heading]}" for heading in headings))
        self.console.print(table)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--kills", type=click.IntRange(1), default=300, show_default=True, help="How many commands to kill.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same commands, blows and moments.")
@click.option("--scale", type=float, default=0.05, show_default=True, help="Of the city; 1 = Oslo.")
@click.option("--with-dbt", type=int, default=30, show_default=True, help="One in so many builds runs dbt itself.")
@click.option("--scratch", type=click.Path(file_okay=False, path_type=Path), required=True, help="Takes everything.")
@click.option("--result", type=click.Path(dir_okay=False, path_type=Path), help="Also write the counts here, as JSON.")
def main(kills: int, seed: int, scale: float, with_dbt: int, scratch: Path, result: Path | None) -> None:
    """Kill so many commands, each on what the one before has left."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    end_in_order()
    console.print("Building a city undisturbed")
    bench = make(scratch.resolve(), scale)
    tally = Tally(console)
    try:
        attack(bench, kills, seed, with_dbt, tally)
    finally:
        tally.print(f"Commands killed at random, seed {seed}")
        if result:
            result.write_text(json.dumps(tally.counts, indent=1, sort_keys=True) + "\n")
    if tally.fell_short:
        raise SystemExit(1)


def attack(bench: Bench, kills: int, seed: int, with_dbt: int, tally: Tally) -> None:
    """Kill so many commands, with undisturbed builds and other trouble in between, and say how it went."""
    random, began = Random(seed), time.monotonic()
    reference = landed_reference(bench)
    seconds = {command: _seconds(bench, command) for command in _COMMANDS}
    for number in range(1, kills + 1):
        kill(bench, random, number, seconds, with_dbt, reference, tally)
        if number % _ROUND == 0 or number == kills:
            tally.add("undisturbed build", "new", undisturbed(bench), number)
            tally.console.print(f"{number} of {kills} killed after {time.monotonic() - began:.0f} seconds")
        if number % _ROUND == 0:
            for name, trouble in TROUBLES.items():
                shortfalls = trouble(bench, random)
                tally.add(name, "not possible" if shortfalls is None else "whole", shortfalls or [], number)


def kill(
    bench: Bench,
    random: Random,
    number: int,
    seconds: dict[str, float],
    with_dbt: int,
    reference: dict[tuple, int],
    tally: Tally,
) -> None:
    command = random.choices(list(seconds), [_COMMANDS[each] for each in seconds])[0]
    blow = random.choice(list(BLOWS))
    moment = random.uniform(0, 1) * seconds[command]
    at_swap = random.uniform(0, _SWAP_SECONDS) if command != "land" and random.random() < 0.4 else None
    before = current(bench.data, bench.known)
    vintage = other(bench, bench.data)
    # Of the second vintage it is not known what dbt makes: something else stands for it.
    is_turn_of_dbt = command == "build" and with_dbt > 0 and random.randrange(with_dbt) == 0
    runs_dbt = is_turn_of_dbt and vintage == VINTAGES[0]

    family = bench.begin(command, vintage, runs_dbt)
    _wait_for(family, bench.data, moment, at_swap)
    had_ended = family.has_ended
    shortfalls = _hit(family, *BLOWS[blow], random)
    if had_ended and family.process.returncode:
        shortfalls.append(f"it failed before it was hit: {family.said.strip().splitlines()[-1:]}")
    if "Traceback" in family.said:
        shortfalls.append("it ends with a traceback")
    if command == "land":
        shortfalls += _broken_raw(bench, reference)
    shortfalls += broken(bench.data, bench.known, bench.idents)
    if shortfalls:
        shutil.copy(family.log, bench.scratch / f"kill-{number}.log")
    after = current(bench.data, bench.known)
    ended = "had ended" if had_ended else "whole" if command == "land" else "old" if after == before else "new"
    tally.add(f"{command}{' with dbt' if runs_dbt else ''}, {blow}", ended, shortfalls, number)


def _wait_for(family: Family, data: Path, moment: float, at_swap: float | None) -> None:
    """Wait until so many seconds have gone, or so many since it began to make the next release current."""
    while not family.has_ended:
        if at_swap is not None and (data / "releases" / "draft").exists():
            time.sleep(at_swap)
            return
        if at_swap is None and family.seconds >= moment:
            return
        time.sleep(0.005)


def _hit(family: Family, number: signal.Signals, whom: Whom, random: Random) -> list[str]:
    shortfalls = []
    if family.shows_the_key():
        shortfalls.append("a process that it began has the key in its environment")
    family.send(number, whom, random)
    return shortfalls + family.await_end(_WHOLE_COMMAND_SECONDS if whom == "worker" else PATIENCE_SECONDS)


def _seconds(bench: Bench, command: str) -> float:
    """How long the command takes undisturbed."""
    family = bench.finish(command, other(bench, bench.data) if command == "build" else VINTAGES[0])
    if family.process.returncode:
        raise click.ClickException(f"velferd {command} fails undisturbed:\n{family.said}")
    if command == "land":
        shutil.rmtree(bench.landing)
    return family.seconds


def landed_reference(bench: Bench) -> dict[tuple, int]:
    with duckdb.connect(str(bench.data / "raw.duckdb"), read_only=True) as connection:
        return _landed(connection)


def _landed(connection: duckdb.DuckDBPyConnection) -> dict[tuple, int]:
    """Rows loaded by system, date and table, as the books say and as there are."""
    books = connection.execute(
        "select system, delivery_date, table_name, loaded_row_count from landing.delivery_tables"
    ).fetchall()
    counts = {}
    for system, date, table, loaded in books:
        [(there,)] = connection.execute(
            f"select count(*) from {system}.{table} where delivery_date = ?", [date]
        ).fetchall()
        counts[system, date, table] = loaded if loaded == there else -1
    return counts


def _broken_raw(bench: Bench, reference: dict[tuple, int]) -> list[str]:
    """Deliveries are landed whole or not at all; where all are, landing begins anew."""
    raw = bench.landing / "raw.duckdb"
    if not raw.exists():
        return []
    try:
        with duckdb.connect(str(raw), read_only=True) as connection:
            landed = _landed(connection)
            [(rows,)] = connection.execute(
                "select sum(estimated_size) from duckdb_tables() where schema_name <> 'landing'"
            ).fetchall()
    except duckdb.CatalogException:
        return []  # there are no tables yet
    except duckdb.Error as error:
        return [f"raw.duckdb cannot be opened: {type(error).__name__}"]
    if not landed.items() <= reference.items():
        return ["a delivery is landed in part"]
    if rows != sum(landed.values()):
        return [f"there are {rows} rows, and {sum(landed.values())} in the books"]
    if landed == reference:
        shutil.rmtree(bench.landing)
    return []


if __name__ == "__main__":
    main()
