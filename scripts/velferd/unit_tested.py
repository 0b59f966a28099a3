"""Which code dbt's unit tests have passed with. They bring their own rows: another delivery changes no verdict."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from velferd import dbt_run

#: Beside dbt's artefacts, so that whoever removes those has everything tested again.
FILE = Path("target") / "unit_tested"
#: All that a unit test's verdict can depend on, besides variables. Models in Python use the package.
CODE = ("dbt_project.yml", "profiles", "macros", "seeds", "models", "scripts/velferd")
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb")


def code_digest(as_of: dict[str, str]) -> str:
    """SHA-256 over the project's code, the versions of what runs it, and the variables it is run with."""
    digest = hashlib.sha256(json.dumps([as_of, *map(version, PACKAGES)], sort_keys=True).encode())
    for name in CODE:
        place = dbt_run.PROJECT / name
        files = [place] if place.is_file() else place.rglob("*")
        for file in sorted(file for file in files if file.is_file() and file.suffix != ".pyc"):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{file.relative_to(dbt_run.PROJECT)} {content}\n".encode())
    return digest.hexdigest()


def have_passed(data: Path, digest: str) -> bool:
    """Whether all unit tests have passed with this code in a build into `data`."""
    file = data / FILE
    return file.exists() and file.read_text() == digest


def remember(data: Path, digest: str) -> None:
    """Note that all unit tests have passed with this code."""
    (data / FILE).write_text(digest)
