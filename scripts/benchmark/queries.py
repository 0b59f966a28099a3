"""How long an analyst waits: every query in analyses/ on the finished warehouse."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import duckdb
from velferd.dbt_run import PROJECT

ANALYSES = PROJECT / "analyses"
TIMES = 5


def milliseconds(warehouse: Path) -> dict[str, float]:
    """By query: the median from opening the file, as an analyst opens it, to having the last row."""
    return {
        query.stem: statistics.median(_once(warehouse, query.read_text(encoding="utf-8")) for _ in range(TIMES))
        for query in sorted(ANALYSES.glob("*.sql"))
    }


def _once(warehouse: Path, query: str) -> float:
    started = time.perf_counter()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(query).fetchall()
        return 1000 * (time.perf_counter() - started)
