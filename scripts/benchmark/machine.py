"""On what a benchmark ran: enough to judge its figures by, and nothing that says whose machine it is."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from velferd.dbt_run import PROJECT

PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "pandas", "polars")


def describe(package_folders: Iterable[Path] = ()) -> dict[str, str | int | None]:
    """Processor, memory, kernel, versions and commit; packages are also looked for in `package_folders`."""
    return {
        "processor": _line("/proc/cpuinfo", r"model name\s*: (.+)"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": int(_line("/proc/meminfo", r"MemTotal:\s*(\d+) kB") or 0) * 1024,
        # Without what whoever built it has added to the version.
        "kernel": f"{platform.system()} {re.match(r'[0-9.]*', platform.release())[0]}",
        "python": platform.python_version(),
        **{package: _version(package, package_folders) for package in PACKAGES},
        "commit": _commit(),
    }


def _line(file: str, pattern: str) -> str | None:
    found = re.search(pattern, Path(file).read_text())
    return found and found[1].strip()


def _version(package: str, folders: Iterable[Path]) -> str | None:
    for folder in (*map(str, folders), None):
        where = {"path": [folder]} if folder else {}
        for distribution in metadata.distributions(name=package, **where):
            return distribution.version
    return None


def _commit() -> str | None:
    """The commit of the project, marked where files differ from it; None outside a repository."""
    command = ["git", "-C", str(PROJECT), "describe", "--always", "--dirty", "--match", "no tag is meant"]
    described = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return described.stdout.strip() or None
