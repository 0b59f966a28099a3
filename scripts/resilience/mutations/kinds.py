"""The register of what can be done to a sound delivery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from resilience.delivery import Files

Must = Literal["land", "refuse"] | None
Change = Callable[[Files, Random], None]


@dataclass(frozen=True)
class Kind:
    group: str
    name: str
    change: Change
    #: The kind of delivery that it changes, see delivery.start.
    start: str
    #: What the contract says must come of it, where it says so.
    must: Must


KINDS: list[Kind] = []
#: How often each group has its turn.
WEIGHTS = {"bytes": 4, "structure": 4, "values": 6, "Parquet": 3, "manifest": 2, "JSON-stat": 3}
#: Synthetic idents (month + 80) that no delivery has: to be found wherever they leak to.
PLANTED = ("01819011067", "41819011131", "02829011258")
WRONG_IDENT = "01819011068"


def kind(group: str, start: str = "csv", must: Must = None) -> Callable[[Change], Change]:
    """Enter a change into the register, named as its function."""

    def add(change: Change) -> Change:
        KINDS.append(Kind(group, change.__name__.strip("_").replace("_", " "), change, start, must))
        return change

    return add


def mutation_of(random: Random) -> Kind:
    group = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    return random.choice([each for each in KINDS if each.group == group])
