"""Cell suppression: hide at the least cost so that no sensitive cell can be computed too closely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from velferd.disclosure.attack import unprotectable
from velferd.disclosure.block import Block, build_block
from velferd.disclosure.intervals import intervals
from velferd.disclosure.search import Search, Solution
from velferd.disclosure.system import Cell, System

Status = Literal["open", "primary", "secondary", "unprinted"]


class Unprotectable(Exception):
    """Sensitive cells that stay unprotected even when everything that may be hidden is hidden."""

    def __init__(self, cell_ids: tuple[str, ...]) -> None:
        """Name the cells; never their counts."""
        super().__init__(
            "Cannot be protected as the seed publication_rule asks, even when all that may be hidden is hidden: "
            + "; ".join(cell_ids)
        )
        self.cell_ids = cell_ids


@dataclass(frozen=True)
class Decision:
    """What becomes of one cell."""

    cell_id: str
    status: Status
    lower: int
    """Of the attacker's interval, from linear programs, rounded inwards. For an open cell that is not sensitive: what
    the cell itself tells."""
    upper: int | None
    """None: unbounded."""
    method: Literal["optimal", "greedy"]
    keeps_label: bool
    """Whether the cell has an interval label that is true of every hidden cell it is linked to."""


def suppress(system: System, time_budget_seconds: float, secondary: bool = True) -> list[Decision]:
    """Decide which cells are hidden.

    Args:
        system: cells and sums of everything that is published together.
        time_budget_seconds: for each component; when it is used up the best hiding so far is taken ("greedy").
        secondary: False hides sensitive cells only and protects nothing (to show what the protection is for).

    Returns:
        One decision per cell that is not constant, in the order of the system.

    Raises:
        Unprotectable: with every cell that cannot be protected.
        ValueError: a count contradicts what its cell tells.
    """
    decided: dict[str, Decision] = {}
    # What is told exactly is in no component.
    lost = [cell_id for cell_id, cell in system.cells.items() if _is_given_away(cell)] if secondary else []
    for component in system.components():
        if any(cell.is_sensitive or cell.decision == "hidden" for cell in component.cells.values()):
            try:
                decided |= {each.cell_id: each for each in _decide(component, time_budget_seconds, secondary)}
            except Unprotectable as failure:
                lost.extend(failure.cell_ids)
    if lost:
        raise Unprotectable(tuple(lost))
    return [
        decided.get(cell.cell_id)
        or Decision(cell.cell_id, "open", cell.open_lower, cell.open_upper, "optimal", cell.label_upper is not None)
        for cell in system.cells.values()
        if not cell.is_constant
    ]


def _is_given_away(cell: Cell) -> bool:
    return cell.is_sensitive and cell.is_constant and not cell.is_protected_open


def _decide(component: System, seconds: float, secondary: bool) -> Iterator[Decision]:
    is_labelled = any(cell.label_upper is not None for cell in component.cells.values())
    block = build_block(component, labelled=True) if is_labelled else None
    solution = _hiding(block, seconds, secondary) if block is not None else None
    if solution is None:
        block, is_labelled = build_block(component, labelled=False), False
        solution = _hiding(block, seconds, secondary)
    if solution is None:
        columns = unprotectable(block) or block.sensitive
        raise Unprotectable(tuple(block.ids[column] for column in columns))
    known = {column: (lower, upper) for column, lower, upper in intervals(block, solution.hidden)}
    for column, cell_id in enumerate(block.ids):
        cell = component.cells[cell_id]
        lower, upper = known.get(column, (cell.open_lower, cell.open_upper))
        keeps_label = is_labelled and cell.label_upper is not None
        method = "optimal" if solution.is_optimal else "greedy"
        yield Decision(cell_id, _status(block, column, cell, solution.hidden), lower, upper, method, keeps_label)


def _hiding(block: Block, seconds: float, secondary: bool) -> Solution | None:
    return Search(block, seconds).run() if secondary else Solution(block.forced, True)


def _status(block: Block, column: int, cell: Cell, hidden: np.ndarray) -> Status:
    if not hidden[column]:
        return "open"
    if cell.decision == "hidden":
        return "unprinted"
    return "primary" if block.forced[column] else "secondary"
