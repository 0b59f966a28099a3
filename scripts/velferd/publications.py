"""What has been published, kept so that a later publication hides what an earlier one hid.

publications.duckdb holds hidden counts and is restricted, like the warehouse. A publication that prints what an earlier
one of the same extract dates printed is the same publication.
"""

from __future__ import annotations

from pathlib import Path

import click
import duckdb

from velferd.audit.zones import built_marts
from velferd.data_folder import for_owner_only
from velferd.database import quoted
from velferd.disclosure.audit import AuditResult, audit_publication
from velferd.publish.files import DATABASE, SCHEMA
from velferd.publish.publication import FIGURE_COLUMNS, FIGURES, TABLE_COLUMNS, TABLES
from velferd.releases import PUBLICATIONS, PUBLISHED, WAREHOUSE

DIGEST = """
    select md5(string_agg(
        concat_ws('|', table_id, measure, year, area, category, printed_text), chr(10)
        order by table_id, measure, year, area, category
    ))
    from built.marts.published_report_figures
"""

#: Of all that files for readers are made of: figures, and texts.
AS_IT_STANDS = f"""
    select sha256(string_agg(line, chr(10) order by line))
    from (
        select cast(figures as varchar) as line
        from (select {", ".join(FIGURE_COLUMNS)} from {{schema}}.{FIGURES}) as figures
        union all
        select cast(tables as varchar)
        from (select {", ".join(TABLE_COLUMNS)} from {{schema}}.{TABLES}) as tables
    )
"""

REMEMBER = {
    "figures": """
        select {id}, table_id, measure, year, area, category, value, printed_text, decimals, unit
        from built.marts.published_report_figures
    """,
    "figure_cells": """
        select {id}, table_id, measure, year, area, category, figure_kind, role, cell_id, rounding_base
        from built.intermediate.int_disclosure_figure_cells
    """,
    "cells": """
        select
            {id}, cell_id, period, area, cell_count,
            if(outcomes.status in ('primary', 'secondary'), 'hidden', outcomes.status),
            is_known, is_sensitive, are_zeros_printed, if(outcomes.keeps_label, label_upper, null), protection_upper,
            protection_width, amount_protection_share, open_lower, open_upper, hidden_lower
        from built.intermediate.int_disclosure_cells as cells
        join built.intermediate.int_disclosure_cell_outcomes as outcomes using (cell_id, cell_count)
    """,
    "sums": """
        select {id}, sum_id, dimension, cell_id, is_total, is_rest, is_known
        from built.intermediate.int_disclosure_sums
    """,
}


def attack(built: Path, publications: Path, spill: Path) -> AuditResult:
    """What readers can work out of what `built` publishes together with everything published before."""
    with built_marts(built, spill) as connection:
        connection.execute(f"attach '{quoted(publications)}' as publications (read_only)")
        return audit_publication(connection)


def remember(built: Path, publications: Path, vintage: str) -> None:
    """Add what `built` publishes, which has passed the attack, to the history in `publications`.

    `vintage` names the extract dates that the build read. What is there already is not added again, but for the digest
    of all as it stands, which `require_passed` asks for. Raises duckdb.Error, with the history as it was.
    """
    with for_owner_only(), duckdb.connect(str(publications)) as connection:
        connection.execute(f"attach '{quoted(built)}' as built (read_only)")
        [(digest,)] = connection.execute(DIGEST).fetchall()
        [(as_it_stands,)] = connection.execute(AS_IT_STANDS.format(schema="built.marts")).fetchall()
        connection.begin()
        connection.execute("create table if not exists passed (digest varchar)")
        connection.execute("insert into passed select ? where ? not in (from passed)", [as_it_stands] * 2)
        known = "select 1 from publications where vintage = ? and content_digest = ?"
        if not connection.execute(known, [vintage, digest]).fetchone():
            [(number,)] = connection.execute("select coalesce(max(publication_id), 0) + 1 from publications").fetchall()
            connection.execute("insert into publications values (?, ?, ?)", [number, vintage, digest])
            for table, query in REMEMBER.items():
                connection.execute(f"insert into {table} {query.format(id=number)}")
        connection.commit()


def require_warehouse_passed(release: Path) -> None:
    """Raise click.ClickException unless what the release's warehouse publishes has passed the attack as it stands."""
    _require_passed(release, release / WAREHOUSE, "publishing.marts")


def require_published_passed(release: Path) -> None:
    """Raise click.ClickException unless the release's published figures are, as they stand, what passed the attack."""
    _require_passed(release, release / PUBLISHED / DATABASE, SCHEMA.replace(PUBLISHED, "publishing"))


def _require_passed(release: Path, database: Path, schema: str) -> None:
    history = release / PUBLICATIONS
    for path in (database, history):
        if not path.exists():
            raise click.ClickException(f"There is no {path.name}: nothing has been published. Build it first.")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{quoted(database)}' as publishing (read_only)")
        connection.execute(f"attach '{quoted(history)}' as publications (read_only)")
        try:
            [(digest,)] = connection.execute(AS_IT_STANDS.format(schema=schema)).fetchall()
            has_passed = connection.execute("select ? in (from publications.passed)", [digest]).fetchone()[0]
        except (duckdb.CatalogException, duckdb.BinderException):
            has_passed = False
        if not has_passed:
            raise click.ClickException(
                f"Nothing is written: what {database.name} would publish has not passed the attack as it stands. "
                "Build it anew, and see audit/disclosure.html for what is known too closely."
            )
