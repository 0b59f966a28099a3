"""Audit of one two-way table that is already printed, from a file: what do its totals say about its hidden cells?"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import click

from velferd.disclosure.audit_intervals import Contradiction, Known
from velferd.disclosure.audit_knowledge import Knowledge

COLUMNS = ("table_id", "measure", "year", "area", "category", "value", "printed")
RANGE_LABEL = re.compile(r"\s*(\d+)\s*[-–—]\s*(\d+)\s*")
NARROW_WIDTH = 3


def label_range(text: str | None) -> tuple[int, int] | None:
    """(1, 6) of a printed "1–6"; None of any other text."""
    found = RANGE_LABEL.fullmatch(text or "")
    return (int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True)
class HiddenCell:
    """A cell that the table does not print, and what its readers know of it all the same."""

    row: str
    column: str
    label: tuple[int, int] | None
    known: Known

    @property
    def excludes_label(self) -> bool:
        """Whether values that the label allows are in fact impossible."""
        if self.label is None:
            return False
        lower, upper = self.label
        return self.known.integer.lower > lower or self.known.integer.upper < upper


@dataclass(frozen=True)
class TableAudit:
    """The hidden cells of one year of a table."""

    table_id: str
    year: str
    cells: tuple[HiddenCell, ...]

    @property
    def exact(self) -> list[HiddenCell]:
        return [cell for cell in self.cells if cell.known.is_exact]

    @property
    def narrow(self) -> list[HiddenCell]:
        """Highest and lowest possible value less than three apart; the exact ones are among them."""
        return [cell for cell in self.cells if cell.known.integer.width < NARROW_WIDTH]

    @property
    def excluding(self) -> list[HiddenCell]:
        return [cell for cell in self.cells if cell.excludes_label]

    @property
    def solvers_agree(self) -> bool:
        """Whether counting persons whole tells no more than allowing fractions of them."""
        return all(cell.known.lp == cell.known.integer for cell in self.cells)

    def summary(self) -> str:
        """Counts only: which cells can be computed is not repeated."""
        agreement = "agree" if self.solvers_agree else "do not agree"
        return (
            f"Table {self.table_id}, {self.year}: {len(self.cells)} hidden cells; of these {len(self.exact)} exact, "
            f"{len(self.narrow)} narrower than three (highest less lowest value; the exact ones are among them), "
            f"{len(self.excluding)} excluding part of the printed label. LP and integer intervals {agreement}."
        )


def audit_table(
    path: Path, table_id: str, cells: str, row_total: str, column_total: str, year: str | None = None
) -> list[TableAudit]:
    """Audit each year of a table in a file with the columns of `COLUMNS`.

    `cells`, `row_total` and `column_total` are measures: a cell lies in row `area` and column `category`, its row total
    has the same area, its column total has the column's name as area. A total for an area that is no row or column is
    the total of all. Where a zero is printed among the cells, hidden cells are taken to be 1 or more.
    Raises click.ClickException where file, table or figures cannot be used.
    """
    rows = [
        row for row in _read(path) if row["table_id"] == table_id and row["measure"] in {cells, row_total, column_total}
    ]
    years = sorted({row["year"] for row in rows if row["measure"] == cells and year in (None, row["year"])})
    if not years:
        raise click.ClickException(
            f"{path}: no figures of measure {cells} in table {table_id}{f', {year}' if year else ''}."
        )
    return [
        _audit_year(path, table_id, one, [row for row in rows if row["year"] == one], cells, row_total, column_total)
        for one in years
    ]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise click.ClickException(f"{path}: no column {', '.join(missing)}.")
        return list(reader)


def _audit_year(
    path: Path, table_id: str, year: str, rows: list[dict[str, str]], cells: str, row_total: str, column_total: str
) -> TableAudit:
    knowledge = Knowledge()
    matrix = {(row["area"], row["category"]): row for row in rows if row["measure"] == cells}
    is_zero_printed = any(_count(path, row) == 0 for row in matrix.values())

    def learn(number: tuple[str, ...], row: dict[str, str] | None, lowest: int = 0) -> None:
        knowledge.add(number)
        count = None if row is None else _count(path, row)
        label = None if row is None else label_range(row["printed"])
        if count is not None:
            knowledge.narrow(number, count, count)
        elif row is not None:
            knowledge.narrow(number, *(label or (lowest,)))

    for (line, column), row in matrix.items():
        learn(("cell", line, column), row, 1 if is_zero_printed else 0)
    for side, measure in enumerate((row_total, column_total)):
        totals = {row["area"]: row for row in rows if row["measure"] == measure}
        names = {place[side] for place in matrix}
        for name in sorted(names):
            learn((measure, name), totals.get(name))
            knowledge.add_up((measure, name), [("cell", *place) for place in matrix if place[side] == name])
        learn(("all",), None)
        knowledge.add_up(("all",), [(measure, name) for name in sorted(names)])
        for name in totals.keys() - names:
            learn(("all",), totals[name])
    hidden = [place for place, row in matrix.items() if _count(path, row) is None]
    try:
        known = knowledge.intervals(("cell", *place) for place in hidden)
    except Contradiction as contradiction:
        involved = ", ".join(sorted({" / ".join(number) for number in contradiction.numbers}))
        raise click.ClickException(
            f"Table {table_id}, {year}: the printed cells and totals contradict each other: {involved}."
        ) from contradiction
    return TableAudit(
        table_id,
        year,
        tuple(HiddenCell(*place, label_range(matrix[place]["printed"]), known["cell", *place]) for place in hidden),
    )


def _count(path: Path, row: dict[str, str]) -> int | None:
    """The printed count; None where it is hidden."""
    if not row["value"]:
        return None
    try:
        count = float(row["value"])
    except ValueError:
        count = -1.0
    if count < 0 or count != int(count):
        raise click.ClickException(
            f"{path}: {row['measure']}, {row['year']}, {row['area']}: {row['value']!r} is no count."
        )
    return int(count)
