"""Which figures show a cell, and how many of them each table hides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from velferd.disclosure.audit_reading import Figure, Publication

SHOWING = ("count", "share", "rounded")
"""Kinds of figures that tell the count itself, exactly or rounded."""

LOW = 7
"""The printed report hides every count below this: what our own hiding is measured against."""


class Shown:
    """The figures of a publication, by the cell whose count they tell."""

    def __init__(self, publication: Publication) -> None:
        self._figures: dict[str, list[Figure]] = defaultdict(list)
        self._amounts: dict[str, list[Figure]] = defaultdict(list)
        for key, behind in publication.behind.items():
            if (figure := publication.figures.get(key)) is not None:
                into = self._figures if behind.kind in SHOWING else self._amounts
                for cell_id in behind.cells["count"]:
                    into[cell_id].append(figure)

    def figures(self, cell_id: str) -> list[Figure]:
        """Figures that tell this count."""
        return self._figures.get(cell_id, [])

    def any_figures(self, cell_id: str) -> list[Figure]:
        """Figures that tell this count; where there are none, others that it stands behind."""
        return self.figures(cell_id) or self._amounts.get(cell_id, [])

    def is_hidden(self, cell_id: str) -> bool:
        """Whether the count has its place in print, and is printed in none of them."""
        figures = self.figures(cell_id)
        return bool(figures) and all(figure.value is None for figure in figures)


@dataclass(frozen=True)
class TableYear:
    """What one table hides in one year: counts and shares, not what else follows them."""

    table_id: str
    year: str
    figures: int
    hidden: int
    hidden_sensitive: int
    below_seven: int
    """How many would be hidden if all counts under 7 were, and nothing else."""
    exact: int
    widths: tuple[int | None, ...]
    """Highest less lowest possible value of each hidden count, ascending; None, at the end, where there is no limit."""

    @property
    def hidden_for_others(self) -> int:
        """Hidden only so that the sensitive ones cannot be worked out."""
        return self.hidden - self.hidden_sensitive

    @property
    def narrowest(self) -> int | None:
        return self.widths[0] if self.widths else None

    @property
    def median(self) -> int | None:
        return self.widths[len(self.widths) // 2] if self.widths else None


def count_hidden(publication: Publication, widths: dict[str, int | None]) -> list[TableYear]:
    """Every table and year that hides something, or has counts under 7. `widths`: of each hidden cell's interval."""
    found: dict[tuple[str, str], list[tuple[Figure, str]]] = defaultdict(list)
    for key, behind in publication.behind.items():
        figure = publication.figures.get(key)
        if figure is not None and behind.kind in ("count", "share") and behind.cells["count"]:
            found[key.table_id, key.year].append((figure, behind.cells["count"][0]))
    tables = [_table_year(publication, *place, figures, widths) for place, figures in sorted(found.items())]
    return [table for table in tables if table.hidden or table.below_seven]


def _table_year(
    publication: Publication,
    table_id: str,
    year: str,
    figures: list[tuple[Figure, str]],
    widths: dict[str, int | None],
) -> TableYear:
    hidden = [publication.cells[cell_id] for figure, cell_id in figures if figure.value is None]
    cells = [publication.cells[cell_id] for _, cell_id in figures]
    # A share may be hidden because of its base: its own count then has no interval to tell of.
    reached = [widths[cell.cell_id] for cell in hidden if cell.cell_id in widths]
    return TableYear(
        table_id,
        year,
        figures=len(figures),
        hidden=len(hidden),
        hidden_sensitive=sum(cell.is_sensitive for cell in hidden),
        below_seven=sum(
            cell.cell_count < LOW and (cell.cell_count > 0 or not cell.are_zeros_printed) for cell in cells
        ),
        exact=sum(width == 0 for width in reached),
        widths=tuple(sorted(reached, key=lambda width: float("inf") if width is None else width)),
    )
