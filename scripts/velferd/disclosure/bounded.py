"""How far one cell can deviate when all cells are bounded and all sums must hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np

from velferd.disclosure.matrix import Matrix
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
            (self.values <= up[self.columns] + TOLERANCE).all()
            and (self.values >= -down[self.columns] - TOLERANCE).all()
        )

    @property
    def is_integral(self) -> bool:
        """Whether it is a filling with whole persons."""
        return bool((np.abs(self.values - np.round(self.values)) <= TOLERANCE).all())


@dataclass(frozen=True)
class Extreme:
    """The furthest a cell can go to one side (`value` >= 0), and the proof that it is no further."""

    value: float
    point: Point
    rows: np.ndarray
    duals: np.ndarray
    """Of the rows, for the maximisation; empty where the answer is of whole persons."""


@dataclass(frozen=True)
class _Part:
    """Sums and cells that touch; its solver is made when it is first asked for."""

    rows: np.ndarray
    columns: np.ndarray
    matrix: Matrix
    lower: np.ndarray
    upper: np.ndarray

    @cached_property
    def highs(self) -> highspy.Highs:
        highs = solver(presolve="off", simplex_strategy=4)
        highs.passModel(linear_program(self.matrix, np.zeros(len(self.columns)), self.lower, self.upper))
        return highs


class Bounded:
    """The sums under given bounds, split in parts that do not touch; each part's solver is kept warm."""

    def __init__(self, matrix: Matrix, up: np.ndarray, down: np.ndarray) -> None:
        """Find the parts.

        Args:
            matrix: sums by cells.
            up: room above the truth; may be infinite.
            down: room below the truth.
        """
        self.up, self.down = up, down
        self._matrix = matrix
        self._first = matrix.joined((up > TOLERANCE) | (down > TOLERANCE))
        self._parts: dict[int, _Part] = {}

    def _part(self, column: int) -> _Part:
        first = self._first[column]
        if first not in self._parts:
            columns = np.flatnonzero(self._first == first)
            rows = np.unique(self._matrix.rows[self._first[self._matrix.columns] == first])
            matrix = self._matrix.part(rows, columns)
            self._parts[first] = _Part(rows, columns, matrix, -self.down[columns], self.up[columns])
        return self._parts[first]

    def is_tree(self, column: int) -> bool:
        """Whether the sums around a cell that can deviate never go round in a circle."""
        part = self._part(column)
        return len(part.matrix.values) == len(part.rows) + len(part.columns) - 1

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
        if (self.up if side == 1 else self.down)[column] <= TOLERANCE:
            return Extreme(0.0, Point(np.array([], dtype=int), np.array([])), np.array([], dtype=int), np.array([]))
        part = self._part(column)
        highs, rows, columns = part.highs, part.rows, part.columns
        at = int(np.searchsorted(columns, column))
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
