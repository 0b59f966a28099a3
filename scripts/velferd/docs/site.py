"""dbt's documentation as one page that needs no server, without clock, machine or run in it."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path

import click

from velferd.dbt_run import PROJECT, dbt_environment
from velferd.lock import held
from velferd.processes import ending_with_this

#: What differs from run to run, or tells of the machine.
_PASSING = {
    *("generated_at", "invocation_id", "invocation_started_at", "run_started_at", "created_at", "user_id", "env"),
    *("compiled_path", "build_path", "root_path"),
}
_PLACES = {"manifest": '"MANIFEST.JSON INLINE DATA"', "catalog": '"CATALOG.JSON INLINE DATA"'}


def dbt_page(data: Path, work: Path) -> str:
    """dbt's page on the build in `data`, with manifest and catalogue in it. `work` is an empty folder for dbt."""
    warehouse = data / "warehouse.duckdb"
    if not warehouse.exists():
        raise click.ClickException(f"{warehouse} is not there: run `make build` first.")
    _generate(data, warehouse, work)
    page = (work / "index.html").read_text(encoding="utf-8")
    for name, place in _PLACES.items():
        if page.count(place) != 1:
            raise click.ClickException(f"dbt's page has no place for its {name}: is this another version of dbt?")
        content = _lasting(json.loads((work / f"{name}.json").read_text(encoding="utf-8")))
        # In a script, "</" would end it.
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("</", "<\\/")
        page = page.replace(place, text)
    return page


def last_vars(data: Path) -> dict:
    """The variables (vintage) that the last build in `data` was called with."""
    try:
        return json.loads((data / "target" / "run_results.json").read_text())["args"].get("vars", {})
    except OSError:
        raise click.ClickException(f"{data / 'target'} holds no build: run `make build` first.") from None


def _generate(data: Path, warehouse: Path, work: Path) -> None:
    # The target opens all files read-only, so that readers are not disturbed.
    environment = dbt_environment(data / "raw.duckdb", warehouse, data / "publications.duckdb", work, work)
    command = [
        *(str(Path(sysconfig.get_path("scripts")) / "dbt"), "--no-version-check", "--quiet", "docs", "generate"),
        *("--target", "docs", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT / "profiles")),
        *("--vars", json.dumps(last_vars(data))),
    ]
    finished = subprocess.run(
        ending_with_this(command),
        pass_fds=held(),
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if finished.returncode != 0:
        raise click.ClickException(f"dbt could not document the build:\n{finished.stdout.strip()}")


def _lasting(content: object) -> object:
    if isinstance(content, dict):
        return {key: _lasting(value) for key, value in content.items() if key not in _PASSING}
    if isinstance(content, list):
        return [_lasting(value) for value in content]
    return content
