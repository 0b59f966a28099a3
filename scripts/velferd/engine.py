"""How DuckDB is opened by a process that may read idents."""

from __future__ import annotations

import os
from pathlib import Path

#: For instance 16GB; empty or not set: 80 % of the machine's memory, which is DuckDB's own default.
MEMORY_VARIABLE = "VELFERD_MEMORY_LIMIT"


def settings(spill: Path) -> dict[str, str]:
    """No extension is fetched; what does not fit in memory is spilled below `spill`, encrypted."""
    return {
        "temp_directory": str(spill),
        "temp_file_encryption": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        **memory_limit(),
    }


def memory_limit() -> dict[str, str]:
    """The setting that holds DuckDB to the memory it was given, if it was given any."""
    limit = os.environ.get(MEMORY_VARIABLE)
    return {"memory_limit": limit} if limit else {}
