"""Python, packages, and the folder that a build writes to."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb
from packaging.requirements import Requirement

from velferd.doctor.finding import Finding
from velferd.keys import KEY_FILE
from velferd.lock import is_locked
from velferd.numbers_in_words import figure

MINIMUM_PYTHON = (3, 11)
#: A build writes its warehouse beside the one there is, and may spill about as much again.
SPACE_FACTOR = 3
MINIMUM_SPACE_BYTES = 3 * 1024**3


def python(running: tuple[int, int]) -> Finding:
    name = ".".join(map(str, running))
    if running < MINIMUM_PYTHON:
        return Finding("error", "Python", f"{name} is too old", "Run `make clean setup PYTHON=python3.11`, or newer.")
    return Finding("ok", "Python", name)


def packages(lock: Path) -> Finding:
    """Whether what is installed is what the lock file says; another DuckDB would write other files."""
    try:
        lines = lock.read_text().splitlines()
    except OSError:
        return Finding("error", "packages", f"{lock} cannot be read", "Check the project out anew.")
    pins = [Requirement(line.rstrip(" \\")) for line in lines if re.match(r"[A-Za-z0-9]", line)]
    wrong = [
        f"{pin.name} is {_installed(pin.name) or 'missing'}, not {pin.specifier}"
        for pin in sorted(pins, key=lambda pin: (pin.name != "duckdb", pin.name))
        if (pin.marker is None or pin.marker.evaluate()) and f"=={_installed(pin.name)}" != str(pin.specifier)
    ]
    if wrong:
        others = f", and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        advice = "Run `make clean setup`: it installs what requirements.lock says."
        return Finding("error", "packages", ", ".join(wrong[:3]) + others, advice)
    return Finding("ok", "packages", f"as in {lock.name}, DuckDB {duckdb.__version__}")


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def folder(data: Path) -> Iterator[Finding]:
    """Permissions and free space of the output folder, or of what it will be made in."""
    there = next(place for place in (data.absolute(), *data.absolute().parents) if place.exists())
    if not there.is_dir():
        yield Finding("error", "folder", f"{there} is a file", "Name another folder: DATA=<folder>.")
        return
    if not os.access(there, os.W_OK | os.X_OK):
        yield Finding("error", "folder", f"{there} cannot be written", "Name another folder: DATA=<folder>.")
    if is_locked(data):
        yield Finding(
            "warning", "folder", f"a build, publication or report into {data} is running", "Wait until it has ended."
        )
    for secret in ("raw.duckdb", "publications.duckdb", KEY_FILE):
        path = data / secret
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding("warning", "folder", f"others may read {path}", f"Run `chmod 600 {path}`.")
    warehouse = data / "warehouse.duckdb"
    needed = max(MINIMUM_SPACE_BYTES, SPACE_FACTOR * warehouse.stat().st_size if warehouse.exists() else 0)
    free = shutil.disk_usage(there).free
    message = f"{_gigabytes(free)} GB free at {there}, a build may need {_gigabytes(needed)}"
    if free < needed:
        yield Finding("error", "space", message, "Make room, or name another folder: DATA=<folder>.")
    else:
        yield Finding("ok", "space", message)


def _gigabytes(size: int) -> str:
    return figure(round(size / 1024**3, 1))
