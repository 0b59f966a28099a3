"""The hand-written script: duckdb_facts.sql and duckdb_marts.sql, in one process and on one connection.

`python -m benchmark.bounds.duckdb_script <fasit delivery> <oskar delivery> <DuckDB file>`
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
from velferd.database import spilling_to

from benchmark.bounds import CODE_LISTS

PARTS = [Path(__file__).with_name(name) for name in ("duckdb_facts.sql", "duckdb_marts.sql")]


def run(fasit: Path, oskar: Path, database: Path) -> None:
    """Compute core facts and marts into `database`, a new file."""
    database.unlink(missing_ok=True)
    # As in a build: what is spilled is encrypted, and the memory limit is kept.
    with duckdb.connect(str(database), config=spilling_to(database.with_name(f"{database.name}.tmp"))) as connection:
        for variable, value in {
            "fasit": str(fasit),
            "oskar": str(oskar),
            "seeds": str(CODE_LISTS),
        }.items():
            connection.execute(f"set variable {variable} = ?", [value])
        connection.execute("set variable extract_date = ?::date", [fasit.name])
        for part in PARTS:
            connection.execute(part.read_text(encoding="utf-8"))


if __name__ == "__main__":
    run(*map(Path, sys.argv[1:]))
