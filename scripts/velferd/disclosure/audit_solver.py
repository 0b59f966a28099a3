"""Feasibility intervals of numbers that hang together: linear programmes first, then whole numbers."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping

import highspy
import numpy as np

from velferd.disclosure.audit_intervals import (
    WHOLE_TOLERANCE,
    Component,
    Contradiction,
    Interval,
    Known,
    is_line,
    line_intervals,
)

MOST_NODES = 20
"""Of the solver's search tree, for one end of an interval of whole numbers. Not a time, so that results are the same on
every machine. Only systems with many rounded shares of unprinted denominators come near it."""


def component_intervals(
    component: Component, wanted: Collection[Hashable], example: Mapping[Hashable, float] | None = None
) -> dict[Hashable, Known]:
    """What is known of each wanted number. Raises Contradiction when no filling fits.

    `example` is a filling that is known to fit: the search for others starts there, and may then be cut short.
    """
    if is_line(component):
        intervals = line_intervals(component, wanted)
        return {number: Known(interval, interval) for number, interval in intervals.items()}
    attack = Attack(component, example)
    lp = {number: attack.lp_interval(number) for number in wanted}
    return {number: Known(lp[number], *attack.integer_interval(number, lp[number])) for number in wanted}


class Attack:
    """One component in the solver, kept warm: from one question to the next only the objective changes."""

    def __init__(self, component: Component, example: Mapping[Hashable, float] | None) -> None:
        self._component = component
        self._index = {number: index for index, number in enumerate(component.numbers)}
        self._whole = np.array([number in component.whole for number in component.numbers])
        self._lower = np.array([interval.lower for interval in component.numbers.values()])
        self._upper = np.array([interval.upper for interval in component.numbers.values()])
        # Lowest and highest value of every number in any filling seen so far, and in any whole one: what a filling
        # reaches by chance need not be asked for again.
        size = len(self._index)
        self._seen = np.full((2, size), np.nan)
        self._seen_whole = np.full((2, size), np.nan)
        self._example: np.ndarray | None = None
        if example is not None and all(number in example for number in component.numbers):
            self._example = np.array([float(example[number]) for number in component.numbers])
            self._remember(self._seen, self._example)
            self._remember(self._seen_whole, self._example)
        self._milp: highspy.Highs | None = None
        self._lp = self._solver(with_integers=False)
        if self._solve(self._lp, np.zeros(size)) is None:
            raise Contradiction(component.numbers)

    def lp_interval(self, number: Hashable) -> Interval:
        index = self._index[number]
        return Interval(self._lp_end(index, 1), self._lp_end(index, -1))

    def integer_interval(self, number: Hashable, lp: Interval) -> tuple[Interval, bool]:
        """The interval, and whether it is proven."""
        index = self._index[number]
        if not self._whole.any():
            return lp, True
        lower, is_lower_proven = self._integer_end(index, 1, lp.lower)
        upper, is_upper_proven = self._integer_end(index, -1, lp.upper)
        return Interval(lower, upper), is_lower_proven and is_upper_proven

    def _lp_end(self, index: int, sign: int) -> float:
        """Lowest (sign 1) or highest (sign -1) value."""
        limit = (self._lower if sign == 1 else self._upper)[index]
        if self._best(self._seen, index, sign) == limit:
            return float(limit)
        return self._extreme(self._lp, index, sign)

    def _integer_end(self, index: int, sign: int, lp_end: float) -> tuple[float, bool]:
        if math.isinf(lp_end):
            # With rational weights a direction that is endless for fractions is endless for whole numbers.
            return lp_end, True
        bound = sign * math.ceil(sign * lp_end - WHOLE_TOLERANCE) if self._whole[index] else lp_end
        if abs(self._best(self._seen_whole, index, sign) - bound) <= WHOLE_TOLERANCE:
            return float(bound), True
        if self._milp is None:
            self._milp = self._solver(with_integers=True)
        if self._example is not None:
            start = highspy.HighsSolution()
            start.col_value = list(self._example)
            self._milp.setSolution(start)
        cost = np.zeros(len(self._index))
        cost[index] = sign
        values = self._solve(self._milp, cost)
        if values is None and self._milp.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise Contradiction(self._component.numbers)
        if values is None:
            return self._best(self._seen_whole, index, sign), False
        end = float(values[index])
        return (float(round(end)) if self._whole[index] else end), True

    @staticmethod
    def _best(seen: np.ndarray, index: int, sign: int) -> float:
        return float(seen[0 if sign == 1 else 1, index])

    def _extreme(self, solver: highspy.Highs, index: int, sign: int) -> float:
        cost = np.zeros(len(self._index))
        cost[index] = sign
        values = self._solve(solver, cost)
        if values is None:
            raise Contradiction(self._component.numbers)
        return float(values[index])

    def _solve(self, solver: highspy.Highs, cost: np.ndarray) -> np.ndarray | None:
        """The cheapest filling, infinite in the asked number where there is no end; None where nothing fits, or where
        the search was cut short: what it came upon is remembered."""
        size = len(cost)
        solver.changeColsCost(size, np.arange(size, dtype=np.int32), cost)
        solver.run()
        status = solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            # That something fits was found out when the component was set up.
            return np.where(cost > 0, -math.inf, np.where(cost < 0, math.inf, 0.0))
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status == highspy.HighsModelStatus.kSolutionLimit:
            if solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
                self._remember(self._seen_whole, np.round(np.array(solver.getSolution().col_value), 6))
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"The solver ended with {solver.modelStatusToString(status)}.")
        values = np.array(solver.getSolution().col_value)
        near = np.round(values)
        values = np.where(np.abs(values - near) <= WHOLE_TOLERANCE, near, values)
        self._remember(self._seen, values)
        if (values == near)[self._whole].all():
            self._remember(self._seen_whole, values)
        return values

    @staticmethod
    def _remember(seen: np.ndarray, values: np.ndarray) -> None:
        seen[0] = np.fmin(seen[0], values)
        seen[1] = np.fmax(seen[1], values)

    def _solver(self, *, with_integers: bool) -> highspy.Highs:
        relations = self._component.relations
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._index), len(relations)
        model.col_cost_ = np.zeros(len(self._index))
        model.col_lower_, model.col_upper_ = self._lower, self._upper
        model.row_lower_ = np.array([relation.lower for relation in relations])
        model.row_upper_ = np.array([relation.upper for relation in relations])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        sizes = [len(relation.coefficients) for relation in relations]
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        entries = [entry for relation in relations for entry in relation.coefficients.items()]
        model.a_matrix_.index_ = np.array([self._index[number] for number, _ in entries], dtype=np.int32)
        model.a_matrix_.value_ = np.array([weight for _, weight in entries], dtype=float)
        if with_integers:
            kinds = highspy.HighsVarType
            model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self._whole]
        solver = highspy.Highs()
        # Money runs to billions of kroner, where the last digits of a double are no longer there.
        tolerance = 1e-9 if self._whole.all() else 1e-7
        options = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "primal_feasibility_tolerance": tolerance,
            "dual_feasibility_tolerance": tolerance,
            "mip_feasibility_tolerance": 1e-9,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.5e-6,
        }
        if self._example is not None:
            options["mip_max_nodes"] = MOST_NODES
        # Presolve would throw away the warm start of the LP; it is what makes the integer questions quick.
        options["presolve"] = "choose" if with_integers else "off"
        for name, value in options.items():
            solver.setOptionValue(name, value)
        solver.passModel(model)
        return solver
