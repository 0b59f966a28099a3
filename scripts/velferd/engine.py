"""How DuckDB is opened by a process that may read idents."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

#: For instance 16GB; empty or not set: 80 % of the machine's memory, which is DuckDB's own default.
MEMORY_VARIABLE = "VELFERD_MEMORY_LIMIT"


def settings(spill: Path) -> dict[str, str]:
    """No extension is fetched; what does not fit in memory is spilled below `spill`, encrypted.

    Without an extension DuckDB draws the key of a spilled file with an ordinary random generator, and refuses to spill
    unless told to. The key lives in memory only, and the folder is for its owner.
    """
    return {
        "temp_directory": str(spill),
        "temp_file_encryption": "true",
        "force_mbedtls_unsafe": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        **memory_limit(),
    }


def memory_limit() -> dict[str, str]:
    """The setting that holds DuckDB to the memory it was given, if any. Raises click.ClickException when it is none."""
    limit = os.environ.get(MEMORY_VARIABLE)
    if not limit:
        return {}
    if not re.fullmatch(r"\d+ ?[MGT]i?B", limit, re.ASCII):
        raise click.ClickException(f"{MEMORY_VARIABLE} is not an amount of memory such as 16GB.")
    return {"memory_limit": limit}
