"""`velferd changed`: build and test what was changed since the last build, and what depends on it, on a copy.

dbt compares the project with the manifest that the last build left; all other tables are in the copy as they were. No
reader sees anything of it, and the last build stays the last build.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from velferd import build_report, pseudonymised
from velferd.dbt_run import run_dbt
from velferd.docs.site import last_vars
from velferd.lock import alone_in

FOLDER = "changed"
FILES = ("raw.duckdb", "publications.duckdb", "warehouse.duckdb")


def build_changed(data: Path) -> Path:
    """Return the warehouse that has the changes, in `data`/changed.

    Raises click.ClickException when there is no finished build in `data` or a changed model, or one that depends on
    it, fails or does not hold.
    """
    missing = [name for name in (*FILES, pseudonymised.FOLDER, "target/manifest.json") if not (data / name).exists()]
    if missing:
        raise click.ClickException(f"{data / missing[0]} is not there: run `make build` first.")
    # A build removes what an earlier one read, and another of these what this one writes.
    with alone_in(data):
        return _build_changed(data)


def _build_changed(data: Path) -> Path:
    console = build_report.make_console()
    variables = last_vars(data)
    folder = data / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    raw, publications, warehouse = (data / name for name in FILES)
    built = folder / warehouse.name
    with console.status("Copying the last build"):
        shutil.copyfile(warehouse, built)
    parsed = data / "target" / "partial_parse.msgpack"
    if parsed.exists():
        # dbt then reads only the files that differ.
        (folder / "target").mkdir(mode=0o700)
        shutil.copy(parsed, folder / "target")
    selection = ["--select", "state:modified+", "--state", str((data / "target").resolve())]
    dbt = run_dbt(raw, built, publications, folder, variables.get("as_of", {}), console, selection)
    build_report.print_dbt(console, dbt)
    if not dbt.succeeded:
        raise click.ClickException(build_report.failure_message(dbt))
    return built
