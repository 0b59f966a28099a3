"""What was published, now and earlier, and which cells stand behind it, as read from a finished warehouse."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb

PRESENT = ""
"""Name of the publication that is to be let out, beside the identifiers of the earlier ones."""

FIGURE = "table_id, measure, year, area, category, value, printed_text, decimals, unit"
BEHIND = "table_id, measure, year, area, category, figure_kind, role, cell_id, rounding_base"
CELL = """cell_id, cell_count, is_sensitive, is_known, are_zeros_printed, protection_upper, protection_width,
    amount_protection_share, period, area"""
SUM = "sum_id, cell_id, is_total, dimension"


class FigureKey(NamedTuple):
    """What identifies a figure in print."""

    table_id: str
    measure: str
    year: str
    area: str
    category: str


@dataclass(frozen=True)
class Figure:
    """One printed place. `value` is None where it is hidden; `half` is half a unit of its last printed digit."""

    key: FigureKey
    value: float | None
    printed_text: str | None
    decimals: int
    unit: str

    @property
    def half(self) -> float:
        return 0.5 * 10.0**-self.decimals


@dataclass
class Behind:
    """The cells behind a figure, by role, and what a rounded count is a multiple of."""

    kind: str
    rounding_base: int | None
    cells: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Cell(NamedTuple):
    """One count, with its truth."""

    cell_id: str
    cell_count: int
    is_sensitive: bool
    is_known: bool
    are_zeros_printed: bool
    protection_upper: int
    protection_width: int
    amount_protection_share: float | None
    period: str | None
    area: str | None


@dataclass
class CellSum:
    """Cells that add up to another."""

    dimension: str
    total: str = ""
    parts: list[str] = field(default_factory=list)


@dataclass
class Publication:
    """Everything that one publication prints, and what stands behind it."""

    name: str
    figures: dict[FigureKey, Figure] = field(default_factory=dict)
    behind: dict[FigureKey, Behind] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    sums: dict[str, CellSum] = field(default_factory=dict)


def read_publications(connection: duckdb.DuckDBPyConnection) -> list[Publication]:
    """The present publication first, then the earlier ones in the attached database `publications`, if there is one."""
    publications = {PRESENT: Publication(PRESENT)}
    _read(
        connection,
        publications,
        f"'{PRESENT}'",
        "marts.published_report_figures",
        "intermediate.int_disclosure_figure_cells",
        "intermediate.int_disclosure_cells",
        "intermediate.int_disclosure_sums",
    )
    if connection.execute("select 1 from duckdb_databases() where database_name = 'publications'").fetchone():
        tables = [f"publications.{name}" for name in ("figures", "figure_cells", "cells", "sums")]
        _read(connection, publications, "cast(publication_id as varchar)", *tables)
    return list(publications.values())


def read_amounts(connection: duckdb.DuckDBPyConnection) -> dict[FigureKey, float]:
    """True values of the figures behind the present publication: for how close a hidden amount may be known."""
    query = """
        select table_id, measure, cast(year as varchar), area, coalesce(category, ''), value
        from marts.report_figures
        where value is not null
    """
    return {FigureKey(*row[:5]): row[5] for row in connection.execute(query).fetchall()}


def _read(
    connection: duckdb.DuckDBPyConnection,
    publications: dict[str, Publication],
    name: str,
    figures: str,
    figure_cells: str,
    cells: str,
    sums: str,
) -> None:
    def rows(columns: str, relation: str) -> list[tuple]:
        # Ordered, so that the same warehouse gives the same programme to solve.
        columns = columns.replace("year,", "cast(year as varchar),").replace("category,", "coalesce(category, ''),")
        return connection.execute(f"select {name}, {columns} from {relation} order by all").fetchall()

    def of(row: tuple) -> Publication:
        return publications.setdefault(row[0], Publication(row[0]))

    for row in rows(FIGURE, figures):
        key = FigureKey(*row[1:6])
        of(row).figures[key] = Figure(key, row[6], row[7], row[8] or 0, row[9] or "")
    for row in rows(BEHIND, figure_cells):
        behind = Behind(row[6], row[9])
        of(row).behind.setdefault(FigureKey(*row[1:6]), behind).cells[row[7]].append(row[8])
    for row in rows(CELL, cells):
        cell = Cell(*row[1:])
        of(row).cells[cell.cell_id] = cell
    for row in rows(SUM, sums):
        added = of(row).sums.setdefault(row[1], CellSum(row[4]))
        if row[3]:
            added.total = row[2]
        else:
            added.parts.append(row[2])
