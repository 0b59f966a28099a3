"""One component of a system as arrays: every cell as a deviation from its true count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from velferd.disclosure.matrix import Matrix
from velferd.disclosure.system import Cell, System


@dataclass(frozen=True)
class Block:
    """Cells (columns) and sums (rows) of one component; constants are gone, since they cannot deviate.

    `*_up` and `*_down` are how far above and below the truth the attacker must reckon with, before any sum.
    """

    ids: tuple[str, ...]
    truth: np.ndarray
    matrix: Matrix
    """+1 for the total and -1 for a part: the parts of a sum deviate by as much as its total."""
    open_up: np.ndarray
    open_down: np.ndarray
    hidden_up: np.ndarray
    """May be infinite."""
    hidden_down: np.ndarray
    forced: np.ndarray
    """Hidden in every solution: unprinted, hidden earlier, or primary."""
    choosable: np.ndarray
    """May be hidden as secondary."""
    cost: np.ndarray
    sensitive: np.ndarray
    """Column numbers of the cells to protect."""
    need_up: np.ndarray
    """How far above the truth the attacker's interval must reach; one per sensitive cell, never negative."""
    need_width: np.ndarray
    """How wide the attacker's interval must be; one per sensitive cell."""

    @property
    def reach(self) -> np.ndarray:
        """The deviation beyond which nothing more is asked; one per sensitive cell."""
        return np.maximum(self.need_up, self.need_width)

    def bounds(self, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What each cell itself tells when those in `hidden` (booleans) are hidden: room above, room below."""
        return np.where(hidden, self.hidden_up, self.open_up), np.where(hidden, self.hidden_down, self.open_down)


def build_block(component: System, labelled: bool) -> Block | None:
    """The component as arrays.

    Args:
        component: one of `System.components()`.
        labelled: hidden cells with an interval label are known to lie in it; only cells that do may be hidden.

    Returns:
        None where the interval label cannot be kept, because a cell that must be hidden is outside of it.

    Raises:
        ValueError: a true count contradicts what its open or forced hidden cell tells.
    """
    cells = [cell for cell in component.cells.values() if not cell.is_constant]
    number = {cell.cell_id: column for column, cell in enumerate(cells)}
    forced, choosable, upper = [], [], []
    for cell in cells:
        highest = _highest_hidden(cell, labelled)
        fits = cell.hidden_lower <= cell.count <= highest
        if cell.decision != "hidden" and not cell.open_lower <= cell.count <= cell.open_upper:
            raise ValueError(f"Cell {cell.cell_id}: its count is outside what the open cell tells")
        if cell.decision == "hidden" and not fits:
            if labelled:
                return None
            raise ValueError(f"Cell {cell.cell_id}: hidden whatever happens, but outside what a hidden cell tells")
        is_primary = cell.decision == "free" and cell.is_sensitive and not cell.is_protected_open
        if is_primary and labelled and not fits:
            return None
        forced.append(cell.decision == "hidden" or (is_primary and fits))
        choosable.append(cell.decision == "free" and fits and not is_primary)
        upper.append(highest)
    truth = np.array([cell.count for cell in cells], dtype=float)
    sensitive = [column for column, cell in enumerate(cells) if cell.is_sensitive]
    return Block(
        ids=tuple(number),
        truth=truth,
        matrix=_matrix(component, number),
        open_up=np.array([cell.open_upper for cell in cells], dtype=float) - truth,
        open_down=truth - np.array([cell.open_lower for cell in cells], dtype=float),
        hidden_up=np.array(upper, dtype=float) - truth,
        hidden_down=truth - np.array([cell.hidden_lower for cell in cells], dtype=float),
        forced=np.array(forced, dtype=bool),
        choosable=np.array(choosable, dtype=bool),
        cost=np.array([cell.cost for cell in cells], dtype=float),
        sensitive=np.array(sensitive, dtype=int),
        need_up=np.array([max(cells[c].protection_upper - cells[c].count, 0) for c in sensitive], dtype=float),
        need_width=np.array([max(cells[c].protection_width, 0) for c in sensitive], dtype=float),
    )


def _highest_hidden(cell: Cell, labelled: bool) -> float:
    """The largest count a hidden cell can have as far as the reader knows."""
    known = [float("inf") if cell.hidden_upper is None else cell.hidden_upper]
    if labelled and cell.label_upper is not None:
        known.append(cell.label_upper)
    return min(known)


def _matrix(component: System, number: dict[str, int]) -> Matrix:
    rows, columns, signs = [], [], []
    for row, line in enumerate(component.sums):
        for cell_id, sign in [(line.total, 1.0), *((part, -1.0) for part in line.parts)]:
            if cell_id in number:
                rows.append(row)
                columns.append(number[cell_id])
                signs.append(sign)
    return Matrix(
        np.array(rows, dtype=int), np.array(columns, dtype=int), np.array(signs), (len(component.sums), len(number))
    )
