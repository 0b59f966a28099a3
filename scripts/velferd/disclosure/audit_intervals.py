"""Numbers that hang together through sums, and what a single sum tells of its parts."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

WHOLE_TOLERANCE = 1e-6


class Contradiction(Exception):
    """The facts do not fit together; `numbers` are the ones involved."""

    def __init__(self, numbers: Iterable[Hashable]) -> None:
        self.numbers = tuple(numbers)
        super().__init__("The printed figures contradict each other.")


@dataclass(frozen=True)
class Interval:
    """Closed at both ends; infinite where nothing is known."""

    lower: float
    upper: float

    @property
    def width(self) -> float:
        """Highest minus lowest: 0 where the number is known exactly."""
        return self.upper - self.lower


@dataclass(frozen=True)
class Relation:
    """lower <= sum of weight x number <= upper."""

    coefficients: dict[Hashable, float]
    lower: float
    upper: float


@dataclass(frozen=True)
class Component:
    """Numbers with what is known of each alone, and the relations that connect them."""

    numbers: dict[Hashable, Interval]
    whole: set[Hashable]
    relations: list[Relation]


@dataclass(frozen=True)
class Known:
    """What is known of a number: with fractions allowed (`lp`), and with persons counted whole (`integer`)."""

    lp: Interval
    integer: Interval
    is_proven: bool = True
    """False where the search was cut short: each end of `integer` is possible, and there may be values beyond it."""

    @property
    def is_exact(self) -> bool:
        return self.integer.width <= WHOLE_TOLERANCE


def is_line(component: Component) -> bool:
    """One sum of whole numbers, whose LP always has whole corners, or of amounts only."""
    if len(component.relations) != 1:
        return False
    (relation,) = component.relations
    is_sum = all(abs(weight) == 1 for weight in relation.coefficients.values())
    if not component.whole:
        return is_sum
    ends = [end for end in (relation.lower, relation.upper) if math.isfinite(end)]
    return is_sum and len(component.whole) == len(component.numbers) and all(end == round(end) for end in ends)


def line_intervals(component: Component, wanted: Collection[Hashable]) -> dict[Hashable, Interval]:
    """In one sum a number takes what the others leave: thousands of such lines, so no solver is started for them."""
    (relation,) = component.relations
    # Every number is turned so that it is added: -5..-2 in place of 2..5 for one that is subtracted.
    turned = {}
    for number, weight in relation.coefficients.items():
        own = component.numbers[number]
        turned[number] = Interval(*((own.lower, own.upper) if weight > 0 else (-own.upper, -own.lower)))
    lowest = math.fsum(own.lower for own in turned.values())
    highest = math.fsum(own.upper for own in turned.values())
    slack = WHOLE_TOLERANCE * max([1.0, *(abs(end) for end in (lowest, highest) if math.isfinite(end))])
    if lowest > relation.upper + slack or highest < relation.lower - slack:
        raise Contradiction(component.numbers)
    intervals = {}
    for number in wanted:
        own = turned[number]
        lower = max(own.lower, relation.lower - _without(own.upper, highest, turned, number, "upper"))
        upper = min(own.upper, relation.upper - _without(own.lower, lowest, turned, number, "lower"))
        intervals[number] = Interval(lower, upper) if relation.coefficients[number] > 0 else Interval(-upper, -lower)
    return intervals


def _without(own: float, total: float, turned: dict[Hashable, Interval], number: Hashable, end: str) -> float:
    """The ends of all others; added up anew only where this number's own end is what makes the total infinite."""
    if math.isfinite(own):
        return total - own
    return math.fsum(getattr(interval, end) for other, interval in turned.items() if other != number)
