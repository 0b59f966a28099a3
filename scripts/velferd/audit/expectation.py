"""What a suite is made of: expectations about measured aggregates, and how each of them came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Expectation:
    """Every row of `query` lies between `low` and `high`, both included.

    `query` returns one row per scope with the columns `scope` (text) and `observed` (number). A scope is a table, a
    rule, a year or a bydel, never a value as delivered: a column may hold anything, an ident in the wrong place too.
    """

    name: str
    promise: str
    query: str
    low: float | None = None
    high: float | None = None
    #: Systems without which there is nothing to ask for.
    systems: tuple[str, ...] = ("fasit",)
    #: Why the query may have no row. Without it an expectation that measures nothing does not hold.
    empty_because: str | None = None


@dataclass(frozen=True)
class Suite:
    name: str
    title: str
    expectations: tuple[Expectation, ...]


class Outcome(StrEnum):
    HELD = "held"
    DID_NOT_HOLD = "did not hold"
    #: Could not be evaluated: says nothing about the data, so it is neither held nor broken.
    ERROR = "error"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Result:
    expectation: Expectation
    #: None as long as it is measured but not yet judged.
    outcome: Outcome | None
    scope_count: int = 0
    lowest: float | None = None
    highest: float | None = None
    #: The scopes outside the limits, the first few by name, with what was observed.
    outside: tuple[tuple[str, float], ...] = ()
    #: Why it was not run, did not hold or ended in an error, where the numbers don't say so.
    note: str = ""


@dataclass(frozen=True)
class SuiteResult:
    suite: Suite
    results: tuple[Result, ...]

    def of(self, outcome: Outcome) -> tuple[Result, ...]:
        return tuple(r for r in self.results if r.outcome is outcome)

    @property
    def holds(self) -> bool:
        return not self.of(Outcome.DID_NOT_HOLD) and not self.of(Outcome.ERROR)
