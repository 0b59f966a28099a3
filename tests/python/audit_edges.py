"""Publications of a few cells, made in memory, and what the auditor finds in each: one edge of one of its rules."""

from __future__ import annotations

from velferd.disclosure.audit_reading import PRESENT, Behind, Cell, CellSum, Figure, FigureKey, Publication
from velferd.disclosure.audit_rules import CellAudit

Edge = tuple[str, tuple, set[tuple]]
"""The attack, what it is given, and its outcome."""


class Printed(Publication):
    """A publication of a few cells; each step returns it again."""

    def cell(
        self,
        cell_id: str,
        count: int,
        *,
        is_known: bool = False,
        are_zeros_printed: bool = True,
        share: float | None = 0.1,
    ) -> Printed:
        """Protection: possible to be 4, 3 wide, money not closer than `share`."""
        rule = (4, 3, share, "2024", "Oslo")
        self.cells[cell_id] = Cell(cell_id, count, 1 <= count <= 3, is_known, are_zeros_printed, *rule)
        return self

    def figure(
        self,
        kind: str,
        value: float | None,
        *cells: str,
        text: str = ":",
        decimals: int = 0,
        unit: str = "",
        of: tuple[str, ...] = (),
        **place: str,
    ) -> Printed:
        """A value, or where it is hidden the text in its place; the first cell is the category. `of`: of a share."""
        key = self.behind_only(kind, *cells, of=of, **place)
        self.figures[key] = Figure(key, value, text if value is None else str(value), decimals, unit)
        return self

    def behind_only(self, kind: str, *cells: str, of: tuple[str, ...] = (), **place: str) -> FigureKey:
        """What stands behind a figure that is not printed at all."""
        measure = {"amount": "paid_nok", "count": "people"}.get(kind, f"people_{kind}")
        key = FigureKey("1", measure, "2024", "Oslo", cells[0] if cells else "")._replace(**place)
        self.behind[key] = Behind(kind, 3 if kind == "rounded" else None)
        self.behind[key].cells["count"] += cells
        self.behind[key].cells["base"] += of
        return key

    def add_up(self, total: str, *parts: str, dimension: str = "category") -> Printed:
        self.sums[total] = CellSum(dimension, total, list(parts))
        return self


def hidden(text: str, count: int = 2, name: str = PRESENT, **cell) -> Printed:
    """One hidden count "a", with this text in its place."""
    return Printed(name).cell("a", count, **cell).figure("count", None, "a", text=text)


def paid(value: float | None, count: int = 2, name: str = PRESENT, **cell) -> Printed:
    """The money of one hidden count "a", printed in hundreds."""
    return hidden(":", count, name, **cell).figure("amount", value, "a", decimals=-2)


def outcome(audited: list[CellAudit]) -> set[tuple]:
    """(what, cell, verdict, "stops" where it stops the publication, "hidden" where it is)"""
    return {
        (each.kind, each.cell_id, str(each.verdict), *["stops"] * each.is_finding, *["hidden"] * each.is_hidden)
        for each in audited
    }


def all_edges_hold(edges: dict[str, Edge], rules: dict) -> bool:
    """Whether an auditor of these rules, whole or broken, finds all that it should and nothing else."""

    def holds(attack: str, given: tuple, found: set[tuple]) -> bool:
        try:
            return outcome(rules[attack](*given)) == found
        except Exception:  # A broken rule may end in any way.
            return False

    return all(holds(*edge) for edge in edges.values())
