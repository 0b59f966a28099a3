"""Cell suppression: hide at the least cost so that no sensitive cell can be computed too closely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from velferd.disclosure.attack import Attack, intervals
from velferd.disclosure.block import Block, build_block
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
        Unprotectable: before anything is decided, with every cell that cannot be protected.
        ValueError: a count contradicts what its cell tells.
    """
    decided: dict[str, Decision] = {}
    for attempt in _attempts(system, secondary):
        decided |= {decision.cell_id: decision for decision in _decide(attempt, time_budget_seconds, secondary)}
    return [
        decided.get(cell.cell_id)
        or Decision(cell.cell_id, "open", cell.open_lower, cell.open_upper, "optimal", cell.label_upper is not None)
        for cell in system.cells.values()
        if not cell.is_constant
    ]


@dataclass(frozen=True)
class _Attempt:
    """A component, and the block to try: with its interval label where that can be kept."""

    component: System
    block: Block
    is_labelled: bool


def _attempts(system: System, secondary: bool) -> list[_Attempt]:
    attempts = []
    # What is told exactly is in no component.
    lost = [cell_id for cell_id, cell in system.cells.items() if _is_given_away(cell)] if secondary else []
    for component in system.components():
        cells = component.cells.values()
        if not any(cell.is_sensitive or cell.decision == "hidden" for cell in cells):
            continue
        if any(cell.label_upper is not None for cell in cells):
            block = build_block(component, labelled=True)
            if block is not None and not (secondary and _lost(block)):
                attempts.append(_Attempt(component, block, True))
                continue
        block = build_block(component, labelled=False)
        if secondary:
            lost.extend(_lost(block))
        attempts.append(_Attempt(component, block, False))
    if lost:
        raise Unprotectable(tuple(lost))
    return attempts


def _is_given_away(cell: Cell) -> bool:
    return cell.is_sensitive and cell.is_constant and not cell.is_protected_open


def _lost(block: Block) -> list[str]:
    """Cells that are not protected even if every cell told as little as it can, open or hidden."""
    attack = Attack(block)
    up, down = block.bounds(block.forced)
    up = np.where(block.choosable, np.maximum(up, block.hidden_up), up)
    down = np.where(block.choosable, np.maximum(down, block.hidden_down), down)
    failures = list(attack.failures_within(up, down)) or list(attack.whole_failures_within(up, down))
    return [block.ids[failure.column] for failure in failures]


def _decide(attempt: _Attempt, seconds: float, secondary: bool) -> Iterator[Decision]:
    component, block, is_labelled = attempt.component, attempt.block, attempt.is_labelled
    solution = Search(block, seconds).run() if secondary else Solution(block.forced, True)
    if solution is None and is_labelled:
        block, is_labelled = build_block(component, labelled=False), False
        solution = Search(block, seconds).run()
    if solution is None:
        raise Unprotectable(tuple(block.ids[column] for column in block.sensitive))
    known = {column: (lower, upper) for column, lower, upper in intervals(block, solution.hidden)}
    for column, cell_id in enumerate(block.ids):
        cell = component.cells[cell_id]
        lower, upper = known.get(column, (cell.open_lower, cell.open_upper))
        keeps_label = is_labelled and cell.label_upper is not None
        method = "optimal" if solution.is_optimal else "greedy"
        yield Decision(cell_id, _status(block, column, cell, solution.hidden), lower, upper, method, keeps_label)


def _status(block: Block, column: int, cell: Cell, hidden: np.ndarray) -> Status:
    if not hidden[column]:
        return "open"
    if cell.decision == "hidden":
        return "unprinted"
    return "primary" if block.forced[column] else "secondary"
