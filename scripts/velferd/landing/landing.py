"""Landing: every delivery is checked against the contract and loaded whole into raw.duckdb, or refused whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import click
import duckdb
from duckdb import DuckDBPyConnection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from velferd.as_of import require_possible
from velferd.code_lists import load_code_lists
from velferd.contract import MANDATORY_SYSTEM, TABLES, JsonStatTable, Table
from velferd.landing.csv_files import stage_csv
from velferd.landing.delivery import MANIFEST, Delivery, SourceFile, find_deliveries
from velferd.landing.duplicates import keep_duplicates
from velferd.landing.findings import find_in_delivery
from velferd.landing.idents import create_ident_macros, keep_ident_amounts
from velferd.landing.json_stat import stage_json_stat
from velferd.landing.parquet_files import stage_parquet
from velferd.landing.persons import keep_payments_before_birth, know_persons
from velferd.landing.refusal import Refusal, shown
from velferd.landing.report import DeliveryReport, LandingReport, report_landed
from velferd.landing.staging import Source, accepted, bad, create_bad, create_views, drop_staged
from velferd.landing.store import load, open_raw
from velferd.numbers_in_words import figure, percent
from velferd.trouble import remedy_of

#: However small the table, so many rows may go to quarantine before a delivery fails.
_TOLERATED_ROW_COUNT = 10


def land(
    extracts: Path,
    data: Path,
    quarantine_threshold: float = 0.01,
    allow_refused: bool = False,
    as_of: dict[str, str] | None = None,
) -> LandingReport:
    """Land all deliveries under `extracts` that are not in <data>/raw.duckdb yet.

    `quarantine_threshold` is the share (0-1) of a table's rows that may go to quarantine. Each delivery is a
    transaction of its own. Nothing is landed where a build as of the dates `as_of` would find nothing to read. Raises
    click.ClickException with one line per problem when a delivery is refused, unless `allow_refused`, which goes on
    with those landed earlier; without any landed `fasit` delivery it is always raised.
    """
    extracts, data = Path(extracts), Path(data)
    if not extracts.is_dir():
        raise click.ClickException(f"there is no folder {extracts} with deliveries")
    deliveries, problems = find_deliveries(extracts)
    with open_raw(data) as connection:
        if as_of:
            require_possible(as_of, _first_dates(connection, deliveries))
        create_ident_macros(connection)
        load_code_lists(connection)
        reports = [DeliveryReport(problem.split(":")[0], "refused", problem) for problem in problems]
        with _progress() as progress:
            for delivery in deliveries:
                reports.append(_try(connection, delivery, quarantine_threshold, progress))
        has_mandatory = connection.execute(
            "select count(*) > 0 from landing.deliveries where system = ?", [MANDATORY_SYSTEM]
        ).fetchone()[0]
    if not has_mandatory and not any(delivery.system == MANDATORY_SYSTEM for delivery in deliveries):
        problem = f"{MANDATORY_SYSTEM}: there is no delivery, and this system is mandatory"
        reports.append(DeliveryReport(MANDATORY_SYSTEM, "refused", problem))
    report = LandingReport(tuple(reports))
    if report.refused and not (allow_refused and has_mandatory):
        raise click.ClickException("\n".join(delivery.message for delivery in report.refused))
    return report


def _first_dates(connection: DuckDBPyConnection, deliveries: Iterable[Delivery]) -> dict[str, str]:
    """The date of each system's first delivery, of those landed and those that are to be."""
    query = "select system, min(delivery_date)::varchar from landing.deliveries group by system"
    first = dict(connection.execute(query).fetchall())
    for delivery in deliveries:
        with suppress(Refusal):  # what is wrong with its name is told when it is landed
            date = delivery.date.isoformat()
            first[delivery.system] = min(first.get(delivery.system, date), date)
    return first


def _try(
    connection: DuckDBPyConnection, delivery: Delivery, quarantine_threshold: float, progress: Progress
) -> DeliveryReport:
    try:
        return _land_delivery(connection, delivery, quarantine_threshold, progress)
    except Refusal as refusal:
        return DeliveryReport(delivery.label, "refused", f"{delivery.label} is refused: {refusal}")
    except duckdb.Error as error:
        # DuckDB's own message may quote rows.
        why = remedy_of(error) or f"DuckDB could not go on ({type(error).__name__})"
        raise click.ClickException(f"{delivery.label}: {why}") from None


def _land_delivery(
    connection: DuckDBPyConnection, delivery: Delivery, quarantine_threshold: float, progress: Progress
) -> DeliveryReport:
    key = [delivery.system, delivery.date]
    landed = connection.execute(
        "select content_digest from landing.deliveries where system = ? and delivery_date = ?", key
    ).fetchone()
    if landed == (delivery.content_digest,):
        return report_landed(connection, *key, "already landed")
    if landed:
        raise Refusal("it has been landed with other content, and a delivery never changes")

    file_count = sum(len(delivery.files[table.name]) for table in delivery.tables)
    task = progress.add_task(delivery.label, total=2 * file_count + len(delivery.tables) + 1)

    def begin(step: str) -> None:
        progress.update(task, description=f"{delivery.label}: {step}", advance=1)

    sources = {}
    try:
        for table in delivery.tables:
            sources[table.name] = _stage(connection, delivery, table, begin)
            _check_counts(connection, delivery, table, quarantine_threshold)
        begin("findings")
        if delivery.system == MANDATORY_SYSTEM:
            payments = next(table for table in TABLES if table.relation == "fasit.utbetaling")
            know_persons(connection, delivery.date)
            if keep_payments_before_birth(connection, payments):
                _check_counts(connection, delivery, payments, quarantine_threshold)
        find_in_delivery(connection, delivery.tables, delivery.date)
        has_real_idents = connection.execute(
            "select coalesce(bool_or(ident_is_real(ident)), false) from distinct_ident"
        ).fetchone()[0]
        load(connection, delivery, sources, has_real_idents, begin)
    finally:
        for table in delivery.tables:
            drop_staged(connection, table, len(delivery.files[table.name]))
    return report_landed(connection, *key, "landed")


def _stage(
    connection: DuckDBPyConnection, delivery: Delivery, table: Table | JsonStatTable, begin: Callable[[str], None]
) -> list[Source]:
    """Judge the rows of the table's files, and return where they are read; `begin` is told of each step."""

    def numbered() -> Iterator[tuple[int, SourceFile]]:
        for number, file in enumerate(delivery.files[table.name]):
            begin(f"reading {file.name}")
            yield number, file

    create_bad(connection, table)
    sources: list[Source] = []
    for suffix, files in groupby(numbered(), key=lambda each: each[1].path.suffix):
        if suffix == ".parquet":
            sources += stage_parquet(connection, table, files)
        else:
            stage = stage_json_stat if suffix == ".json" else stage_csv
            sources += [stage(connection, table, number, file) for number, file in files]
    create_views(connection, table, sources)
    begin(f"duplicates in {table.name}")
    if isinstance(table, Table):
        keep_ident_amounts(connection, table)
        keep_duplicates(connection, table, sources)
    return sources


def _check_counts(
    connection: DuckDBPyConnection, delivery: Delivery, table: Table | JsonStatTable, quarantine_threshold: float
) -> None:
    """Raise `Refusal` when the manifest promises other counts, or too much of the table goes to quarantine."""
    file_names = ", ".join(file.name for file in delivery.files[table.name])
    broken = connection.execute(
        f"""select coalesce(bad_column || ' ', '') || rule, count(*) as row_count
        from {bad(table.name)} where rule <> 'duplicate_row' group by all order by row_count desc, 1"""
    ).fetchall()
    (delivered,) = connection.execute(
        f"select (select count(*) from {accepted(table.name)}) + (select count(*) from {bad(table.name)})"
    ).fetchone()
    promised = (delivery.manifest or {}).get(table.name)
    if promised and promised.row_count not in (None, delivered):
        raise Refusal(f"{file_names}: {figure(delivered)} rows, but {MANIFEST} says {shown(str(promised.row_count))}")
    quarantined = sum(row_count for _, row_count in broken)
    if quarantined > _TOLERATED_ROW_COUNT and quarantined > quarantine_threshold * delivered:
        reasons = ", ".join(f"{rule}: {figure(row_count)}" for rule, row_count in broken)
        raise Refusal(
            f"{file_names}: {figure(quarantined)} of {figure(delivered)} rows go to quarantine, "
            f"which is more than {percent(quarantine_threshold)} ({reasons})"
        )


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
