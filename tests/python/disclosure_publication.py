"""Small finished warehouses for the audit: counts, the figures that show them, and what of them is hidden."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import duckdb
from velferd.disclosure.system import Cell, Sum, System

SCHEMA = """
    create schema if not exists marts;
    create schema if not exists intermediate;
    create or replace table marts.published_report_figures (
        table_id varchar, measure varchar, year varchar, area varchar, category varchar, value double,
        printed_text varchar, decimals int, unit varchar
    );
    create or replace table marts.report_figures (
        table_id varchar, measure varchar, year varchar, area varchar, category varchar, value double, unit varchar
    );
    create or replace table intermediate.int_disclosure_figure_cells (
        table_id varchar, measure varchar, year varchar, area varchar, category varchar, figure_kind varchar,
        role varchar, cell_id varchar, rounding_base int
    );
    create or replace table intermediate.int_disclosure_cells (
        cell_id varchar, cell_count bigint, is_sensitive boolean, is_known boolean, is_printed boolean,
        are_zeros_printed boolean, protection_upper int, protection_width int, amount_protection_share double,
        period varchar, area varchar
    );
    create or replace table intermediate.int_disclosure_sums (
        sum_id varchar, cell_id varchar, is_total boolean, dimension varchar
    );
"""
EARLIER = """
    attach if not exists ':memory:' as publications;
    create table if not exists publications.figures as
        select '' as publication_id, * from marts.published_report_figures limit 0;
    create table if not exists publications.figure_cells as
        select '' as publication_id, * from intermediate.int_disclosure_figure_cells limit 0;
    create table if not exists publications.cells as
        select '' as publication_id, * from intermediate.int_disclosure_cells limit 0;
    create table if not exists publications.sums as
        select '' as publication_id, * from intermediate.int_disclosure_sums limit 0;
"""
RULE = (4, 3, 0.1, "2024", "")
"""Protection: possible to be 4, 3 wide, money not closer than a tenth; period; area."""

PRESENT_RELATIONS = {
    "figures": "marts.published_report_figures",
    "figure_cells": "intermediate.int_disclosure_figure_cells",
    "cells": "intermediate.int_disclosure_cells",
    "sums": "intermediate.int_disclosure_sums",
}


@dataclass(frozen=True)
class Figure:
    table_id: str
    measure: str
    year: str
    area: str
    category: str
    kind: str
    value: float
    decimals: int
    unit: str
    behind: tuple[tuple[str, str], ...]
    """(role, cell)"""


@dataclass
class Statistics:
    """What is to be published: the truth, and the figures that are to show it."""

    are_zeros_printed: bool = True
    counts: dict[str, int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    sums: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def cell(self, cell_id: str, count: int, *, is_known: bool = False) -> None:
        self.counts[cell_id] = count
        if is_known:
            self.known.add(cell_id)

    def add_up(self, total: str, *parts: str, dimension: str = "category") -> None:
        self.counts.setdefault(total, sum(self.counts[part] for part in parts))
        self.sums.append((total, parts, dimension))

    def figure(
        self, place: str, kind: str, value: float, *behind: tuple[str, str], decimals: int = 0, unit: str = "count"
    ) -> None:
        """`place` is "table measure year area category", with - for no category."""
        table_id, measure, year, area, category = place.split(" ", 4)
        category = "" if category == "-" else category
        self.figures.append(Figure(table_id, measure, year, area, category, kind, value, decimals, unit, behind))

    def show(self, table_id: str, *cells: str) -> None:
        """Print the counts of these cells; the cell's name is its category."""
        for cell_id in cells:
            self.figure(f"{table_id} people 2024 Oslo {cell_id}", "count", self.counts[cell_id], ("count", cell_id))

    def share(self, table_id: str, cell_id: str, base: str, decimals: int = 1) -> None:
        value = 100 * self.counts[cell_id] / self.counts[base]
        behind = (("count", cell_id), ("base", base))
        self.figure(f"{table_id} share 2024 Oslo {cell_id}", "share", value, *behind, decimals=decimals, unit="percent")

    def amount(self, table_id: str, cell_id: str, value: float, area: str = "Oslo") -> None:
        self.figure(f"{table_id} paid_nok 2024 {area} -", "amount", value, ("count", cell_id), unit="nok")

    def is_sensitive(self, cell_id: str) -> bool:
        return 1 <= self.counts[cell_id] <= 3

    @property
    def sensitive(self) -> set[str]:
        return {cell_id for cell_id in self.counts if self.is_sensitive(cell_id)}

    def publish(
        self,
        connection: duckdb.DuckDBPyConnection,
        hidden: Collection[str] = (),
        *,
        printed_all_the_same: Collection[str] = (),
        text: str = ":",
        earlier: str | None = None,
    ) -> None:
        """Write the warehouse with these cells hidden, or put the same into `publications` under that name.

        A figure is hidden with any cell behind it, unless its measure is in `printed_all_the_same`.
        """
        if earlier is None:
            connection.execute(SCHEMA)
            insert = dict(PRESENT_RELATIONS)
        else:
            connection.execute("create schema if not exists marts")
            if not connection.execute("select 1 from duckdb_tables() where table_name = 'report_figures'").fetchone():
                connection.execute(SCHEMA)
            connection.execute(EARLIER)
            insert = {name: f"publications.{name}" for name in PRESENT_RELATIONS}

        def rows(name: str, rows: list[tuple]) -> None:
            rows = rows if earlier is None else [(earlier, *row) for row in rows]
            if rows:
                marks = ", ".join("?" for _ in rows[0])
                connection.executemany(f"insert into {insert[name]} values ({marks})", rows)

        figures = []
        for f in self.figures:
            is_hidden = any(cell in hidden for _, cell in f.behind) and f.measure not in printed_all_the_same
            value = None if is_hidden else round(f.value, f.decimals)
            printed = text if is_hidden else f"{value:.{max(0, f.decimals)}f}"
            figures.append((f.table_id, f.measure, f.year, f.area, f.category, value, printed, f.decimals, f.unit))
        rows("figures", figures)
        rows(
            "figure_cells",
            [
                (*figure[:5], f.kind, role, cell, 3 if f.kind == "rounded" else None)
                for f, figure in zip(self.figures, figures, strict=True)
                for role, cell in f.behind
            ],
        )
        shown = {cell for f in self.figures for _, cell in f.behind}
        rows(
            "cells",
            [
                (cell, count, self.is_sensitive(cell), cell in self.known, cell in shown, self.are_zeros_printed, *RULE)
                for cell, count in self.counts.items()
            ],
        )
        rows(
            "sums",
            [
                (f"sum {index}", cell, is_total, dimension)
                for index, (total, parts, dimension) in enumerate(self.sums)
                for cell, is_total in ((total, True), *((part, False) for part in parts))
            ],
        )
        if earlier is None:
            truths = [(f.table_id, f.measure, f.year, f.area, f.category, f.value, f.unit) for f in self.figures]
            connection.executemany("insert into marts.report_figures values (?, ?, ?, ?, ?, ?, ?)", truths)

    def system(self, never_hidden: Collection[str] = (), always_hidden: Collection[str] = ()) -> System:
        """The same for the suppression."""
        cells = {}
        for cell_id, count in self.counts.items():
            kinds = {f.kind for f in self.figures for role, cell in f.behind if (role, cell) == ("count", cell_id)}
            is_open = cell_id in self.known or cell_id in never_hidden
            is_unprinted = not kinds & {"count", "share"}
            decision = "open" if is_open else "hidden" if cell_id in always_hidden or is_unprinted else "free"
            cells[cell_id] = Cell(
                cell_id,
                count,
                decision,
                is_sensitive=self.is_sensitive(cell_id) and cell_id not in self.known,
                cost=0 if decision == "hidden" else 10 + count,
                open_lower=count,
                open_upper=count,
                hidden_lower=1 if self.are_zeros_printed and not is_unprinted and count else 0,
                hidden_upper=None,
                label_upper=None,
            )
        sums = tuple(Sum(f"sum {index}", total, parts) for index, (total, parts, _) in enumerate(self.sums))
        return System(cells, sums)


def line(*counts: int, **options) -> Statistics:
    """Cells a, b, c ... and their total "all", all shown in table 1."""
    statistics = Statistics(**options)
    names = "abcdefgh"[: len(counts)]
    for cell_id, count in zip(names, counts, strict=True):
        statistics.cell(cell_id, count)
    statistics.add_up("all", *names)
    statistics.show("1", *names, "all")
    return statistics
