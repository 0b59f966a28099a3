"""A good hiding quickly: the cheapest way out for one sensitive cell after the other, then open what is superfluous."""

from __future__ import annotations

import time

import highspy
import numpy as np

from velferd.disclosure.attack import Attack
from velferd.disclosure.block import Block
from velferd.disclosure.programs import TOLERANCE, linear_program, solver

REWARD = 1e5
"""For each person a cell is moved; prices are at most 1 a person, so that no way is too dear."""
MOST_NODES = 200
"""A way with whole persons need not be the cheapest: the search for it is cut short, the same way every time."""


class Quick:
    """Linear programs in which a cell that is not yet hidden may deviate too, but at a price."""

    def __init__(self, block: Block, attack: Attack) -> None:
        """Set up the columns: free deviation of every cell, then paid deviation up and down of the choosable ones."""
        self._block, self._attack = block, attack
        self._paid = np.flatnonzero(block.choosable)
        self._free_up, self._free_down = block.bounds(block.forced)
        self._more_up = np.maximum(block.hidden_up - block.open_up, 0)[self._paid]
        self._more_down = np.maximum(block.hidden_down - block.open_down, 0)[self._paid]
        most = block.reach.max(initial=1.0)
        price = block.cost[self._paid] / max(block.cost[self._paid].max(initial=0), 1e-9)
        self._price_up = price / np.clip(np.minimum(self._more_up, most), 1, None)
        self._price_down = price / np.clip(np.minimum(self._more_down, most), 1, None)
        self._matrix = block.matrix.with_copies(self._paid)

    def protect(self, hidden: np.ndarray, discount: np.ndarray, deadline: float) -> np.ndarray | None:
        """Hide more until every sensitive cell is protected.

        Args:
            hidden: what is hidden from the start; not changed.
            discount: factor on the price of each choosable cell.
            deadline: on the monotonic clock; past it there is no answer.

        Returns:
            None where the time is up, or where this way finds nothing.
        """
        hidden = hidden.copy()
        while True:
            failing, whole = [failure.column for failure in self._attack.failures(hidden)], False
            if not failing:
                failing, whole = [failure.column for failure in self._attack.whole_failures(hidden)], True
            if not failing:
                return hidden
            before = hidden.sum()
            highs = self._program(hidden, discount, whole)
            for column in failing:
                if time.monotonic() > deadline:
                    return None
                self._protect_one(highs, column, hidden)
            if hidden.sum() == before:
                return None

    def _program(self, hidden: np.ndarray, discount: np.ndarray, whole: bool) -> highspy.Highs:
        paid = self._paid
        price = discount * ~hidden[paid]
        cost = np.concatenate([np.zeros(len(hidden)), self._price_up * price, self._price_down * price])
        lower = np.concatenate([-self._free_down, np.zeros(2 * len(paid))])
        upper = np.concatenate([self._free_up, self._more_up, self._more_down])
        program = linear_program(self._matrix, cost, lower, upper)
        if whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
        highs = solver(presolve="off", simplex_strategy=4, mip_rel_gap=1e-7, mip_max_nodes=MOST_NODES)
        highs.passModel(program)
        return highs

    def _protect_one(self, highs: highspy.Highs, column: int, hidden: np.ndarray) -> None:
        """Hide what the cheapest way to protect a cell uses: up far enough for both, or up and down."""
        place = int(np.searchsorted(self._block.sensitive, column))
        need_up, width = self._block.need_up[place], self._block.need_width[place]
        plans = [self._way(highs, column, 1, max(need_up, width), hidden)]
        if width > need_up:
            up = self._way(highs, column, 1, need_up, hidden)
            down = self._way(highs, column, -1, width - need_up, hidden)
            plans.append(None if up is None or down is None else sorted({*up, *down}))
        known = [plan for plan in plans if plan is not None]
        if not known:
            return
        best = min(known, key=lambda plan: (self._block.cost[plan].sum(), plan))
        hidden[best] = True
        for at in np.searchsorted(self._paid, best):
            highs.changeColCost(int(len(hidden) + at), 0.0)
            highs.changeColCost(int(len(hidden) + len(self._paid) + at), 0.0)

    def _way(
        self, highs: highspy.Highs, column: int, side: int, distance: float, hidden: np.ndarray
    ) -> list[int] | None:
        """The cells to hide so that a cell can deviate by `distance` to one side; None where it cannot."""
        if distance <= 0:
            return []
        size, paid = len(hidden), self._paid
        low, high = -self._free_down[column], self._free_up[column]
        within = min(high if side == 1 else -low, distance)
        highs.changeColBounds(column, low if side == 1 else -within, within if side == 1 else high)
        highs.changeColCost(column, -REWARD * side)
        place = int(np.searchsorted(paid, column))
        is_paid = place < len(paid) and paid[place] == column
        if is_paid:
            at = size + place + (0 if side == 1 else len(paid))
            price = 0.0 if hidden[column] else float((self._price_up if side == 1 else self._price_down)[place])
            more = float((self._more_up if side == 1 else self._more_down)[place])
            highs.changeColCost(at, price - REWARD)
            highs.changeColBounds(at, 0.0, min(more, distance - within))
        highs.run()
        values = np.array(highs.getSolution().col_value)
        highs.changeColBounds(column, low, high)
        highs.changeColCost(column, 0.0)
        if is_paid:
            highs.changeColCost(at, price)
            highs.changeColBounds(at, 0.0, more)
        up, down = values[size : size + len(paid)], values[size + len(paid) :]
        reached = values[column] + (up[place] - down[place] if is_paid else 0.0)
        if side * reached < distance - TOLERANCE:
            return None
        return [int(cell) for cell in paid[((up > TOLERANCE) | (down > TOLERANCE)) & ~hidden[paid]]]

    def prune(self, hidden: np.ndarray, first: np.ndarray, deadline: float) -> np.ndarray:
        """Open every cell whose hiding is superfluous, in the order of `first` (highest number first)."""
        hidden = hidden.copy()
        candidates = sorted(np.flatnonzero(hidden & self._block.choosable), key=lambda cell: (-first[cell], cell))
        self._open(hidden, np.array(candidates, dtype=int), deadline)
        return hidden

    def _open(self, hidden: np.ndarray, cells: np.ndarray, deadline: float) -> None:
        """Open the cells all at once where that holds, otherwise one half after the other."""
        if len(cells) == 0 or time.monotonic() > deadline:
            return
        hidden[cells] = False
        if self._attack.holds(hidden):
            return
        hidden[cells] = True
        if len(cells) > 1:
            half = len(cells) // 2
            self._open(hidden, cells[:half], deadline)
            self._open(hidden, cells[half:], deadline)
