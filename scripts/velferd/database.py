"""Opening DuckDB safely: it fetches nothing, and what it spills to disk cannot be read there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click
import duckdb

#: For instance 16GB; empty or not set: 80 % of the machine's memory, which is DuckDB's own default.
MEMORY_VARIABLE = "VELFERD_MEMORY_LIMIT"
#: No extension is installed, or loaded unasked.
NO_EXTENSIONS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def spilling_to(folder: Path) -> dict[str, str | bool]:
    """The configuration of a connection that keeps to the memory it was given and spills to `folder`, encrypted.

    Without an extension DuckDB draws the key of a spilled file with an ordinary random generator, and refuses to spill
    unless told to. The key lives in memory only, and the folder has to be for its owner.
    """
    spilling = {"temp_directory": str(folder), "temp_file_encryption": True, "force_mbedtls_unsafe": True}
    return spilling | NO_EXTENSIONS | memory_limit()


def memory_limit() -> dict[str, str]:
    """The setting that holds DuckDB to the memory it was given, if any. Raises click.ClickException when it is none."""
    limit = os.environ.get(MEMORY_VARIABLE)
    if not limit:
        return {}
    if not re.fullmatch(r"\d+ ?[MGT]i?B", limit, re.ASCII):
        raise click.ClickException(f"{MEMORY_VARIABLE} is not an amount of memory such as 16GB.")
    return {"memory_limit": limit}


def memory_bytes() -> int:
    """What DuckDB may use of the machine's memory. Raises click.ClickException as `memory_limit` does."""
    with duckdb.connect(config=NO_EXTENSIONS | memory_limit()) as connection:
        [(size,)] = connection.execute("select parse_formatted_bytes(current_setting('memory_limit'))").fetchall()
    return size


def writer_of(database: Path) -> str:
    """The process that has the file open for writing, as `command (PID number)`; empty where none has."""
    if not database.exists():
        return ""
    try:
        duckdb.connect(str(database), read_only=True, config=NO_EXTENSIONS).close()
    except duckdb.Error as error:
        found = re.search(r"lock is held in (.+? \(PID \d+\))", str(error))
        return found[1] if found else ""
    return ""


def quoted(path: Path | str) -> str:
    """A path as it stands between quotes in SQL."""
    return str(path).replace("'", "''")


def literal(path: Path) -> str:
    """A path for what reads files: as it is, it would also mean other files where it has `*`, `?` or `[` in it."""
    return re.sub(r"([*?[])", r"[\1]", str(path))
