"""Controlled rounding: every count becomes a multiple of a base, and every printed sum still adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from velferd.disclosure.matrix import Matrix
from velferd.disclosure.programs import linear_program, solver


class CannotRound(Exception):
    """No additive rounding exists, not even with one further step for every cell."""


@dataclass(frozen=True)
class Rounding:
    """Counts rounded together."""

    values: dict[str, int]
    """Cell -> rounded count, a multiple of the base."""
    stepped: tuple[str, ...]
    """Cells that are one multiple farther from their count than zero-restricted rounding allows: nearly always none."""


def round_controlled(
    cells: Mapping[str, int],
    sums: Sequence[tuple[str, Sequence[str]]],
    base: int = 3,
    earlier: Mapping[str, int] | None = None,
    largest: Mapping[str, int] | None = None,
) -> Rounding:
    """Round counts to multiples of `base` so that all sums hold and the total distance to the counts is the least.

    Zero-restricted: a multiple of the base stays as it is, any other count becomes one of its two neighbouring
    multiples. Two-way tables with totals always have such a rounding; three-way tables may have none. Then as few cells
    as possible go one multiple farther (never below 0 from a count that is not), and the result names them.

    Args:
        cells: Cell -> count, in persons.
        sums: (total, parts) in cell names; the counts of the parts add up to the count of the total.
        base: Multiple to round to.
        earlier: What counts that have not changed were rounded to when they were published before. It is kept for as
            many as possible: a count that is rounded up once and down once lies between.
        largest: Most that a count may be rounded to, and not below it: a whole that is told elsewhere.

    Returns:
        The rounded counts; the same for the same arguments in the same order.

    Raises:
        ValueError: the base is below 2, or a sum names an unknown cell, or one twice, or is not met by the counts.
        CannotRound: no additive rounding exists.
    """
    if base < 2:
        raise ValueError(f"Base {base} rounds nothing")
    if not cells and not sums:
        return Rounding({}, ())
    names = list(cells)
    counts = np.array([cells[name] for name in names], dtype=np.int64)
    equations = _equations(names, sums)
    unmet = np.flatnonzero(equations.row_sums(counts))
    if unmet.size:
        raise ValueError(f"The parts do not add up to {', '.join(sums[line][0] for line in unmet)}")
    kept = np.array([(earlier or {}).get(name, -1) for name in names], dtype=np.int64)
    most = np.array([(largest or {}).get(name, np.iinfo(np.int64).max) for name in names], dtype=np.int64)
    problem = _Problem(counts, equations, base, kept, most)
    steps, is_stepped = problem.zero_restricted() or problem.stepped()
    return Rounding(
        values={name: int(step) * base for name, step in zip(names, steps, strict=True)},
        stepped=tuple(name for name, stepped in zip(names, is_stepped, strict=True) if stepped),
    )


def _equations(names: list[str], sums: Sequence[tuple[str, Sequence[str]]]) -> Matrix:
    """One row per sum: 1 for the parts, -1 for the total; the row times the cells is 0."""
    index = {name: position for position, name in enumerate(names)}
    unknown = sorted({name for total, parts in sums for name in (total, *parts) if name not in index})
    if unknown:
        raise ValueError(f"Sums name unknown cells: {', '.join(unknown)}")
    twice = [total for total, parts in sums if len({total, *parts}) <= len(parts)]
    if twice:
        raise ValueError(f"Sums name a cell twice: {', '.join(twice)}")
    entries = [
        (line, index[name], -1 if is_total else 1)
        for line, (total, parts) in enumerate(sums)
        for name, is_total in ((total, True), *((part, False) for part in parts))
    ]
    lines, columns, signs = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    return Matrix(lines, columns, signs, (len(sums), len(names)))


@dataclass(frozen=True)
class _Problem:
    """The choice between multiples: counts are floor + remainder, and everything is counted in steps of the base."""

    counts: np.ndarray
    equations: Matrix
    base: int
    kept: np.ndarray
    """What each should stay rounded to; no multiple of the base where it is free."""
    most: np.ndarray
    """What each must not exceed when it is rounded."""

    def zero_restricted(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Steps of each cell and whether it went too far (never); None where no zero-restricted rounding exists."""
        floors, remainders = np.divmod(self.counts, self.base)
        ups = self._solve(self._cost, self._may_rise(remainders > 0, 1).astype(int), self.equations, -self._rest)
        return None if ups is None else (floors + ups, np.zeros(len(ups), bool))

    def stepped(self) -> tuple[np.ndarray, np.ndarray]:
        """The same with one further step up or down: as few as possible, and then as near as possible."""
        size = len(self.counts)
        floors, remainders = np.divmod(self.counts, self.base)
        # One further step costs more than every choice between neighbours together.
        step_cost = 2 * np.abs(self._cost).sum() + 1
        cost = np.concatenate([self._cost, np.full(2 * size, step_cost)])
        up, further_up = self._may_rise(remainders > 0, 1), self._may_rise(np.ones(size, bool), 1 + (remainders > 0))
        upper = np.concatenate([up, further_up, floors != 0]).astype(int)
        choice = self._solve(cost, upper, self.equations.with_copies(np.arange(size)), -self._rest)
        if choice is None:
            raise CannotRound("No additive rounding exists, not even with one further step for every cell")
        up, further_up, further_down = choice.reshape(3, size)
        return floors + up + further_up - further_down, (further_up + further_down) > 0

    def _may_rise(self, wanted: np.ndarray, steps: np.ndarray | int) -> np.ndarray:
        """Which of the wanted stay within their limit so many steps above their floor."""
        return wanted & ((self.counts // self.base + steps) * self.base <= self.most)

    @property
    def _cost(self) -> np.ndarray:
        """Of rounding each up instead of down: the distance, and far more, whether that is what it was rounded to."""
        floors, remainders = np.divmod(self.counts, self.base)
        was_down, was_up = self.kept == floors * self.base, self.kept == (floors + 1) * self.base
        change_cost = self.base * len(self.counts) + 1
        return self.base - 2 * remainders + change_cost * (was_down.astype(int) - was_up.astype(int))

    @property
    def _rest(self) -> np.ndarray:
        """By how many steps the counts rounded down miss each sum."""
        return self.equations.row_sums(self.counts // self.base)

    @staticmethod
    def _solve(cost: np.ndarray, upper: np.ndarray, equations: Matrix, right: np.ndarray) -> np.ndarray | None:
        """Cheapest 0/1 choice that meets the equations; None where there is none."""
        program = linear_program(equations, cost, np.zeros(len(cost)), upper, right, right)
        program.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
        # Of several roundings equally near, that of the seed is taken: another seed would change what has been printed.
        highs = solver(mip_rel_gap=0.0, random_seed=0)
        highs.passModel(program)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise CannotRound(f"The solver gave no rounding: {highs.modelStatusToString(status)}")
        return np.rint(np.array(highs.getSolution().col_value)).astype(np.int64)
