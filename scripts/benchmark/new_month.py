"""A delivery arrives that only adds a month: what the build costs, and whether its marts are as if built anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
from velferd.contract import MANDATORY_SYSTEM, Table, tables_of
from velferd.keys import KEY_FILE
from velferd.releases import PUBLICATIONS, WAREHOUSE

from benchmark.compare import require_same_marts
from benchmark.measure import Cost

#: Columns that are filled in with a date of the same row.
FILLED_WITH = {"sluttarsak": "sluttdato"}
#: Of the build before. With another key persons would have other names, and what was published before decides what is
#: hidden now.
KEPT = (KEY_FILE, PUBLICATIONS)


class NewMonth:
    """The latest Fasit delivery, as the one that adds its last month of payments.

    Before it there are one Fasit delivery, as this one would have been on the day before that month, and all that the
    other systems have delivered. `build` builds deliveries into a data folder; everything lies below `folder`, which is
    emptied first.
    """

    def __init__(self, extracts: Path, latest: Path, folder: Path, build: Callable[[Path, Path], Cost]) -> None:
        self.given, self.latest, self.build = extracts, latest, build
        self.extracts, self.data, self.anew = folder / "extracts", folder / "month_by_month", folder / "anew"
        shutil.rmtree(folder, ignore_errors=True)

    def measure(self) -> tuple[Cost, Cost]:
        """What the build costs that takes the month in, and what one costs that makes the same from nothing.

        Raises `Unequal` where their marts are not the same.
        """
        self._deliver_what_was_before()
        self.build(self.extracts, self.data)
        self.anew.mkdir()
        for name in KEPT:
            shutil.copy2(self.data / name, self.anew)
        (self.extracts / MANDATORY_SYSTEM / self.latest.name).symlink_to(self.latest)
        costs = self.build(self.extracts, self.data), self.build(self.extracts, self.anew)
        require_same_marts(self.data / WAREHOUSE, self.anew / WAREHOUSE)
        return costs

    def _deliver_what_was_before(self) -> None:
        fasit = self.extracts / MANDATORY_SYSTEM
        fasit.mkdir(parents=True)
        write_earlier(self.latest, fasit)
        for system in self.given.iterdir():
            if system.name != MANDATORY_SYSTEM:
                (self.extracts / system.name).symlink_to(system)


def write_earlier(delivery: Path, folder: Path) -> Path:
    """Write to `folder` what a Fasit delivery would have been before its last month of payments; return where."""
    with duckdb.connect() as connection:
        [(month,)] = connection.execute(
            "select date_trunc('month', max(utbetalingsdato)) from read_parquet(?) where utbetalingsdato <= ?::date",
            [f"{delivery}/utbetaling*.parquet", delivery.name],
        ).fetchall()
        earlier = folder / str(month.date() - timedelta(days=1))
        earlier.mkdir()
        for table in tables_of(MANDATORY_SYSTEM):
            for file in delivery.glob(f"{table.name}*.parquet"):
                rows = connection.sql(_known_before(table, f"{month:%Y-%m}"), params=[str(file)])
                rows.write_parquet(str(earlier / file.name))
    return earlier


def _known_before(table: Table, month: str) -> str:
    """SQL of the rows of a file that begin before the month, without the dates that are still to come.

    Rows without a date stay: they go to quarantine in both deliveries.
    """
    columns, begins = [], ["true"]
    for column in table.columns:
        dated = column.name if column.type in ("date", "month") else FILLED_WITH.get(column.name)
        # As texts, dates and months compare alike.
        is_known = f"coalesce({dated}::varchar < '{month}', true)"
        if dated and column.optional:
            columns.append(f"case when {is_known} then {column.name} end as {column.name}")
        else:
            columns.append(column.name)
            begins += [is_known] if dated else []
    return f"select {', '.join(columns)} from read_parquet(?) where {' and '.join(begins)}"
