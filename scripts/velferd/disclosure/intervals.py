"""How closely the attacker knows each hidden cell: linear programs, but only where plain arithmetic leaves it open."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from velferd.disclosure.block import Block
from velferd.disclosure.bounded import Bounded
from velferd.disclosure.matrix import Matrix
from velferd.disclosure.programs import TOLERANCE


def intervals(block: Block, hidden: np.ndarray) -> Iterator[tuple[int, int, int | None]]:
    """The attacker's interval of every cell that is hidden or sensitive, with fractions of persons, rounded inwards.

    Yields:
        Column, lower, upper (None: unbounded).
    """
    bounded = Bounded(block.matrix, *block.bounds(hidden))
    up, down = _room(block.matrix, bounded.up, bounded.down)
    # A filling that takes one cell as far as it goes often shows others at the end of their room.
    shown_up, shown_down = np.zeros(len(up)), np.zeros(len(down))
    for column in np.union1d(np.flatnonzero(hidden), block.sensitive):
        for side, room, shown in ((1, up, shown_up), (-1, down, shown_down)):
            if shown[column] >= room[column] - TOLERANCE or bounded.is_tree(column):
                continue
            extreme = bounded.furthest(column, side, float("inf"))
            room[column] = extreme.value
            if np.isfinite(extreme.value):
                columns, values = extreme.point.columns, extreme.point.values
                shown_up[columns] = np.maximum(shown_up[columns], values)
                shown_down[columns] = np.maximum(shown_down[columns], -values)
        truth = int(block.truth[column])
        upper = None if np.isinf(up[column]) else truth + int(np.floor(up[column] + TOLERANCE))
        yield int(column), truth - int(np.floor(down[column] + TOLERANCE)), upper


def _room(matrix: Matrix, up: np.ndarray, down: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Room that each sum leaves a cell, given the room of its other cells; exact where no sums go round in a circle."""
    is_total = matrix.values > 0
    up, down = up.copy(), down.copy()
    for _ in range(matrix.shape[0]):
        # What each cell can take from its sum, or give to it.
        takes = np.where(is_total, down[matrix.columns], up[matrix.columns])
        gives = np.where(is_total, up[matrix.columns], down[matrix.columns])
        others_take, others_give = _of_others(matrix, takes), _of_others(matrix, gives)
        less_up, less_down = up.copy(), down.copy()
        np.minimum.at(less_up, matrix.columns, np.where(is_total, others_take, others_give))
        np.minimum.at(less_down, matrix.columns, np.where(is_total, others_give, others_take))
        if np.array_equal(less_up, up) and np.array_equal(less_down, down):
            break
        up, down = less_up, less_down
    return up, down


def _of_others(matrix: Matrix, room: np.ndarray) -> np.ndarray:
    """For each entry, the sum over the others of its row; the room may be infinite."""
    unbounded = np.isinf(room)
    finite = np.where(unbounded, 0, room)
    others = np.bincount(matrix.rows, finite, matrix.shape[0])[matrix.rows] - finite
    others_unbounded = np.bincount(matrix.rows, unbounded, matrix.shape[0])[matrix.rows] - unbounded
    return np.where(others_unbounded > 0, np.inf, others)
