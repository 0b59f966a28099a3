"""Run duckdb_script.sql: `python -m benchmark.bounds.duckdb_script <deliveries> <DuckDB file>`."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
from velferd.database import spilling_to

from benchmark.bounds.deliveries import CODE_LISTS, latest

SCRIPT = Path(__file__).with_suffix(".sql")


def run(extracts: Path, database: Path) -> None:
    """Compute core facts and marts into `database`, a new file."""
    fasit = latest(extracts, "fasit")
    database.unlink(missing_ok=True)
    # As in a build: what is spilled is encrypted, and the memory limit is kept.
    with duckdb.connect(str(database), config=spilling_to(database.with_name(f"{database.name}.tmp"))) as connection:
        for variable, value in {
            "fasit": str(fasit),
            "oskar": str(latest(extracts, "oskar")),
            "seeds": str(CODE_LISTS),
        }.items():
            connection.execute(f"set variable {variable} = ?", [value])
        connection.execute("set variable extract_date = ?::date", [fasit.name])
        connection.execute(SCRIPT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
