"""Opening DuckDB safely: it fetches nothing, and what it spills to disk cannot be read there."""

from __future__ import annotations

from pathlib import Path

#: No extension is installed, or loaded unasked.
NO_EXTENSIONS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def spilling_to(folder: Path) -> dict[str, str | bool]:
    """The configuration of a connection whose rows may spill to `folder`, encrypted."""
    return {"temp_directory": str(folder), "temp_file_encryption": True} | NO_EXTENSIONS


def quoted(path: Path) -> str:
    """A path as it stands between quotes in SQL."""
    return str(path).replace("'", "''")
