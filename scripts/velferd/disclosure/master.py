"""Which cells to hide at the least cost, as far as the cuts found so far can tell."""

from __future__ import annotations

import highspy
import numpy as np

from velferd.disclosure.attack import Failure
from velferd.disclosure.block import Block
from velferd.disclosure.matrix import Matrix
from velferd.disclosure.programs import TOLERANCE, linear_program, solver


class Master:
    """Cuts over the choosable cells of a block, in the form coefficients @ chosen >= right."""

    def __init__(self, block: Block) -> None:
        """Start without cuts."""
        self._block = block
        self.columns = np.flatnonzero(block.choosable)
        self.cost = block.cost[self.columns]
        self._cuts: list[tuple[np.ndarray, np.ndarray, float]] = []
        self._known: set[bytes] = set()
        self._relaxation = solver(presolve="off")
        size = len(self.columns)
        self._relaxation.passModel(linear_program(self._cut_matrix(), self.cost, np.zeros(size), np.ones(size)))
        vague = block.forced | (block.open_up > 0) | (block.open_down > 0)
        vague_rows = block.matrix.rows[vague[block.matrix.columns]]
        exact = block.matrix.part(np.setdiff1d(np.arange(block.matrix.shape[0]), vague_rows), self.columns)
        order = np.argsort(exact.rows, kind="stable")
        self._exact_rows, self._exact_cells = exact.rows[order], exact.columns[order]

    def hidden(self, chosen: np.ndarray) -> np.ndarray:
        """Booleans over all cells of the block from values over the choosable ones."""
        hidden = self._block.forced.copy()
        hidden[self.columns] = chosen > 0.5
        return hidden

    def room(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Room above and below the truth for partly hidden cells; what nobody asks for is cut off."""
        block = self._block
        part = block.forced.astype(float)
        part[self.columns] = chosen
        most = block.reach.max(initial=1.0)
        up = np.minimum(block.open_up, most) * (1 - part) + np.minimum(block.hidden_up, most) * part
        down = np.minimum(block.open_down, most) * (1 - part) + np.minimum(block.hidden_down, most) * part
        may_hide = block.forced | block.choosable
        return np.where(may_hide, up, block.open_up), np.where(may_hide, down, block.open_down)

    def add_failure(self, failure: Failure, chosen: np.ndarray) -> bool:
        """Cut off every hiding that leaves a sensitive cell as unprotected as `chosen` does.

        Returns:
            Whether there was such a cut, and it was new and violated by `chosen`.
        """
        block, columns = self._block, self.columns
        reached, gain = 0.0, np.zeros(len(columns))
        for weights in failure.weights:
            above, below = np.maximum(weights, 0), np.maximum(-weights, 0)
            up, down = block.bounds(block.forced)
            reached += _product(above, up).sum() + _product(below, down).sum()
            more_up, more_down = block.hidden_up[columns] - up[columns], block.hidden_down[columns] - down[columns]
            gain += _product(above[columns], more_up) + _product(below[columns], more_down)
        right = failure.need - reached
        if right <= TOLERANCE:
            return False
        # One cell that does all that is asked is enough: a larger coefficient only weakens the relaxation.
        gain = np.minimum(gain, right - gain[gain < 0].sum())
        used = np.flatnonzero(np.abs(gain) > TOLERANCE)
        return self._add(used, gain[used] / right, 1.0, chosen)

    def add_lonely(self, chosen: np.ndarray) -> int:
        """Cut off secondary cells that are alone in a sum of exact cells: their value follows, so they protect nothing.

        Returns:
            The number of new cuts.
        """
        rows, cells = self._exact_rows, self._exact_cells
        excess = 2 * chosen[cells] - np.bincount(rows, chosen[cells])[rows]
        added = 0
        for entry in np.flatnonzero(excess > TOLERANCE):
            used = cells[rows == rows[entry]]
            coefficients = np.where(used == cells[entry], -1.0, 1.0)
            added += self._add(used, coefficients, 0.0, chosen)
        return added

    def add_no_good(self, left_open: np.ndarray, kept_hidden: np.ndarray, chosen: np.ndarray) -> None:
        """Ask for another hiding: one of `left_open` more, or one of `kept_hidden` less (booleans over `columns`)."""
        coefficients = left_open.astype(float) - kept_hidden
        used = np.flatnonzero(coefficients)
        self._add(used, coefficients[used], 1.0 - kept_hidden.sum(), chosen)

    def _add(self, used: np.ndarray, coefficients: np.ndarray, right: float, chosen: np.ndarray) -> bool:
        if coefficients @ chosen[used] >= right - TOLERANCE:
            return False
        key = used.tobytes() + np.round(coefficients, 6).tobytes()
        if key in self._known:
            return False
        self._known.add(key)
        self._cuts.append((used, coefficients, right))
        self._relaxation.addRow(right, highspy.kHighsInf, len(used), used.astype(np.int32), coefficients)
        return True

    def _cut_matrix(self) -> Matrix:
        rows = np.repeat(np.arange(len(self._cuts)), [len(cut[0]) for cut in self._cuts])
        columns = np.concatenate([np.zeros(0, dtype=int), *(cut[0] for cut in self._cuts)])
        values = np.concatenate([np.zeros(0), *(cut[1] for cut in self._cuts)])
        return Matrix(rows, columns, values, (len(self._cuts), len(self.columns)))

    def relax(self) -> tuple[float, np.ndarray, np.ndarray] | None:
        """The cheapest partial hiding.

        Returns:
            Its cost, the share of each choosable cell, and the reduced costs; None where the cuts contradict.
        """
        self._relaxation.run()
        if self._relaxation.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._relaxation.getSolution()
        cost = self._relaxation.getInfo().objective_function_value
        return cost, np.clip(np.array(solution.col_value), 0, 1), np.array(solution.col_dual)

    def solve(
        self, fixed_open: np.ndarray, fixed_hidden: np.ndarray, start: np.ndarray | None, seconds: float
    ) -> tuple[float, np.ndarray | None]:
        """The cheapest hiding.

        Args:
            fixed_open: choosable cells known to be open in every better solution.
            fixed_hidden: choosable cells known to be hidden in every better solution.
            start: a hiding that satisfies all cuts, or None.
            seconds: time limit.

        Returns:
            Lower bound of the cost and the hiding (None where time ran out or nothing is left within the fixings).
        """
        size = len(self.columns)
        right = np.array([cut[2] for cut in self._cuts])
        lower, upper = fixed_hidden.astype(float), 1.0 - fixed_open
        lp = linear_program(self._cut_matrix(), self.cost, lower, upper, right, highspy.kHighsInf)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * size
        highs = solver(mip_rel_gap=0.0, mip_abs_gap=1e-7, time_limit=max(seconds, 0.01))
        highs.passModel(lp)
        if start is not None:
            given = highspy.HighsSolution()
            given.col_value = start.astype(float).tolist()
            highs.setSolution(given)
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return float("inf"), None
        if status != highspy.HighsModelStatus.kOptimal:
            return info.mip_dual_bound, None
        return info.objective_function_value, np.round(np.array(highs.getSolution().col_value))


def _product(weights: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Weight times room, where nothing times unbounded room is nothing."""
    return np.multiply(weights, room, out=np.zeros(len(weights)), where=weights > 0)
