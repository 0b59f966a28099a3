"""How far one cell can deviate when all cells are bounded and all sums must hold."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import bmat, csr_matrix
from scipy.sparse.csgraph import connected_components

from velferd.disclosure.programs import TOLERANCE, linear_program, solver

_UNBOUNDED = (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)
"""The truth itself is always possible, so the second of them means the first."""
_ANSWERS = (highspy.HighsModelStatus.kOptimal, *_UNBOUNDED)


@dataclass(frozen=True)
class Point:
    """One filling of the hidden cells that the attacker cannot rule out (deviations; other cells are 0)."""

    columns: np.ndarray
    values: np.ndarray

    def fits(self, up: np.ndarray, down: np.ndarray) -> bool:
        """Whether it is still possible within other bounds."""
        return bool(
            np.all(self.values <= up[self.columns] + TOLERANCE)
            and np.all(self.values >= -down[self.columns] - TOLERANCE)
        )

    @property
    def is_integral(self) -> bool:
        """Whether it is a filling with whole persons."""
        return bool(np.all(np.abs(self.values - np.round(self.values)) <= TOLERANCE))


@dataclass(frozen=True)
class Extreme:
    """The furthest a cell can go to one side (`value` >= 0), and the proof that it is no further."""

    value: float
    point: Point
    rows: np.ndarray
    duals: np.ndarray
    """Of the rows, for the maximisation; empty where the answer is of whole persons."""


class Bounded:
    """The sums under given bounds, split in parts that do not touch; each part's solver is kept warm."""

    def __init__(self, matrix: csr_matrix, up: np.ndarray, down: np.ndarray) -> None:
        """Find the parts.

        Args:
            matrix: sums by cells.
            up: room above the truth; may be infinite.
            down: room below the truth.
        """
        self.up, self.down = up, down
        self._columns = np.flatnonzero((up > TOLERANCE) | (down > TOLERANCE))
        self._matrix = matrix[:, self._columns].tocsc()
        self._place = np.full(len(up), -1)
        self._place[self._columns] = np.arange(len(self._columns))
        links = bmat([[None, self._matrix], [self._matrix.T, None]], format="csr")
        part = connected_components(links, directed=False)[1]
        self._row_part, self._column_part = part[: matrix.shape[0]], part[matrix.shape[0] :]
        self._solvers: dict[int, tuple[highspy.Highs, np.ndarray, np.ndarray, np.ndarray]] = {}

    def _part(self, part: int) -> tuple[highspy.Highs, np.ndarray, np.ndarray, np.ndarray]:
        if part not in self._solvers:
            local = np.flatnonzero(self._column_part == part)
            rows = np.flatnonzero(self._row_part == part)
            columns = self._columns[local]
            highs = solver(presolve="off", simplex_strategy=4)
            matrix = self._matrix[rows][:, local]
            program = linear_program(matrix, np.zeros(len(local)), -self.down[columns], self.up[columns])
            highs.passModel(program)
            where = np.full(len(self._columns), -1)
            where[local] = np.arange(len(local))
            self._solvers[part] = (highs, rows, columns, where)
        return self._solvers[part]

    def furthest(self, column: int, side: int, limit: float, whole: bool = False) -> Extreme:
        """How far a cell can go up (`side` 1) or down (-1), not looking beyond `limit`.

        Args:
            column: the cell.
            side: 1 or -1.
            limit: deviation, in persons, at which the search stops; infinite finds the true extreme.
            whole: fillings with whole persons only (slower).

        Raises:
            RuntimeError: HiGHS gives neither an optimum nor says that the cell is unbounded.
        """
        place = self._place[column]
        room = (self.up if side == 1 else self.down)[column]
        if place < 0 or room <= TOLERANCE:
            return Extreme(0.0, Point(np.array([], dtype=int), np.array([])), np.array([], dtype=int), np.array([]))
        highs, rows, columns, where = self._part(self._column_part[place])
        at = int(where[place])
        up, down = self.up[column], self.down[column]
        highs.changeColBounds(at, -min(down, limit) if side == -1 else -down, min(up, limit) if side == 1 else up)
        highs.changeColCost(at, -float(side))
        if whole:
            _set_kind(highs, len(columns), highspy.HighsVarType.kInteger)
        highs.run()
        if highs.getModelStatus() not in _ANSWERS:
            highs.clearSolver()
            highs.run()
        status, solution = highs.getModelStatus(), highs.getSolution()
        values = np.array(solution.col_value)
        duals = np.array([]) if whole else -np.array(solution.row_dual)
        if whole:
            _set_kind(highs, len(columns), highspy.HighsVarType.kContinuous)
        highs.changeColCost(at, 0.0)
        highs.changeColBounds(at, -down, up)
        if status in _UNBOUNDED:
            return Extreme(float("inf"), Point(columns, values), rows, duals)
        if status not in _ANSWERS:
            raise RuntimeError(f"HiGHS ended the attack with {highs.modelStatusToString(status)}")
        values[np.abs(values) <= TOLERANCE] = 0.0
        used = np.flatnonzero(values)
        return Extreme(float(side * values[at]), Point(columns[used], values[used]), rows, duals)


def _set_kind(highs: highspy.Highs, size: int, kind: highspy.HighsVarType) -> None:
    highs.changeColsIntegrality(size, np.arange(size, dtype=np.int32), np.full(size, kind.value, dtype=np.uint8))
