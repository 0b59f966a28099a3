"""A dbt project of a test's own models, run as `velferd build` runs dbt."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console
from velferd import dbt_run
from velferd.dbt_run import DbtResult, run_dbt

KEY = "only-for-the-tests-of-running-dbt"


def run(project: Path, raw: Path, monkeypatch, as_of: dict[str, str] | None = None) -> DbtResult:
    monkeypatch.setattr(dbt_run, "PROJECT", project)
    folder = raw.parent
    return run_dbt(
        raw,
        folder / "warehouse.duckdb",
        folder / "publications.duckdb",
        folder,
        as_of or {},
        Console(file=io.StringIO()),
    )


def model(project: Path, name: str, sql: str) -> None:
    (project / "models" / f"{name}.sql").write_text(sql)
