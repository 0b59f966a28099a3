"""What a build says on the console: what was built and tested, how the suites came out, how to open the result."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click
import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from velferd.audit.expectation import Outcome, SuiteResult
from velferd.audit.summary import limits
from velferd.dbt_run import DbtResult
from velferd.disclosure.audit import AuditResult
from velferd.numbers_in_words import figure

WORST_SHOWN = 10
FAILURES_SHOWN = 20
#: What is added up of a table's years.
COUNTED = ("figures", "hidden", "hidden_sensitive", "below_seven")


def make_console() -> Console:
    """The terminal; where there is none, as in a CI log, lines may be longer than the 80 characters it would have."""
    terminal = Console(highlight=False)
    return terminal if terminal.is_terminal else Console(highlight=False, width=160)


def print_dbt(console: Console, dbt: DbtResult, with_unit_tests: bool = True) -> None:
    passed = {kind: figure(dbt.passed[kind]) for kind in ("seed", "model", "unit_test", "test")}
    unit_tests = f"{passed['unit_test']} unit tests and " if with_unit_tests else ""
    console.print(
        f"dbt: {passed['seed']} seeds and {passed['model']} models built, {unit_tests}{passed['test']} data tests "
        f"passed, {figure(len(dbt.failures))} failed, {figure(dbt.skipped)} skipped.",
    )
    if not with_unit_tests:
        console.print("All unit tests passed in an earlier build, with the same code.")


def failure_message(dbt: DbtResult) -> str:
    """One summary of the models and tests that failed."""
    lines = [f"{f.kind} {f.name}: {f.message}" for f in dbt.failures[:FAILURES_SHOWN]]
    if len(dbt.failures) > FAILURES_SHOWN:
        lines.append(f"and {figure(len(dbt.failures) - FAILURES_SHOWN)} more")
    return "\n  ".join(["dbt did not get through; the earlier warehouse is as it was.", *lines])


def print_suite(console: Console, result: SuiteResult, audit: str) -> None:
    """Say how a suite came out; what did not hold loudly, scope by scope."""
    counts = ", ".join(f"{figure(len(result.of(outcome)))} {outcome}" for outcome in Outcome)
    console.print(f"{result.suite.title}: {counts}.")
    style = "bold red" if audit == "block" else "bold yellow"
    for broken in (*result.of(Outcome.ERROR), *result.of(Outcome.DID_NOT_HOLD)):
        expectation = broken.expectation
        console.print(f"  {broken.outcome.upper()} {expectation.name}: {expectation.promise}", style=style)
        if broken.note:
            console.print(f"    {escape(broken.note)}")
        for scope, observed in broken.outside:
            console.print(f"    {escape(scope)}: {figure(observed)} ({limits(expectation)})")
    if not result.holds and audit == "warn":
        console.print("  The build goes on all the same, because AUDIT=warn.", style=style)


def print_reconciliation(console: Console, connection: duckdb.DuckDBPyConnection) -> None:
    """Compare with the printed report, table by table."""
    summary = _table(
        "Reconciliation with the print (near: counts from 100 and amounts within 5 %, shares within 1.5 points)",
        ("table",),
        ("printed", "compared", "equal as rounded", "near", "of", "explained"),
    )
    for table_id, *counts in connection.execute(
        """
        select
            table_id,
            countif(is_printed),
            countif(is_printed and is_ours),
            countif(is_within_rounding),
            countif(is_calibrated),
            count(is_calibrated),
            count(contradiction_id)
        from marts.reconciliation
        group by table_id
        order by table_id
        """
    ).fetchall():
        summary.add_row(table_id, *map(figure, counts))
    console.print(summary)


def print_calibration(console: Console, connection: duckdb.DuckDBPyConnection) -> None:
    """Compare with the printed report: what the demo data must come near, and what is furthest from it."""
    connection.execute(
        """
        create temp view calibrated as
        select
            *,
            if(area = 'Oslo totalt', 'Oslo', 'bydeler') as of_area,
            if(is_relative, tolerance * 100 || ' %', tolerance || ' points') as allowed,
            if(is_relative, relative_difference, difference) / tolerance as used_tolerance
        from marts.reconciliation
        where tolerance is not null
        """
    )
    # Counts of a city of another size are far off, and rightly so.
    summary = _table(
        "Printed report against this warehouse (for a city of scale 1)",
        ("table", "measure"),
        ("figures", "within", "tolerance"),
    )
    for *figure_group, figures, within, allowed in connection.execute(
        """
        select table_id, measure || ', ' || of_area, count(*), countif(is_within_tolerance), any_value(allowed)
        from calibrated
        group by table_id, measure, of_area
        order by table_id, measure, of_area desc
        """
    ).fetchall():
        style = None if within == figures else "yellow"
        summary.add_row(*figure_group, figure(figures), figure(within), allowed, style=style)
    console.print(summary)

    year = connection.execute("select max(year) from calibrated where regexp_full_match(year, '\\d{4}')").fetchone()[0]
    console.print(_figures(connection, f"Oslo in {year}", f"of_area = 'Oslo' and year = '{year}'", "table_id", 100))
    console.print(_figures(connection, "Furthest from the print", "true", "abs(used_tolerance) desc", WORST_SHOWN))


def _figures(connection: duckdb.DuckDBPyConnection, title: str, condition: str, order: str, shown: int) -> Table:
    table = _table(title, ("table", "figure"), ("printed", "ours", "difference", "within?"))
    for table_id, name, printed, ours, difference, within in connection.execute(
        f"""
        select
            table_id,
            concat_ws(', ', measure, year, area, nullif(category, '')),
            printed_value,
            our_value,
            difference,
            is_within_tolerance
        from calibrated
        -- Where a system is not delivered there is nothing to compare with.
        where our_value is not null and {condition}
        order by {order}, table_id, measure, year, area, category
        limit {shown}
        """
    ).fetchall():
        verdict = "yes" if within else "[yellow]no"
        table.add_row(table_id, name, figure(printed), figure(ours), figure(difference), verdict)
    return table


def _table(title: str, texts: tuple[str, ...], numbers: tuple[str, ...]) -> Table:
    table = Table(*texts, title=title, title_justify="left")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def print_disclosure(console: Console, result: AuditResult, page: Path) -> None:
    """Say what is hidden, table by table, and what an attack on the publication found."""
    table = Table(title="Hidden in what is published", title_justify="left")
    for heading in ("table", "years", "counts and shares", "hidden", "of them sensitive", "all under 7", "narrowest"):
        table.add_column(heading, justify="left" if heading == "table" else "right")
    for table_id, years in groupby(sorted(result.tables, key=lambda t: t.table_id), key=lambda t: t.table_id):
        hiding = list(years)
        sums = [sum(getattr(year, name) for year in hiding) for name in COUNTED]
        narrowest = [year.narrowest for year in hiding if year.narrowest is not None]
        table.add_row(table_id, *map(figure, (len(hiding), *sums)), figure(min(narrowest)) if narrowest else "")
    console.print(table)
    console.print(
        f"Attack on the publication: {figure(len(result.cells))} hidden or sensitive counts, "
        f"{figure(len(result.findings))} known too closely, {figure(len(result.beyond_recall))} told before and beyond "
        f"recall. See {escape(str(page))}",
        style=None if result.holds else "bold red",
        soft_wrap=True,
    )


def print_writer(console: Console, warehouse: Path, writer: str) -> None:
    """Say who has the warehouse open for writing, and what becomes of it."""
    console.print(
        f"{escape(writer)} has {escape(str(warehouse))} open for writing, so nobody else can read it. This build makes "
        "another file; what is written to the old one stays there. Open it read-only.",
        style="bold yellow",
        soft_wrap=True,
    )


def print_unpublished(console: Console, finding: click.ClickException, published: Path) -> None:
    """Say why nothing is published, and that the warehouse is built all the same."""
    earlier = f", and {escape(str(published))} is as it was" if published.exists() else ""
    console.print(f"Nothing is published{earlier}:", style="bold yellow")
    console.print(escape(finding.message), soft_wrap=True)
    console.print("  The build goes on all the same, because AUDIT=warn.", style="bold yellow")


def print_opening(console: Console, warehouse: Path, audit: Path, published: Path) -> None:
    """Say where the result is and how to open it."""
    console.print(
        f"[bold green]{escape(str(warehouse))} is ready.[/] Suites: {escape(str(audit / 'index.html'))}\n"
        f"Open it with DuckDB:  duckdb -readonly {escape(str(warehouse))} "
        '"from marts.recipients_by_bydel"\n'
        f"or from Python:       duckdb.connect('{escape(str(warehouse))}', read_only=True)"
        ".sql('from marts.recipients_by_bydel')\n"
        + (f"What anyone may see: {escape(str(published))}" if published.exists() else "Nothing is published."),
        soft_wrap=True,
    )
