"""The search for the cheapest hiding of one block: cutting planes around the attack, with a quick answer in hand."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from velferd.disclosure.attack import Attack, unprotectable
from velferd.disclosure.block import Block
from velferd.disclosure.master import Master
from velferd.disclosure.programs import TOLERANCE
from velferd.disclosure.quick import Quick

LEAST_DISCOUNT = 0.05
FIRST_REPAIRS, REPAIR_EVERY = 3, 4
"""A hiding that the cuts suggest is repaired in the first rounds, later only now and then: it seldom gains."""


@dataclass(frozen=True)
class Solution:
    """A hiding (booleans over the cells of the block), and whether it is proven that no cheaper one exists."""

    hidden: np.ndarray
    is_optimal: bool


class Search:
    """State of the search: the cuts and the cheapest hiding so far."""

    def __init__(self, block: Block, seconds: float) -> None:
        """Prepare.

        Args:
            block: what to protect.
            seconds: budget. The first quick hiding is always finished; proving and improving stop when it is used up.
        """
        self._block = block
        self._deadline = time.monotonic() + seconds
        self._attack = Attack(block)
        self._best: np.ndarray | None = None
        self._best_cost = float("inf")

    def run(self) -> Solution | None:
        """The cheapest hiding found; None where there is none at all."""
        if self._attack.holds(self._block.forced):
            return Solution(self._block.forced, True)
        self._master = Master(self._block)
        self._quick = Quick(self._block, self._attack)
        self._improve(self._block.forced, np.ones(len(self._master.columns)))
        if self._best is None and unprotectable(self._block):
            return None
        relaxed = self._relax()
        if relaxed is None:
            return None
        bound, shares, reduced = relaxed
        if bound < self._best_cost - TOLERANCE:
            self._improve(self._block.forced, np.maximum(1 - shares, LEAST_DISCOUNT))
        return self._cut(bound, reduced)

    def _improve(self, hidden: np.ndarray, discount: np.ndarray) -> None:
        """Make a hiding protect everything, open what is superfluous, and keep it if it is cheaper."""
        is_first = self._best is None
        protected = self._quick.protect(hidden, discount, float("inf") if is_first else self._deadline)
        if protected is None and is_first:
            protected = self._block.forced | self._block.choosable
        if protected is None or not self._attack.holds(protected):
            return
        first = np.zeros(len(hidden))
        first[self._master.columns] = self._master.cost * discount
        protected = self._quick.prune(protected, first, self._deadline)
        cost = float(self._block.cost[protected & self._block.choosable].sum())
        if cost < self._best_cost - TOLERANCE:
            self._best, self._best_cost = protected, cost

    def _relax(self) -> tuple[float, np.ndarray, np.ndarray] | None:
        """Cut until the attack is content with partly hidden cells: least cost, shares and reduced costs."""
        attack = Attack(self._block)
        while True:
            relaxed = self._master.relax()
            if relaxed is None or time.monotonic() > self._deadline:
                return relaxed
            shares = relaxed[1]
            added = self._master.add_lonely(shares)
            for failure in attack.failures_within(*self._master.room(shares)):
                added += self._master.add_failure(failure, shares)
            if not added:
                return relaxed

    def _cut(self, bound: float, reduced: np.ndarray) -> Solution | None:
        """Solve with whole cells, attack, cut; until the cheapest hiding stands, or time is up."""
        rounds = 0
        while bound < self._best_cost - TOLERANCE:
            left = float("inf")
            start = None
            if self._best is not None:
                left = self._deadline - time.monotonic()
                start = self._best[self._master.columns]
            if left <= 0:
                return Solution(self._best, False)
            # A cell whose reduced cost exceeds the gap is the same in every cheaper hiding as in the relaxation.
            gap = self._best_cost - bound
            lowest, chosen = self._master.solve(reduced > gap, -reduced > gap, start, left)
            if lowest >= self._best_cost - TOLERANCE:
                break
            if chosen is None:
                return None if self._best is None else Solution(self._best, False)
            hidden = self._master.hidden(chosen)
            if not self._add_cuts(hidden, chosen):
                self._best, self._best_cost = hidden, lowest
                break
            rounds += 1
            if self._best is None or rounds <= FIRST_REPAIRS or rounds % REPAIR_EVERY == 0:
                self._improve(hidden, np.ones(len(chosen)))
        return None if self._best is None else Solution(self._best, True)

    def _add_cuts(self, hidden: np.ndarray, chosen: np.ndarray) -> bool:
        """Cut off a hiding that does not protect; False where it does protect."""
        failures = list(self._attack.failures(hidden)) or list(self._attack.whole_failures(hidden))
        if not failures:
            return False
        added = self._master.add_lonely(chosen)
        for failure in failures:
            if failure.weights:
                added += self._master.add_failure(failure, chosen)
        if not added:
            self._add_no_good(hidden, chosen)
        return True

    def _add_no_good(self, hidden: np.ndarray, chosen: np.ndarray) -> None:
        """Where no linear program explains the failure: ask for what even a largest failing hiding leaves open."""
        block, columns = self._block, self._master.columns
        tells_less = ((block.hidden_up >= block.open_up) & (block.hidden_down >= block.open_down))[columns]
        largest = self._extend(hidden, columns[(chosen < 0.5) & tells_less])
        self._master.add_no_good(~largest[columns], (chosen > 0.5) & ~tells_less, chosen)

    def _extend(self, hidden: np.ndarray, more: np.ndarray) -> np.ndarray:
        """Hide as many more cells as can be without protecting everything."""
        if len(more) == 0:
            return hidden
        trial = hidden.copy()
        trial[more] = True
        if not self._attack.holds(trial):
            return trial
        if len(more) == 1:
            return hidden
        half = len(more) // 2
        return self._extend(self._extend(hidden, more[:half]), more[half:])
