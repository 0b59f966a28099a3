"""What has been published, kept so that a later publication hides what an earlier one hid.

publications.duckdb holds hidden counts and is restricted, like the warehouse. A publication that prints what an earlier
one of the same extract dates printed is the same publication.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from velferd.audit.zones import built_marts
from velferd.data_folder import for_owner_only
from velferd.database import quoted
from velferd.disclosure.audit import AuditResult, audit_publication

DIGEST = """
    select md5(string_agg(
        concat_ws('|', table_id, measure, year, area, category, printed_text), chr(10)
        order by table_id, measure, year, area, category
    ))
    from built.marts.published_report_figures
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
    """Add what `built` publishes to the history in `publications`, unless it is there already.

    `vintage` names the extract dates that the build read. Raises duckdb.Error, with the history as it was.
    """
    with for_owner_only(), duckdb.connect(str(publications)) as connection:
        connection.execute(f"attach '{quoted(built)}' as built (read_only)")
        [(digest,)] = connection.execute(DIGEST).fetchall()
        known = "select 1 from publications where vintage = ? and content_digest = ?"
        if connection.execute(known, [vintage, digest]).fetchone():
            return
        connection.begin()
        [(number,)] = connection.execute("select coalesce(max(publication_id), 0) + 1 from publications").fetchall()
        connection.execute("insert into publications values (?, ?, ?)", [number, vintage, digest])
        for table, query in REMEMBER.items():
            connection.execute(f"insert into {table} {query.format(id=number)}")
        connection.commit()
