"""Write - audit - publish: land, build into a fresh file, test and audit it, and only then let readers have it.

Readers never meet a writer: whoever has warehouse.duckdb open goes on reading the old file; whoever opens it afterwards
reads the new one. Warehouse, published files, reports and the history of what was published change in one step, see
velferd.releases.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click
import duckdb
from rich.console import Console

from velferd import build_report, unit_tested
from velferd.as_of import parse_as_of, require_possible
from velferd.audit.engine import load_judge, run_suite
from velferd.audit.expectation import Suite, SuiteResult
from velferd.audit.gate import GATE
from velferd.audit.marts import MARTS
from velferd.audit.summary import write_summary
from velferd.audit.zones import built_marts, chosen_deliveries
from velferd.contract import MANDATORY_SYSTEM
from velferd.data_folder import make_data_folder
from velferd.database import writer_of
from velferd.dbt_run import EXCEPT_UNIT_TESTS, run_dbt
from velferd.disclosure.audit import AuditResult
from velferd.disclosure.audit_report import write_disclosure_page
from velferd.keys import check_given_key, resolve_key
from velferd.landing import LandingReport, idents_are_synthetic, land
from velferd.lock import alone_in
from velferd.processes import apart
from velferd.pseudonymised import pseudonymise
from velferd.publication_history import copy_history
from velferd.publications import attack, remember
from velferd.publish import write_formats
from velferd.releases import PUBLICATIONS, PUBLISHED, REPORT, WAREHOUSE, next_release

RAW = "raw.duckdb"
WITHOUT_PUBLICATION = (
    "Nothing is published, and the earlier warehouse is as it was. To have the warehouse without a publication, build "
    "with AUDIT=warn (--audit warn)."
)


def build(
    extracts: Path,
    data: Path,
    as_of: str | None,
    audit: Literal["block", "warn"],
    allow_refused: bool,
    quarantine_threshold: float,
    demo: bool,
) -> None:
    """Turn the deliveries below `extracts` into `data`/warehouse.duckdb and, for everyone, `data`/published.

    `as_of` chooses the vintage (see velferd.as_of). With `audit` = warn a suite that does not hold is shown, but does
    not stop the build; and what must not be published is not, but the warehouse is built. Raises click.ClickException,
    with the earlier warehouse and publication as they were, when anything else fails.
    """
    console = build_report.make_console()
    dates = parse_as_of(as_of)
    check_given_key()
    make_data_folder(data)
    # Neither this process nor dbt's reads an ident: they write what others open. See velferd.pseudonymised.
    with alone_in(data), _workshop(data) as workshop, apart() as identified, apart() as auditor, apart() as publisher:
        auditor.submit(load_judge)
        if writer := writer_of(data / WAREHOUSE):
            build_report.print_writer(console, data / WAREHOUSE, writer)
        raw, built = data / RAW, workshop / WAREHOUSE
        landing = identified.submit(_land, extracts, data, quarantine_threshold, allow_refused, dates)
        report, is_synthetic = landing.result()
        console.print(report)
        key = resolve_key(data, has_real_idents=not is_synthetic)
        with console.status("Auditing the deliveries"):
            auditing = auditor.submit(_audit_deliveries, raw, dates, workshop / "spill", GATE)
            deliveries, gate = auditing.result()
        vintage = ", ".join(" ".join(delivery) for delivery in deliveries)
        console.print(f"This build reads {vintage}.")
        suite_results = [gate]
        _settle(suite_results, deliveries, data, audit, console)

        with console.status("Pseudonymising"):
            identified.submit(pseudonymise, raw, key).result()
        code = unit_tested.code_digest(dates)
        selection = EXCEPT_UNIT_TESTS if unit_tested.have_passed(data, code) else ()
        history = copy_history(data / PUBLICATIONS, workshop / PUBLICATIONS)
        dbt = run_dbt(raw, built, history, data, dates, console, selection)
        build_report.print_dbt(console, dbt, not selection)
        if not dbt.succeeded:
            raise click.ClickException(build_report.failure_message(dbt))
        unit_tested.remember(data, code)

        # All three read the same file, and what they find is told in this order.
        spill, draft = workshop / "spill", workshop / PUBLISHED
        systems = frozenset(system for system, _ in deliveries)
        auditing = auditor.submit(_audit_marts, built, spill, MARTS, systems)
        attacking = auditor.submit(attack, built, history, spill)
        draft.mkdir()
        drafting = publisher.submit(write_formats, built, draft)
        with console.status("Auditing the marts"):
            suite_results.append(auditing.result())
        if demo:
            with built_marts(built, spill) as connection:
                build_report.print_reconciliation(console, connection)
                build_report.print_calibration(console, connection)
        _settle(suite_results, deliveries, data, audit, console)

        may_go_out = _may_go_out(attacking, drafting, data, audit, console)
        with next_release(data) as release:
            _finish(built)
            built.replace(release / WAREHOUSE)
            if may_go_out:
                shutil.rmtree(release / PUBLISHED, ignore_errors=True)
                draft.rename(release / PUBLISHED)
                remember(release / WAREHOUSE, history, vintage)
                history.replace(release / PUBLICATIONS)
                # Drawing takes longer to load than most builds to be refused.
                from velferd.report import write_reports

                with console.status("Drawing and setting the annual reports"):
                    year = write_reports(release)
        if may_go_out:
            console.print(f"The annual report: {data / REPORT / str(year) / 'index.html'}", soft_wrap=True)
    build_report.print_opening(console, data / WAREHOUSE, data / "audit", data / PUBLISHED)


@contextmanager
def _workshop(data: Path) -> Iterator[Path]:
    """An empty folder on the warehouse's file system, which others cannot read, removed however the build ends."""
    folder = data / "build"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _land(
    extracts: Path, data: Path, quarantine_threshold: float, allow_refused: bool, dates: dict[str, str]
) -> tuple[LandingReport, bool]:
    """Land the deliveries; the second value tells whether all idents that have been landed are synthetic."""
    report = land(extracts, data, quarantine_threshold, allow_refused, dates)
    with duckdb.connect(str(data / RAW), read_only=True) as connection:
        return report, idents_are_synthetic(connection)


def _audit_deliveries(
    raw: Path, dates: dict[str, str], spill: Path, suite: Suite
) -> tuple[list[tuple[str, str]], SuiteResult]:
    """The deliveries that are built from, as (system, extract date), and what `suite` says of them."""
    with chosen_deliveries(raw, dates, spill) as connection:
        deliveries = connection.execute("select system, extract_date::varchar from chosen order by system").fetchall()
        systems = frozenset(system for system, _ in deliveries)
        if MANDATORY_SYSTEM not in systems:
            # Earlier ones were there, and have been refused.
            first_dates = "select system, min(delivery_date)::varchar from raw.landing.deliveries group by system"
            require_possible(dates, dict(connection.execute(first_dates).fetchall()))
        return deliveries, run_suite(suite, connection, systems)


def _audit_marts(built: Path, spill: Path, suite: Suite, systems: frozenset[str]) -> SuiteResult:
    with built_marts(built, spill) as connection:
        return run_suite(suite, connection, systems)


def _settle(
    suite_results: list[SuiteResult],
    deliveries: list[tuple[str, str]],
    data: Path,
    audit: Literal["block", "warn"],
    console: Console,
) -> None:
    """Show the latest suite, write the page of all so far, and stop the build unless it holds or only warns."""
    latest = suite_results[-1]
    page = write_summary(data / "audit", suite_results, deliveries)
    build_report.print_suite(console, latest, audit)
    if not latest.holds and audit == "block":
        raise click.ClickException(
            f"The {latest.suite.name} suite does not hold; the earlier warehouse is as it was. See {page}. "
            "For small or partial deliveries, build with AUDIT=warn (--audit warn)."
        )


def _may_go_out(
    attacking: Future[AuditResult],
    drafting: Future[None],
    data: Path,
    audit: Literal["block", "warn"],
    console: Console,
) -> bool:
    """Whether the attack found nothing and all could be written; otherwise the build stops, unless it only warns."""
    try:
        with console.status("Attacking what is to be published"):
            attacked = attacking.result()
        build_report.print_disclosure(console, attacked, write_disclosure_page(attacked, data / "audit"))
        attacked.require()
        with console.status("Writing what is published"):
            drafting.result()
    except click.ClickException as finding:
        if audit == "block":
            raise click.ClickException(f"{finding.message}\n{WITHOUT_PUBLICATION}") from None
        build_report.print_unpublished(console, finding, data / PUBLISHED)
        return False
    return True


def _finish(built: Path) -> None:
    """Have the built file stand alone, to be read only."""
    with duckdb.connect(str(built)) as connection:
        connection.execute("checkpoint")
    if built.with_name(built.name + ".wal").exists():
        raise click.ClickException(f"{built} could not be written out in full; the earlier warehouse is as it was.")
    built.chmod(0o440)
