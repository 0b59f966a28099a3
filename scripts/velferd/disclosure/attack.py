"""The attacker: which sensitive cells a hiding leaves too well known, and how well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from velferd.disclosure.block import Block
from velferd.disclosure.bounded import Bounded, Extreme, Point
from velferd.disclosure.programs import TOLERANCE


@dataclass(frozen=True)
class Failure:
    """A sensitive cell that is not protected.

    `weights` are dual proofs, one per side that was searched: each an array over all cells; the cell's room is at
    most sum(max(weight, 0) * room above + max(-weight, 0) * room below), whatever is hidden. Added up over the sides
    it must reach `need`. Empty where only whole persons fail.
    """

    column: int
    need: float
    weights: tuple[np.ndarray, ...]


class Attack:
    """Checks hidings of one block and remembers fillings that prove a cell protected."""

    def __init__(self, block: Block) -> None:
        """Start without any proof."""
        self._block = block
        self._proofs: dict[int, tuple[Point, ...]] = {}
        self._order = list(range(len(block.sensitive)))

    def holds(self, hidden: np.ndarray) -> bool:
        """Whether every sensitive cell is protected, with fractions of persons and with whole ones."""
        failure = next(self.failures(hidden), None) or next(self.whole_failures(hidden), None)
        if failure is not None:
            # What failed last is likely to fail again: look there first.
            place = int(np.searchsorted(self._block.sensitive, failure.column))
            self._order.remove(place)
            self._order.insert(0, place)
        return failure is None

    def failures(self, hidden: np.ndarray) -> Iterator[Failure]:
        """Sensitive cells that linear programs show to be unprotected."""
        yield from self.failures_within(*self._block.bounds(hidden))

    def failures_within(self, up: np.ndarray, down: np.ndarray) -> Iterator[Failure]:
        """The same for any room above and below the truth."""
        block, bounded = self._block, None
        for place in list(self._order):
            column = int(block.sensitive[place])
            proof = self._proofs.get(place)
            if proof is not None and all(point.fits(up, down) for point in proof):
                continue
            bounded = bounded or Bounded(block.matrix, up, down)
            need_up, width = block.need_up[place], block.need_width[place]
            above = bounded.furthest(column, 1, max(need_up, width))
            if above.value < need_up - TOLERANCE:
                yield Failure(column, need_up, (self._weights(column, 1, above),))
                continue
            if above.value >= width - TOLERANCE:
                self._proofs[place] = (above.point,)
                continue
            below = bounded.furthest(column, -1, width)
            if above.value + below.value < width - TOLERANCE:
                yield Failure(column, width, (self._weights(column, 1, above), self._weights(column, -1, below)))
                continue
            self._proofs[place] = (above.point, below.point)

    def whole_failures(self, hidden: np.ndarray) -> Iterator[Failure]:
        """Sensitive cells that only fillings with whole persons show to be unprotected.

        Call it for a hiding without `failures`: it starts from the fillings that proved that.
        """
        yield from self.whole_failures_within(*self._block.bounds(hidden))

    def whole_failures_within(self, up: np.ndarray, down: np.ndarray) -> Iterator[Failure]:
        """The same for any room above and below the truth."""
        block, bounded = self._block, None
        for place in list(self._order):
            column = int(block.sensitive[place])
            if all(point.is_integral for point in self._proofs[place]):
                continue
            bounded = bounded or Bounded(block.matrix, up, down)
            need_up, width = block.need_up[place], block.need_width[place]
            above = bounded.furthest(column, 1, max(need_up, width), whole=True)
            if above.value < need_up - TOLERANCE:
                yield Failure(column, need_up, ())
                continue
            if above.value >= width - TOLERANCE:
                self._proofs[place] = (above.point,)
                continue
            below = bounded.furthest(column, -1, width - above.value, whole=True)
            if above.value + below.value < width - TOLERANCE:
                yield Failure(column, width, ())
                continue
            self._proofs[place] = (above.point, below.point)

    def _weights(self, column: int, side: int, extreme: Extreme) -> np.ndarray:
        """Reduced costs: valid as a proof for any duals, tight for those of the optimum."""
        duals = np.zeros(self._block.matrix.shape[0])
        duals[extreme.rows] = extreme.duals
        weights = -self._block.matrix.column_sums(duals)
        weights[column] += side
        weights[np.abs(weights) <= TOLERANCE] = 0.0
        return weights


def unprotectable(block: Block) -> list[int]:
    """Columns of cells that are not protected even if every cell told as little as it can, open or hidden."""
    attack = Attack(block)
    up, down = block.bounds(block.forced)
    up = np.where(block.choosable, np.maximum(up, block.hidden_up), up)
    down = np.where(block.choosable, np.maximum(down, block.hidden_down), down)
    failures = list(attack.failures_within(up, down)) or list(attack.whole_failures_within(up, down))
    return [failure.column for failure in failures]
