"""What a reader of a publication knows, as linear facts, and what follows from it for each number that is not printed.

This is the attacker's side, written apart from the suppression: nothing of the suppression is imported, so that an
error in its model is not repeated here.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping

from velferd.disclosure.audit_intervals import Component, Contradiction, Interval, Known, Relation
from velferd.disclosure.audit_solver import component_intervals

# How far from a whole number, or outside a limit, the solver's arithmetic may end up.
TOLERANCE = 1e-6


class Knowledge:
    """Facts about non-negative numbers. A number is added, narrowed and related to others, in any order."""

    def __init__(self) -> None:
        self._lower: dict[Hashable, float] = {}
        self._upper: dict[Hashable, float] = {}
        self._is_whole: dict[Hashable, bool] = {}
        self._relations: list[tuple[dict[Hashable, float], float, float]] = []

    def __contains__(self, number: Hashable) -> bool:
        return number in self._lower

    def add(self, number: Hashable, *, is_whole: bool = True, lower: float = 0) -> None:
        """A number that the reader knows of; `lower` may be -inf for money that can be paid back."""
        if number not in self._lower:
            self._lower[number], self._upper[number], self._is_whole[number] = lower, math.inf, is_whole

    def narrow(self, number: Hashable, lower: float = -math.inf, upper: float = math.inf) -> None:
        """The number is known to lie in [lower, upper]."""
        if self._is_whole[number]:
            lower, upper = _inwards(lower, upper)
        self._lower[number] = max(self._lower[number], lower)
        self._upper[number] = min(self._upper[number], upper)

    def relate(self, coefficients: Mapping[Hashable, float], lower: float, upper: float) -> None:
        """The weighted sum of these numbers, all added before, is known to lie in [lower, upper]."""
        if all(self._is_whole[number] and weight == round(weight) for number, weight in coefficients.items()):
            lower, upper = _inwards(lower, upper)
        self._relations.append((dict(coefficients), lower, upper))

    def add_up(self, total: Hashable, parts: Iterable[Hashable]) -> None:
        """The parts are known to add up to the total."""
        coefficients = {total: -1.0}
        for part in parts:
            coefficients[part] = coefficients.get(part, 0.0) + 1.0
        self.relate(coefficients, 0, 0)

    def intervals(
        self, targets: Iterable[Hashable], example: Mapping[Hashable, float] | None = None
    ) -> dict[Hashable, Known]:
        """What is known of each target. Raises Contradiction, with the numbers, when the facts do not fit together.

        `example` gives the numbers, or some of them, values that are known to be possible, such as the truth: facts
        that exclude them are a contradiction.
        """
        targets = set(targets)
        if example is not None:
            self._check_example(example)
        relations = list(self._settle())
        known: dict[Hashable, Known] = {}
        for component in self._components(relations):
            wanted = [number for number in component.numbers if number in targets]
            if wanted:
                known |= component_intervals(component, wanted, example)
        for number in targets - known.keys():
            interval = Interval(self._lower[number], self._upper[number])
            known[number] = Known(interval, interval)
        return known

    def _check_example(self, example: Mapping[Hashable, float]) -> None:
        for number, value in example.items():
            if not _fits(value, self._lower[number], self._upper[number]):
                raise Contradiction([number])
        for coefficients, lower, upper in self._relations:
            if example.keys() >= coefficients.keys():
                value = math.fsum(weight * example[number] for number, weight in coefficients.items())
                if not _fits(value, lower, upper):
                    raise Contradiction(coefficients)

    def _settle(self) -> Iterator[Relation]:
        """Put exact numbers into the relations; a relation with one number left narrows it, which may make it exact."""
        for number, lower in self._lower.items():
            self._check(number, lower)
        using: dict[Hashable, list[int]] = {}
        for index, (coefficients, _, _) in enumerate(self._relations):
            for number in coefficients:
                using.setdefault(number, []).append(index)
        waiting = set(range(len(self._relations)))
        settled: dict[int, Relation] = {}
        while waiting:
            index = waiting.pop()
            coefficients, lower, upper = self._relations[index]
            exact = sum(weight * self._lower[n] for n, weight in coefficients.items() if self._is_exact(n))
            left = {n: weight for n, weight in coefficients.items() if weight and not self._is_exact(n)}
            settled[index] = Relation(left, lower - exact, upper - exact)
            if not left and not _fits(exact, lower, upper):
                raise Contradiction(coefficients)
            if len(left) == 1:
                ((number, weight),) = left.items()
                ends = sorted(((lower - exact) / weight, (upper - exact) / weight))
                before = self._lower[number], self._upper[number]
                self.narrow(number, *ends)
                self._check(number, self._lower[number])
                settled[index] = Relation({}, 0, 0)
                if before != (self._lower[number], self._upper[number]) and self._is_exact(number):
                    waiting.update(using[number])
        return (relation for _, relation in sorted(settled.items()) if relation.coefficients)

    def _is_exact(self, number: Hashable) -> bool:
        return self._lower[number] == self._upper[number]

    def _check(self, number: Hashable, lower: float) -> None:
        """Rounding of money may leave its ends a hair apart in the wrong order; more than that is a contradiction."""
        upper = self._upper[number]
        if lower > upper:
            if lower - upper > TOLERANCE * max(1, abs(lower)):
                raise Contradiction([number])
            self._lower[number] = upper

    def _components(self, relations: list[Relation]) -> Iterator[Component]:
        """Numbers that hang together through relations; what is exact no longer connects anything."""
        using: dict[Hashable, list[int]] = {}
        for index, relation in enumerate(relations):
            for number in relation.coefficients:
                using.setdefault(number, []).append(index)
        seen: set[int] = set()
        for start in range(len(relations)):
            if start in seen:
                continue
            members, queue, numbers = [], [start], {}
            seen.add(start)
            while queue:
                index = queue.pop()
                members.append(index)
                for number in relations[index].coefficients:
                    if number not in numbers:
                        numbers[number] = None
                        found = [other for other in using[number] if other not in seen]
                        seen.update(found)
                        queue.extend(found)
            yield Component(
                {number: Interval(self._lower[number], self._upper[number]) for number in numbers},
                {number for number in numbers if self._is_whole[number]},
                [relations[index] for index in members],
            )


def _inwards(lower: float, upper: float) -> tuple[float, float]:
    """The whole numbers of an interval."""
    return (
        math.ceil(lower - TOLERANCE) if math.isfinite(lower) else lower,
        math.floor(upper + TOLERANCE) if math.isfinite(upper) else upper,
    )


def _fits(value: float, lower: float, upper: float) -> bool:
    slack = TOLERANCE * max(1, abs(value))
    return lower - slack <= value <= upper + slack
