"""`velferd doctor`: what is wrong with a set-up, and what to do about it.

It changes nothing, opens files read-only, and shows no ident and no key. Of a delivery it looks at names only: what is
in the files, landing checks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from velferd.dbt_run import PROJECT
from velferd.doctor.deliveries import deliveries
from velferd.doctor.files import databases, key
from velferd.doctor.finding import Finding
from velferd.doctor.machine import folder, packages, python

__all__ = ["Finding", "doctor", "examine"]


def doctor(data: Path, extracts: Path | None) -> None:
    """Print what `examine` finds. Raises click.ClickException when a build would fail."""
    findings = []
    for finding in examine(data, extracts):
        click.echo(str(finding))
        findings.append(finding)
    errors, warnings = (sum(finding.level == level for finding in findings) for level in ("error", "warning"))
    if errors:
        raise click.ClickException(f"{errors} to put right before a build, {warnings} to look at.")
    click.echo(f"A build can start; {warnings} to look at." if warnings else "All is well.")


def examine(data: Path, extracts: Path | None, project: Path = PROJECT) -> Iterator[Finding]:
    """Look at what a build into `data` needs; without `extracts` it is one of the demo's deliveries."""
    yield python(sys.version_info[:2])
    yield packages(project / "requirements.lock")
    yield from folder(data)
    yield from databases(data)
    yield key(data)
    yield from deliveries(data / "extracts" if extracts is None else extracts, is_demo=extracts is None)
