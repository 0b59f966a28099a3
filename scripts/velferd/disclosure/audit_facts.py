"""From what is printed to what a reader knows: every printed figure, label and sum as a linear fact about the cells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from velferd.disclosure.audit_figures import Shown
from velferd.disclosure.audit_intervals import Known
from velferd.disclosure.audit_knowledge import Knowledge
from velferd.disclosure.audit_reading import PRESENT, Behind, CellSum, Figure, FigureKey, Publication
from velferd.disclosure.audit_table import label_range

Number = tuple[str, ...]
"""("count", cell, version) or ("amount", measure, year, category, cell, version of the count, version of the money)."""

Weights = dict[Number, float]

YEARS = re.compile(r"(\d{4})-(\d{4})")
CHANGES = ("_change_pct", "_change")


def years_compared(text: str) -> tuple[str, str] | None:
    """(earlier, later) of a change between two years or two periods; None of anything else."""
    if " - " in text:
        earlier, later = text.split(" - ", 1)
        return earlier, later
    found = YEARS.fullmatch(text)
    return (found[1], found[2]) if found else None


class Reader:
    """Someone who has every publication on the desk and adds up, divides and takes differences.

    A cell of several publications is one number as long as its count is the same; where it was corrected in between, it
    is another number, of which the old figures tell nothing. Money is the same as long as every amount printed of the
    same measure and year still holds.
    """

    def __init__(
        self, publications: list[Publication], amounts: dict[FigureKey, float], *, is_present_known: bool = True
    ) -> None:
        """Learn from `publications`; the present one only gives the numbers their names when it is not known yet."""
        self.knowledge = Knowledge()
        self._amounts = amounts
        self._versions: dict[str, dict[int, str]] = {}
        self._amounts_printed: dict[tuple[str, str, str], dict[str, FigureKey]] = {}
        self._corrected = {p.name: set(_corrected(p, amounts)) for p in publications}
        for publication in publications:
            for cell_id in publication.cells:
                self.count(publication, cell_id)
        read = [publication for publication in publications if is_present_known or publication.name != PRESENT]
        self._truth: dict[Number, float] = {}
        self._shown = {publication.name: Shown(publication) for publication in read}
        for publication in read:
            self._learn_cells(publication)
        for publication in read:
            for key, behind in publication.behind.items():
                if (figure := publication.figures.get(key)) is not None:
                    self._learn_figure(publication, figure, behind)
        for publication in read:
            self._learn_amount_sums(publication)

    def intervals(self, numbers: Iterable[Number]) -> dict[Number, Known]:
        """What this reader can work out. Raises Contradiction where the figures do not fit the truth."""
        return self.knowledge.intervals(numbers, self._truth)

    def count(self, publication: Publication, cell_id: str) -> Number:
        """The number of this cell. Its name does not tell the count."""
        versions = self._versions.setdefault(cell_id, {})
        truth = publication.cells[cell_id].cell_count
        return ("count", cell_id, versions.setdefault(truth, str(len(versions))))

    def amount(self, publication: Publication, key: FigureKey, cell_id: str) -> Number:
        """The money of this cell, as this figure's measure counts it."""
        count = self.count(publication, cell_id)
        version = PRESENT if self.is_amount_current(publication, key) else publication.name
        return ("amount", key.measure, key.year, key.category, cell_id, count[2], version)

    def is_amount_current(self, publication: Publication, key: FigureKey) -> bool:
        """Whether the money of this measure and year is today what it was when it was printed."""
        return (key.measure, key.year) not in self._corrected[publication.name]

    def _learn_cells(self, publication: Publication) -> None:
        for cell in publication.cells.values():
            number = self.count(publication, cell.cell_id)
            # A known rest is negative where the parts are counted more often than the total.
            self.knowledge.add(number, lower=cell.cell_count if cell.is_known else 0)
            self._truth[number] = cell.cell_count
            if cell.is_known:
                self.knowledge.narrow(number, cell.cell_count, cell.cell_count)
        for added in publication.sums.values():
            self.knowledge.add_up(
                self.count(publication, added.total), [self.count(publication, part) for part in added.parts]
            )

    def _learn_figure(self, publication: Publication, figure: Figure, behind: Behind) -> None:
        match behind.kind:
            case "count" | "rounded":
                self._learn_count(publication, figure, behind)
            case "share":
                self._learn_share(publication, figure, behind)
            case "amount":
                self._learn_amount(publication, figure, behind)
            case "change" | "derived":
                self._learn_change(publication, figure)

    def _learn_count(self, publication: Publication, figure: Figure, behind: Behind) -> None:
        level = self._level(publication, figure.key)
        if figure.value is not None:
            # Controlled rounding goes either way, but leaves multiples of its base as they are.
            room = behind.rounding_base - 1 if behind.kind == "rounded" else 0
            self._learn(level, figure.value - room, figure.value + room)
        elif behind.kind == "count" and (label := label_range(figure.printed_text)):
            self._learn(level, *label)
        else:
            self._learn_not_zero(publication, behind)

    def _learn_not_zero(self, publication: Publication, behind: Behind) -> None:
        """Where zeros are printed, what is hidden is none; unless the table hides this one against its own rule."""
        cells = [publication.cells[cell_id] for cell_id in behind.cells["count"]]
        if all(cell.are_zeros_printed for cell in cells) and any(cell.cell_count for cell in cells):
            self._learn({self.count(publication, cell.cell_id): 1.0 for cell in cells}, 1)

    def _learn_share(self, publication: Publication, figure: Figure, behind: Behind) -> None:
        if figure.value is None:
            # A share is hidden with its base as well: then it does not tell why.
            if not any(self._shown[publication.name].is_hidden(base) for base in behind.cells["base"]):
                self._learn_not_zero(publication, behind)
        elif behind.cells["base"]:
            whole = 100.0 if figure.unit.startswith("percent") else 1.0
            counts = self._weights(publication, behind.cells["count"])
            bases = self._weights(publication, behind.cells["base"])
            self._learn_ratio(counts, bases, whole, figure.value - figure.half, figure.value + figure.half)

    def _learn_amount(self, publication: Publication, figure: Figure, behind: Behind) -> None:
        for cell_id in behind.cells["count"]:
            what = (publication.name, figure.key.measure, figure.key.category)
            self._amounts_printed.setdefault(what, {})[cell_id] = figure.key
        level = self._level(publication, figure.key)
        if figure.value is not None:
            self._learn(level, figure.value - figure.half, figure.value + figure.half)

    def _learn_change(self, publication: Publication, figure: Figure) -> None:
        """A printed change ties two years together, as far as both are linear in the cells."""
        ending = next((end for end in CHANGES if figure.key.measure.endswith(end)), None)
        years = years_compared(figure.key.year)
        if figure.value is None or ending is None or years is None:
            return
        measure = figure.key.measure.removesuffix(ending)
        before, now = (self._level(publication, figure.key._replace(measure=measure, year=year)) for year in years)
        if not before or not now:
            return
        lower, upper = figure.value - figure.half, figure.value + figure.half
        if ending == "_change":
            self._learn(now | {number: -weight for number, weight in before.items()}, lower, upper)
        else:
            self._learn_ratio(now, before, 100.0, 100 + lower, 100 + upper)

    def _level(self, publication: Publication, key: FigureKey) -> Weights:
        """A figure as a weighted sum of numbers; empty where it is none, or unknown."""
        behind = publication.behind.get(key)
        cells = behind.cells["count"] if behind else []
        if behind is None or behind.kind not in ("count", "rounded", "amount"):
            return {}
        if behind.kind != "amount":
            return self._weights(publication, cells)
        for cell_id in cells:
            # Money may be paid back: only where the truth is below zero, since most readers will not reckon with it.
            lower = float("-inf") if self._amounts.get(key, 0) < 0 else 0.0
            self.knowledge.add(self.amount(publication, key, cell_id), is_whole=False, lower=lower)
        return {self.amount(publication, key, cell_id): 1.0 for cell_id in cells}

    def _weights(self, publication: Publication, cells: Iterable[str]) -> Weights:
        return {self.count(publication, cell_id): 1.0 for cell_id in cells}

    def _learn_ratio(self, over: Weights, under: Weights, whole: float, lower: float, upper: float) -> None:
        """lower <= whole x over / under <= upper, without dividing."""
        scaled = {number: whole * weight for number, weight in over.items()}
        for end, limits in ((lower, {"lower": 0.0}), (upper, {"upper": 0.0})):
            terms = dict(scaled)
            for number, weight in under.items():
                terms[number] = terms.get(number, 0.0) - end * weight
            self._learn(terms, **limits)

    def _learn(self, weights: Weights, lower: float = float("-inf"), upper: float = float("inf")) -> None:
        # Values are binary fractions of decimal digits: an end that is printed must not be lost to its last bit.
        slack = 1e-9
        if len(weights) == 1:
            ((number, weight),) = weights.items()
            if weight > 0:
                self.knowledge.narrow(number, lower / weight - slack, upper / weight + slack)
                return
        self.knowledge.relate(weights, lower - slack, upper + slack)

    def _learn_amount_sums(self, publication: Publication) -> None:
        """Sums over areas are obeyed by the money as well."""
        for (name, _, _), keys in self._amounts_printed.items():
            if name != publication.name:
                continue
            for added in publication.sums.values():
                if added.dimension == "area" and added.total in keys and any(part in keys for part in added.parts):
                    self._learn_amount_sum(publication, added, keys)

    def _learn_amount_sum(self, publication: Publication, added: CellSum, keys: dict[str, FigureKey]) -> None:
        key = keys[added.total]
        parts = [part for part in added.parts if part in keys]
        others = [publication.cells[part] for part in added.parts if part not in keys]
        numbers = [self.amount(publication, keys[cell_id], cell_id) for cell_id in (added.total, *parts)]
        weights = dict.fromkeys(numbers[1:], 1.0) | {numbers[0]: -1.0}
        rest = 0.0
        if all(cell.is_known or cell.cell_count == 0 for cell in others):
            # Whoever knows the rest is taken to know its money as well.
            truths = [self._amounts.get(keys[cell_id]) for cell_id in (added.total, *parts)]
            if None not in truths and self.is_amount_current(publication, key):
                rest = truths[0] - sum(truths[1:])
        else:
            for cell in others:
                number = self.amount(publication, key, cell.cell_id)
                self.knowledge.add(number, is_whole=False)
                weights[number] = 1.0
        self._learn(weights, -rest, -rest)


def _corrected(publication: Publication, amounts: dict[FigureKey, float]) -> Iterable[tuple[str, str]]:
    """(measure, year) whose printed amounts are no longer what the warehouse gives."""
    if publication.name == PRESENT:
        return
    for key, behind in publication.behind.items():
        figure = publication.figures.get(key)
        if behind.kind == "amount" and figure is not None and figure.value is not None:
            truth = amounts.get(key)
            if truth is None or abs(truth - figure.value) > figure.half * (1 + 1e-6):
                yield key.measure, key.year
