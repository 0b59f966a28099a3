"""The command line: `velferd generate`, `land`, `build`, `audit-table`, `publish`."""

from __future__ import annotations

import math
from pathlib import Path

import click

from velferd.trouble import TellingGroup

DIRECTORY = click.Path(file_okay=False, path_type=Path)


def _no_nan(context: click.Context, parameter: click.Parameter, value: float) -> float:
    """Refuse NaN, which is neither below nor above the ends of a range."""
    if math.isnan(value):
        raise click.BadParameter(f"{value} is no number.")
    return value


extracts_option = click.option(
    "--extracts",
    type=DIRECTORY,
    required=True,
    help="Folder of deliveries: <system>/<YYYY-MM-DD>/<table>.csv|.parquet.",
)
data_option = click.option(
    "--data", type=DIRECTORY, required=True, help="Folder of raw.duckdb and warehouse.duckdb; made when missing."
)
threshold_option = click.option(
    "--quarantine-threshold",
    type=click.FloatRange(0, 1),
    callback=_no_nan,
    default=0.01,
    show_default=True,
    envvar="VELFERD_QUARANTINE_THRESHOLD",
    show_envvar=True,
    help="A delivery is refused when more than this share of a table's rows, and more than 10, go to quarantine.",
)
allow_refused_option = click.option(
    "--allow-refused", is_flag=True, help="Go on with the deliveries that could be landed when another is refused."
)


@click.group(cls=TellingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """From register extracts to the statistics on social assistance."""
    from velferd.keys import out_of_the_environment
    from velferd.processes import end_in_order, leave_no_core

    end_in_order()
    leave_no_core()
    context.with_resource(out_of_the_environment())


@main.command()
@click.option("--extracts", type=DIRECTORY, required=True, help="Where to write the deliveries.")
@click.option("--scale", type=click.FloatRange(0, min_open=True), default=1.0, show_default=True, help="1 = Oslo.")
@click.option("--seed", type=int, default=2024, show_default=True, help="Same seed, same bytes.")
@click.option("--format", "file_format", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True)
@click.option("--keep", is_flag=True, help="Leave a city that is there already as it is, if it is of this scale.")
def generate(extracts: Path, scale: float, seed: int, file_format: str, keep: bool) -> None:
    """Write synthetic deliveries of every system, calibrated to the printed report."""
    from velferd import generator

    run = generator.keep_or_generate if keep else generator.generate
    run(extracts, scale, seed, file_format)


@main.command()
@extracts_option
@data_option
@threshold_option
@allow_refused_option
def land(extracts: Path, data: Path, quarantine_threshold: float, allow_refused: bool) -> None:
    """Check every delivery against the source contract and load it into raw.duckdb."""
    from velferd.build_report import make_console
    from velferd.data_folder import make_data_folder
    from velferd.landing import land as run
    from velferd.lock import alone_in
    from velferd.processes import apart

    make_data_folder(data)
    with alone_in(data), apart() as identified:
        report = identified.submit(run, extracts, data, quarantine_threshold, allow_refused).result()
    make_console().print(report)


@main.command()
@extracts_option
@data_option
@threshold_option
@allow_refused_option
@click.option("--as-of", help="Vintage: YYYY-MM-DD for all systems, or fasit:YYYY-MM-DD,... for some.")
@click.option(
    "--audit",
    type=click.Choice(["block", "warn"]),
    default="block",
    show_default=True,
    help="Whether data-quality suites that do not hold block the swap; dbt tests always do.",
)
@click.option("--demo", is_flag=True, help="Also print how the figures compare with the printed report.")
def build(
    extracts: Path,
    data: Path,
    quarantine_threshold: float,
    allow_refused: bool,
    as_of: str | None,
    audit: str,
    demo: bool,
) -> None:
    """Land, build into a fresh file, test, audit, and put the result in the place of warehouse.duckdb."""
    from velferd.build import build as run

    run(
        extracts,
        data,
        as_of=as_of,
        audit=audit,
        allow_refused=allow_refused,
        quarantine_threshold=quarantine_threshold,
        demo=demo,
    )


@main.command("audit-table")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--table", required=True, help="Its table_id.")
@click.option("--year", help="Only this year; otherwise every year in the file, each on its own.")
@click.option(
    "--cells", default="moved", show_default=True, help="Measure: counts by area (row) and category (column)."
)
@click.option("--row-total", default="moved_out_total", show_default=True, help="Measure: totals of the rows.")
@click.option("--column-total", default="moved_in_total", show_default=True, help="Measure: totals of the columns.")
def audit_table(file: Path, table: str, year: str | None, cells: str, row_total: str, column_total: str) -> None:
    """Say what the totals of a printed two-way table reveal about its hidden cells.

    FILE is a CSV with the columns table_id, measure, year, area, category, value, printed; value is empty where hidden.
    """
    from velferd.disclosure.audit_table import audit_table as run

    for audited in run(file, table, cells, row_total, column_total, year):
        click.echo(audited.summary())


@main.command()
@click.option("--data", type=DIRECTORY, required=True, help="Folder of warehouse.duckdb; published/ is made in it.")
@click.option("--address", help="URL that readers will find published/ at, for the catalogue; ends in a slash.")
def publish(data: Path, address: str | None) -> None:
    """Write what the warehouse publishes in every format anew, if it has passed the attack as it stands."""
    from velferd.lock import alone_in
    from velferd.publications import require_warehouse_passed
    from velferd.publish import publish_data
    from velferd.releases import PUBLISHED, next_release

    with alone_in(data), next_release(data) as release:
        require_warehouse_passed(release)
        publish_data(release, address)
    click.echo(f"Published: {data / PUBLISHED}")


@main.command("mf", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option(
    "--data",
    type=DIRECTORY,
    default="data",
    show_default=True,
    help="Folder of a finished build.",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, required=True)
def mf(data: Path, arguments: tuple[str, ...]) -> None:
    """Ask the semantic layer with MetricFlow's commands.

    For instance: velferd mf query --metrics recipients --group-by bydel,metric_time__year
    """
    from velferd.metrics import ask

    ask(data, arguments)


@main.command()
@click.option("--data", type=DIRECTORY, required=True, help="Folder of a finished build; docs/ goes there.")
def docs(data: Path) -> None:
    """Write the documentation of the build: dbt's pages, the data dictionary, and the data contracts."""
    from velferd.build_report import make_console
    from velferd.docs import write_docs
    from velferd.lock import alone_in

    console = make_console()
    with alone_in(data), console.status("Documenting the build"):
        page = write_docs(data)
    click.echo(f"Documentation: {page}")


@main.command()
@click.option("--data", type=DIRECTORY, required=True, help="Folder of a finished build; contracts/ is made in it.")
def contracts(data: Path) -> None:
    """Write the data contracts (Open Data Contract Standard) of deliveries, marts and what is published."""
    from velferd.contracts import write_contracts
    from velferd.lock import alone_in

    with alone_in(data):
        for path in write_contracts(data):
            click.echo(str(path))


@main.command()
@click.option("--data", type=DIRECTORY, required=True, help="Folder that is built into; it need not exist.")
@click.option("--extracts", type=DIRECTORY, help="Folder of deliveries; left out for the demo's.")
def doctor(data: Path, extracts: Path | None) -> None:
    """Say what is wrong with the set-up, and what to do about it; changes nothing."""
    from velferd.doctor import doctor as run

    run(data, extracts)


@main.command()
@click.option("--data", type=DIRECTORY, required=True, help="Folder of a finished build, which stays as it is.")
def changed(data: Path) -> None:
    """Build and test what was changed since the last build, and what depends on it, on copies."""
    from velferd.changed import build_changed

    click.echo(f"Built: {build_changed(data)}")


@main.command()
@click.option("--data", type=DIRECTORY, required=True, help="Folder of published/ and warehouse.duckdb.")
@click.option("--year", type=int, help="Year of the report; otherwise the latest that is published.")
def report(data: Path, year: int | None) -> None:
    """Write the annual report of a year, as a page and a PDF in Norwegian and English."""
    from velferd.build_report import make_console
    from velferd.lock import alone_in
    from velferd.publications import require_published_passed
    from velferd.releases import REPORT, next_release
    from velferd.report import write_report

    console = make_console()
    with alone_in(data), next_release(data) as release, console.status("Drawing and setting the report"):
        require_published_passed(release)
        folder = write_report(release, year)
    console.print(f"The report: {data / REPORT / folder.name / 'index.html'}", soft_wrap=True)
