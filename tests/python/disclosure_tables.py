"""Small systems for the tests of the suppression, and a brute force that knows nothing of linear programs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
from velferd.disclosure.system import Cell, Sum, System

REACH = 6
"""The brute force looks this far from the true count; protection in these tests asks for 4 at most."""


def cell(cell_id: str, count: int, **other: object) -> Cell:
    """A free cell whose zeros are printed, sensitive at 1 to 3."""
    plain = Cell(
        cell_id=cell_id,
        count=count,
        decision="free",
        is_sensitive=1 <= count <= 3,
        cost=1.0,
        open_lower=count,
        open_upper=count,
        hidden_lower=1,
        hidden_upper=None,
        label_upper=None,
    )
    return replace(plain, **other)


def total(cell_id: str, count: int, **other: object) -> Cell:
    """A cell that is always printed."""
    return cell(cell_id, count, **{"decision": "open", "is_sensitive": False, "cost": 10.0, **other})


def line(counts: list[int], name: str = "a", total_decision: str = "open", **other: object) -> System:
    """One row with its total."""
    cells = [cell(f"{name}{place}", count, **other) for place, count in enumerate(counts)]
    cells.append(total(f"{name} total", sum(counts), decision=total_decision))
    parts = tuple(part.cell_id for part in cells[:-1])
    return System({each.cell_id: each for each in cells}, (Sum(name, f"{name} total", parts),))


def matrix(counts: list[list[int]], total_decision: str = "open", **other: object) -> System:
    """Rows and columns with their totals and a grand total; `other` goes to the inner cells."""
    cells, sums = {}, []
    height, width = len(counts), len(counts[0])
    for row, column in product(range(height), range(width)):
        cells[f"{row},{column}"] = cell(f"{row},{column}", counts[row][column], **other)
    for row in range(height):
        cells[f"{row},"] = total(f"{row},", sum(counts[row]), decision=total_decision)
        sums.append(Sum(f"row {row}", f"{row},", tuple(f"{row},{column}" for column in range(width))))
    for column in range(width):
        cells[f",{column}"] = total(f",{column}", sum(each[column] for each in counts), decision=total_decision)
        sums.append(Sum(f"column {column}", f",{column}", tuple(f"{row},{column}" for row in range(height))))
    cells[","] = total(",", sum(map(sum, counts)), decision=total_decision)
    sums.append(Sum("rows", ",", tuple(f"{row}," for row in range(height))))
    sums.append(Sum("columns", ",", tuple(f",{column}" for column in range(width))))
    return System(cells, tuple(sums))


def linked(left: list[list[int]], right: list[list[int]], **other: object) -> System:
    """Two tables with the same rows whose row totals are one set of cells, free to be hidden; columns are printed.

    Each row of `right` is completed so that it has the total of the row of `left`.
    """
    cells, sums = {}, []
    for side, counts in (("l", left), ("r", right)):
        for row, column in product(range(len(counts)), range(len(counts[0]))):
            cells[f"{side}{row},{column}"] = cell(f"{side}{row},{column}", counts[row][column], **other)
        for column in range(len(counts[0])):
            cells[f"{side},{column}"] = total(f"{side},{column}", sum(each[column] for each in counts))
            parts = tuple(f"{side}{row},{column}" for row in range(len(counts)))
            sums.append(Sum(f"{side} column {column}", f"{side},{column}", parts))
        for row in range(len(counts)):
            cells[f"{row},"] = cell(f"{row},", sum(counts[row]), is_sensitive=False, cost=4.0)
            parts = tuple(f"{side}{row},{column}" for column in range(len(counts[0])))
            sums.append(Sum(f"{side} row {row}", f"{row},", parts))
    return System(cells, tuple(sums))


def random_system(seed: int) -> System:
    """A table with few unknowns: line, matrix, linked tables, or a web of overlapping sums."""
    chance = random.Random(seed)

    def counts(number: int) -> list[int]:
        return [chance.choice([0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 9]) for _ in range(number)]

    options: dict[str, object] = {"hidden_lower": chance.choice([0, 1]), "label_upper": chance.choice([None, None, 6])}
    kind = ["line", "matrix", "free totals", "linked", "web"][seed % 5]
    if kind == "line":
        system = line(counts(4), total_decision="free", **options)
    elif kind == "matrix":
        system = matrix([counts(3) for _ in range(chance.choice([2, 3]))], **options)
    elif kind == "free totals":
        system = matrix([counts(2), counts(2)], total_decision="free", **options)
    elif kind == "linked":
        left = [counts(2), counts(2)]
        right = [[part := chance.randint(0, sum(row)), sum(row) - part] for row in left]
        system = linked(left, right, **options)
    else:
        cells = {f"w{place}": cell(f"w{place}", count, **options) for place, count in enumerate(counts(6))}
        sums = []
        for number in range(3):
            parts = tuple(chance.sample(sorted(cells), 3))
            sums.append(Sum(f"s{number}", f"t{number}", parts))
        cells |= {each.total: total(each.total, sum(cells[part].count for part in each.parts)) for each in sums}
        system = System(cells, tuple(sums))
    return System({name: _varied(each, chance) for name, each in system.cells.items()}, system.sums)


def _varied(plain: Cell, chance: random.Random) -> Cell:
    if plain.decision != "free":
        return plain
    varied = replace(plain, cost=plain.cost * chance.choice([1.0, 1.0, 2.0, 2.5, 3.0]))
    luck = chance.random()
    if luck < 0.1 and plain.count >= plain.hidden_lower:
        return replace(varied, decision="hidden", cost=0.0, label_upper=None)
    if luck < 0.25:
        return replace(varied, open_lower=max(plain.count - 1, 0), open_upper=plain.count + chance.choice([0, 1]))
    return varied


class BruteForce:
    """Every hiding of a component against every filling with whole persons."""

    def __init__(self, system: System) -> None:
        """Enumerate the fillings that are possible when every cell tells as little as it can."""
        self.cells = [each for each in system.cells.values() if not each.is_constant]
        self._ids = [each.cell_id for each in self.cells]
        self._fillings = self._deviations(system) + np.array([each.count for each in self.cells], dtype=int)

    def _deviations(self, system: System) -> np.ndarray:
        place = {cell_id: number for number, cell_id in enumerate(self._ids)}
        partial = np.zeros((1, len(place)), dtype=int)
        decided: set[str] = set()
        sums = [[one for one in (each.total, *each.parts) if one in place] for each in system.sums]
        signs = {(each.sum_id, each.total): -1 for each in system.sums}
        for each, members in zip(system.sums, sums, strict=True):
            new = [one for one in members if one not in decided]
            for one in new:
                partial = self._spread(partial, place[one], self.cells[place[one]])
            decided.update(new)
            balance = sum(partial[:, place[one]] * signs.get((each.sum_id, one), 1) for one in members)
            partial = partial[balance == 0] if members else partial
        for one in set(self._ids) - decided:
            partial = self._spread(partial, place[one], self.cells[place[one]])
        return partial

    @staticmethod
    def _spread(partial: np.ndarray, place: int, one: Cell) -> np.ndarray:
        ranges = []
        if one.decision != "hidden":
            ranges.append((one.open_lower, one.open_upper))
        if one.decision != "open":
            ranges.append((one.hidden_lower, one.count + REACH))
        values = range(min(low for low, _ in ranges) - one.count, max(high for _, high in ranges) - one.count + 1)
        values = [value for value in values if abs(value) <= REACH]
        spread = np.repeat(partial, len(values), axis=0)
        spread[:, place] = np.tile(values, len(partial))
        return spread

    def interval(self, hidden: frozenset[str], labelled: bool) -> dict[str, tuple[int, int]]:
        """Smallest and largest possible count of each cell."""
        possible = self._fillings
        for place, one in enumerate(self.cells):
            low, high = (one.open_lower, one.open_upper)
            if one.cell_id in hidden:
                low, high = one.hidden_lower, _top(one, labelled)
            possible = possible[(possible[:, place] >= low) & (possible[:, place] <= high)]
        return {
            cell_id: (int(possible[:, place].min()), int(possible[:, place].max()))
            for place, cell_id in enumerate(self._ids)
        }

    def protects(self, hidden: frozenset[str], labelled: bool) -> bool:
        """Whether no sensitive cell is known too closely."""
        known = self.interval(hidden, labelled)
        return all(
            known[one.cell_id][1] >= one.protection_upper
            and known[one.cell_id][1] - known[one.cell_id][0] >= one.protection_width
            for one in self.cells
            if one.is_sensitive
        )

    def cheapest(self) -> tuple[float, bool] | None:
        """Least cost, and whether the label is kept; None where nothing protects everything."""
        for labelled in (True, False):
            if labelled and not any(one.label_upper is not None for one in self.cells):
                continue
            for cost, hidden in self._hidings(labelled):
                if self.protects(hidden, labelled):
                    return cost, labelled
        return None

    def _hidings(self, labelled: bool) -> Iterator[tuple[float, frozenset[str]]]:
        fixed, free = set(), []
        for one in self.cells:
            fits = one.hidden_lower <= one.count <= _top(one, labelled)
            must = one.decision == "hidden" or (
                one.decision == "free" and one.is_sensitive and not one.is_protected_open
            )
            if must and not fits:
                return
            if must:
                fixed.add(one.cell_id)
            elif one.decision == "free" and fits:
                free.append(one)
        base = sum(one.cost for one in self.cells if one.cell_id in fixed)
        choices = []
        for bits in product([False, True], repeat=len(free)):
            chosen = [one for one, bit in zip(free, bits, strict=True) if bit]
            hidden = frozenset(fixed | {one.cell_id for one in chosen})
            choices.append((base + sum(one.cost for one in chosen), hidden))
        yield from sorted(choices, key=lambda choice: (choice[0], sorted(choice[1])))


def _top(one: Cell, labelled: bool) -> float:
    known = [float("inf") if one.hidden_upper is None else one.hidden_upper]
    if labelled and one.label_upper is not None:
        known.append(one.label_upper)
    return min(known)
