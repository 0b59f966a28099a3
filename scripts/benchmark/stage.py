"""One stage of a build, by velferd's own functions: `python -m benchmark.stage <stage> <deliveries> <data folder>`.

The stages leave in the data folder what the next one needs, where `velferd build` has it.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.console import Console
from velferd.audit.engine import run_suite
from velferd.audit.expectation import SuiteResult
from velferd.audit.gate import GATE
from velferd.audit.marts import MARTS as SUITE_OF_MARTS
from velferd.audit.zones import built_marts, chosen_deliveries
from velferd.build import RAW
from velferd.dbt_run import EXCEPT_UNIT_TESTS, PROJECT, dbt_environment, run_dbt
from velferd.keys import resolve_key
from velferd.pseudonymised import pseudonymise
from velferd.publications import attack, remember
from velferd.publish import write_formats
from velferd.releases import PUBLICATIONS, PUBLISHED, WAREHOUSE
from velferd.replacement import replaced

from benchmark.compare import MARTS

WORKSHOP = "build"


def landing(extracts: Path, data: Path) -> None:
    """From the deliveries to what dbt reads, as the bounds read the deliveries themselves."""
    from velferd.landing import land

    land(extracts, data)
    pseudonymise(data / RAW, resolve_key(data, has_real_idents=False))


def dbt_start(extracts: Path, data: Path) -> None:
    """What dbt takes before its first node and after its last: a run that selects nothing."""
    _dbt(data, ["--select", "tag:nothing_has_this_tag"])


def four_marts(extracts: Path, data: Path) -> None:
    """The marts that the bounds compute, and what they are made of; to nothing else a bound compares."""
    _models(data, ["--select", *(f"+{mart.name}" for mart in MARTS)])


def models(extracts: Path, data: Path) -> None:
    _models(data, [])


def tests(extracts: Path, data: Path) -> None:
    """Data tests and unit tests. Not by velferd's `dbt build`: that runs a unit test only with the model it is of."""
    command = [
        *(str(Path(sysconfig.get_path("scripts")) / "dbt"), "test", "--target", "build"),
        *("--profiles-dir", str(PROJECT / "profiles"), "--vars", '{"as_of": {}}'),
    ]
    warehouse, publications = data / WORKSHOP / WAREHOUSE, data / PUBLICATIONS
    environment = dbt_environment(data / RAW, warehouse, publications, data / "target", data / "logs")
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)


def suites(extracts: Path, data: Path) -> None:
    spill = data / WORKSHOP / "spill"
    with chosen_deliveries(data / RAW, {}, spill) as connection:
        systems = frozenset(system for (system,) in connection.execute("select system from chosen").fetchall())
        _require(run_suite(GATE, connection, systems))
    with built_marts(data / WORKSHOP / WAREHOUSE, spill) as connection:
        _require(run_suite(SUITE_OF_MARTS, connection, systems))


def publication(extracts: Path, data: Path) -> None:
    built = data / WORKSHOP / WAREHOUSE
    attack(built, data / PUBLICATIONS, data / WORKSHOP / "spill").require()
    with replaced(data / PUBLISHED) as published:
        write_formats(built, published)
        remember(built, data / PUBLICATIONS, "benchmark")
    built.replace(data / WAREHOUSE)


def report(extracts: Path, data: Path) -> None:
    from velferd.report import write_report

    write_report(data)


def _models(data: Path, selection: Sequence[str]) -> None:
    """Seeds and models without tests, into a new file."""
    (data / WORKSHOP / WAREHOUSE).unlink(missing_ok=True)
    _dbt(data, [*selection, *EXCEPT_UNIT_TESTS, "--exclude-resource-type", "test"])


def _dbt(data: Path, selection: Sequence[str]) -> None:
    workshop = data / WORKSHOP
    workshop.mkdir(mode=0o700, exist_ok=True)
    console = Console(stderr=True)
    result = run_dbt(data / RAW, workshop / WAREHOUSE, data / PUBLICATIONS, data, {}, console, selection)
    if not result.succeeded:
        raise click.ClickException("\n".join(f"{failure.name}: {failure.message}" for failure in result.failures))


def _require(result: SuiteResult) -> None:
    # A small city need not be like Oslo; what was asked of it was asked all the same.
    print(f"{result.suite.title}: {'holds' if result.holds else 'does not hold'}")


#: In the order of a build.
STAGES: dict[str, Callable[[Path, Path], None]] = {
    function.__name__: function for function in (landing, four_marts, models, tests, suites, publication, report)
}


def spill_folders(data: Path) -> list[Path]:
    """The temporary folders of a build into `data`."""
    return [data / "tmp", data / WORKSHOP / "spill"]


if __name__ == "__main__":
    name, extracts, data = sys.argv[1:]
    (STAGES | {"dbt_start": dbt_start})[name](Path(extracts), Path(data))
