"""The rules that a publication has to keep, and the verdict on every cell that it hides or must protect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from velferd.disclosure.audit_facts import Number, Reader
from velferd.disclosure.audit_figures import Shown
from velferd.disclosure.audit_intervals import Known
from velferd.disclosure.audit_reading import Cell, Figure, FigureKey, Publication

FOLLOWING = ("amount", "mean", "derived", "change")
"""Kinds of figures that are hidden with any count behind them."""


class Verdict(StrEnum):
    OK = "ok"
    EXACT = "exact"
    TOO_NARROW = "too narrow"
    NOT_CALLED_BACK = "cannot be called back"
    BESIDE_HIDDEN = "printed beside a hidden count"
    TOO_FEW = "too few behind it"


@dataclass(frozen=True)
class CellAudit:
    """What the readers of all publications know of one number, and whether that is too much. None = no limit known."""

    cell_id: str
    kind: str
    """count, amount (of money), or figure: one that breaks a rule as it stands."""
    tables: tuple[str, ...]
    year: str
    area: str
    category: str
    is_sensitive: bool
    is_hidden: bool
    lower_lp: float | None
    upper_lp: float | None
    lower: float | None
    upper: float | None
    is_proven: bool
    """False where the search for whole persons was cut short: lower and upper are possible, others beyond may be."""
    verdict: Verdict
    rule: str

    @property
    def width(self) -> float | None:
        """Highest less lowest possible value; None where one of them has no limit."""
        return None if self.lower is None or self.upper is None else self.upper - self.lower

    @property
    def is_finding(self) -> bool:
        """Whether it stops the publication. A cell hidden for the sake of others may be exact, if those are safe."""
        if self.verdict == Verdict.EXACT:
            return self.is_sensitive
        return self.verdict not in (Verdict.OK, Verdict.NOT_CALLED_BACK)

    @property
    def place(self) -> str:
        """Where it is, without what it is."""
        tables = f"table {', '.join(self.tables)}" if self.tables else "in no table"
        return ", ".join(part for part in (tables, self.year, self.area, self.category, self.kind) if part)


@dataclass(frozen=True)
class _Watched:
    """A number to be attacked, and what must remain possible."""

    cell: Cell
    figures: tuple[Figure, ...]
    is_hidden: bool
    amount: float | None = None

    @property
    def rule(self) -> str:
        cell = self.cell
        if not cell.is_sensitive:
            return "hidden for the sake of others"
        return f"must be possible to be {cell.protection_upper} or more, and at least {cell.protection_width} wide"

    def verdict(self, known: Known) -> Verdict:
        interval = known.integer
        if known.is_exact:
            return Verdict.EXACT
        if not self.cell.is_sensitive:
            return Verdict.OK
        is_wide = interval.width >= self.cell.protection_width and interval.upper >= self.cell.protection_upper
        return Verdict.OK if is_wide else Verdict.TOO_NARROW


@dataclass(frozen=True)
class _WatchedAmount(_Watched):
    """Money of few: nobody may come closer to it, on both sides, than a share of it."""

    @property
    def rule(self) -> str:
        return f"money of few must not be known closer than {self.cell.amount_protection_share:.0%}"

    def verdict(self, known: Known) -> Verdict:
        lower, upper = known.integer.lower, known.integer.upper
        # Without the truth, as for a corrected amount of an earlier publication, it is taken to lie in the middle.
        amount = self.amount if self.amount is not None or math.isinf(upper) else (lower + upper) / 2
        reach = math.inf if amount is None else max(upper - amount, amount - lower)
        is_wide = reach >= self.cell.amount_protection_share * abs(amount or 0)
        return Verdict.OK if is_wide else Verdict.TOO_NARROW


def judge(publications: list[Publication], amounts: dict[FigureKey, float]) -> list[CellAudit]:
    """Attack every hidden or sensitive number of these publications, the present one first."""
    reader = Reader(publications, amounts)
    watched = _watched(reader, publications, amounts)
    known = reader.intervals(watched)
    verdicts = {number: each.verdict(known[number]) for number, each in watched.items()}
    failing = [n for n, verdict in verdicts.items() if verdict != Verdict.OK and watched[n].cell.is_sensitive]
    if failing:
        before = Reader(publications, amounts, is_present_known=False)
        failing = [number for number in failing if number in before.knowledge]
        for number, interval in before.intervals(failing).items():
            if interval.integer == known[number].integer:
                verdicts[number] = Verdict.NOT_CALLED_BACK
    return [_audited(number, each, known[number], verdicts[number]) for number, each in watched.items()]


def _watched(
    reader: Reader, publications: list[Publication], amounts: dict[FigureKey, float]
) -> dict[Number, _Watched]:
    watched: dict[Number, _Watched] = {}
    for publication in publications:
        shown = Shown(publication)
        for cell in publication.cells.values():
            is_hidden = shown.is_hidden(cell.cell_id)
            if not cell.is_known and (cell.is_sensitive or is_hidden):
                each = _Watched(cell, tuple(shown.any_figures(cell.cell_id)), is_hidden)
                watched.setdefault(reader.count(publication, cell.cell_id), each)
        for key, behind in publication.behind.items():
            figure = publication.figures.get(key)
            if figure is None or behind.kind != "amount" or len(behind.cells["count"]) != 1:
                continue
            cell = publication.cells[behind.cells["count"][0]]
            if cell.is_sensitive and not cell.is_known and cell.amount_protection_share is not None:
                number = reader.amount(publication, key, cell.cell_id)
                amount = amounts.get(key) if reader.is_amount_current(publication, key) else None
                watched.setdefault(number, _WatchedAmount(cell, (figure,), figure.value is None, amount))
    return watched


def _audited(number: Number, watched: _Watched, known: Known, verdict: Verdict) -> CellAudit:
    first = watched.figures[0].key if watched.figures else None
    return CellAudit(
        watched.cell.cell_id,
        number[0],
        tables=tuple(sorted({figure.key.table_id for figure in watched.figures})),
        year=first.year if first else watched.cell.period or "",
        area=first.area if first else watched.cell.area or "",
        category=first.category if first else "" if watched.cell.period else watched.cell.cell_id,
        is_sensitive=watched.cell.is_sensitive,
        is_hidden=watched.is_hidden,
        lower_lp=_limit(known.lp.lower),
        upper_lp=_limit(known.lp.upper),
        lower=_limit(known.integer.lower),
        upper=_limit(known.integer.upper),
        is_proven=known.is_proven,
        verdict=verdict,
        rule=watched.rule,
    )


def _limit(value: float) -> float | None:
    return value if math.isfinite(value) else None


def rules_broken(publication: Publication, minimum_behind_mean: int) -> list[CellAudit]:
    """Printed figures that no arithmetic is needed for: they should follow the hidden count behind them, and do not."""
    shown = Shown(publication)
    broken = []
    for key, behind in publication.behind.items():
        figure = publication.figures.get(key)
        if figure is None or figure.value is None or behind.kind not in FOLLOWING:
            continue
        cells = [publication.cells[cell_id] for role in behind.cells.values() for cell_id in role]
        if beside := next((cell for cell in cells if _must_not_be_told(cell, shown)), None):
            broken.append(_figure_audit(figure, beside, Verdict.BESIDE_HIDDEN, "hidden where a count behind it is"))
        counts = [publication.cells[cell_id] for cell_id in behind.cells["count"]]
        if behind.kind == "mean" and (few := next((c for c in counts if c.cell_count < minimum_behind_mean), None)):
            rule = f"a mean or quantile needs at least {minimum_behind_mean} behind it"
            broken.append(_figure_audit(figure, few, Verdict.TOO_FEW, rule))
    return broken


def _must_not_be_told(cell: Cell, shown: Shown) -> bool:
    is_unprinted = not shown.figures(cell.cell_id)
    return not cell.is_known and (shown.is_hidden(cell.cell_id) or (cell.is_sensitive and is_unprinted))


def _figure_audit(figure: Figure, cell: Cell, verdict: Verdict, rule: str) -> CellAudit:
    key = figure.key
    return CellAudit(
        cell.cell_id,
        "figure",
        tables=(key.table_id,),
        year=key.year,
        area=key.area,
        category=", ".join(part for part in (key.category, key.measure) if part),
        is_sensitive=cell.is_sensitive,
        is_hidden=False,
        lower_lp=None,
        upper_lp=None,
        lower=None,
        upper=None,
        is_proven=True,
        verdict=verdict,
        rule=rule,
    )
