"""Asks the semantic layer: MetricFlow on a finished warehouse, with the metrics of the build that made it.

MetricFlow's own command asks the package index for a newer version at every start, and for that loads a pickle from the
temporary folder, which anyone may have put there. Neither happens here. The warehouse is opened for reading only.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import click
import yaml

from velferd.database import NO_EXTENSIONS

#: What dbt writes beside the manifest of a build.
SEMANTIC_MANIFEST = "semantic_manifest.json"


def ask(data: Path, arguments: Sequence[str]) -> None:
    """Run `mf` with these arguments on `data`/warehouse.duckdb; it prints, and ends the process.

    Raises click.ClickException when `data` has no finished build.
    """
    warehouse, manifest = data / "warehouse.duckdb", data / "target" / SEMANTIC_MANIFEST
    for file in (warehouse, manifest):
        if not file.exists():
            raise click.ClickException(f"There is no {file}. Run `make build` first, or name its folder with --data.")
    with tempfile.TemporaryDirectory() as folder:
        _write_project(Path(folder), warehouse, manifest)
        os.environ |= {
            "DBT_PROJECT_DIR": folder,
            "DBT_PROFILES_DIR": folder,
            "DBT_TARGET_PATH": str(Path(folder, "target")),
            "DBT_LOG_PATH": folder,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }
        # It would choose a target that the project above does not have.
        os.environ.pop("DBT_TARGET", None)
        sys.modules["update_checker"] = _no_update_checker()
        from dbt_metricflow.cli.main import cli

        cli(args=list(arguments), prog_name="velferd mf")


def _write_project(folder: Path, warehouse: Path, manifest: Path) -> None:
    """As little of a dbt project as MetricFlow needs: a name, a connection, and the semantic manifest of the build."""
    connection = {
        "type": "duckdb",
        "path": str(warehouse.resolve()),
        "schema": "marts",
        "config_options": {"access_mode": "read_only"} | NO_EXTENSIONS,
    }
    profile = {"velferd": {"target": "reader", "outputs": {"reader": connection}}}
    (folder / "profiles.yml").write_text(yaml.safe_dump(profile))
    (folder / "dbt_project.yml").write_text(yaml.safe_dump({"name": "velferd", "profile": "velferd"}))
    (folder / "target").mkdir()
    (folder / "target" / SEMANTIC_MANIFEST).write_bytes(manifest.read_bytes())


def _no_update_checker() -> ModuleType:
    """A stand-in for the module that MetricFlow looks for newer versions with: there never is one."""

    class UpdateChecker:
        def check(self, package_name: str, package_version: str) -> None:
            return None

    module = ModuleType("update_checker")
    module.UpdateChecker = UpdateChecker
    return module
