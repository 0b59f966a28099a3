"""What landing makes of deliveries that a test has written."""

from __future__ import annotations

from pathlib import Path

import duckdb
from deliveries import Row, write
from velferd.landing import land


def land_rows(folder: Path, relation: str, *rows: Row) -> duckdb.DuckDBPyConnection:
    """Land a sound delivery in which a table has these rows, with all other systems left out but fasit."""
    system, name = relation.split(".")
    write(folder / "extracts", system, **{name: list(rows)})
    if system != "fasit":
        write(folder / "extracts")
    return landed(folder)


def landed(folder: Path) -> duckdb.DuckDBPyConnection:
    """Land `folder`/extracts, however many rows go to quarantine, and open the raw zone that it becomes."""
    land(folder / "extracts", folder / "data", quarantine_threshold=1)
    return duckdb.connect(str(folder / "data" / "raw.duckdb"), read_only=True)


def findings(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    return connection.execute("select table_name, source_line, column_name, rule from landing.findings").fetchall()
