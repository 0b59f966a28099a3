"""Every rule of the auditor at its edge: the last publication that is let out, and the first that is not.

Then the other way round: the auditor is broken in every way that takes one rule out or moves its limit by one, and each
time an edge must notice. A rule that is added without its edges is found here.
"""

from __future__ import annotations

import pytest
from mutation import load, mutants
from velferd.disclosure import audit_rules
from velferd.disclosure.audit_reading import PRESENT, Behind, Cell, Figure, FigureKey, Publication
from velferd.disclosure.audit_rules import CellAudit

MINIMUM_BEHIND_MEAN = 10
PAID = FigureKey("1", "paid_nok", "2024", "Oslo", "a")


class Printed(Publication):
    """A publication of a few cells; each step returns it again."""

    def cell(self, cell_id: str, count: int, *, is_known: bool = False, share: float | None = 0.1) -> Printed:
        """Protection: possible to be 4, 3 wide, money not closer than `share`."""
        rule = (4, 3, share, "2024", "Oslo")
        self.cells[cell_id] = Cell(cell_id, count, 1 <= count <= 3, is_known, True, *rule)
        return self

    def figure(self, kind: str, value: float | None, *cells: str, text: str = ":", decimals: int = 0) -> Printed:
        """A value, or where it is hidden the text in its place; the first cell is the category."""
        measure = {"amount": "paid_nok", "count": "people"}.get(kind, f"people_{kind}")
        self.behind_only(kind, measure, *cells)
        key = FigureKey("1", measure, "2024", "Oslo", cells[0])
        self.figures[key] = Figure(key, value, text if value is None else str(value), decimals, "")
        return self

    def of(self, *bases: str) -> Printed:
        """What the last figure is a share of."""
        next(reversed(self.behind.values())).cells["base"] += bases
        return self

    def behind_only(self, kind: str, measure: str, *cells: str) -> Printed:
        """What stands behind a figure that is not printed at all."""
        behind = self.behind[FigureKey("1", measure, "2024", "Oslo", cells[0])] = Behind(kind, None)
        behind.cells["count"] += cells
        return self


def hidden(text: str, count: int = 2, name: str = PRESENT, **cell) -> Printed:
    """One hidden count "a", with this text in its place."""
    return Printed(name).cell("a", count, **cell).figure("count", None, "a", text=text)


def paid(value: float | None, count: int = 2, name: str = PRESENT, **cell) -> Printed:
    """The money of one hidden count "a", printed in hundreds."""
    return hidden(":", count, name, **cell).figure("amount", value, "a", decimals=-2)


def beside(kind: str, value: float | None, count: int, **cell) -> Printed:
    """A figure of another kind beside a hidden count, or of a count that is printed nowhere."""
    return hidden(":", count, **cell).figure(kind, value, "a")


def alone(kind: str, value: float | None, count: int) -> Printed:
    return Printed(PRESENT).cell("a", count).figure(kind, value, "a")


def open_count(count: int) -> Printed:
    return alone("count", count, count)


def outcome(audited: list[CellAudit]) -> set[tuple]:
    """(what, cell, verdict, "stops" where it stops the publication, "hidden" where it is)"""
    return {
        (each.kind, each.cell_id, str(each.verdict), *["stops"] * each.is_finding, *["hidden"] * each.is_hidden)
        for each in audited
    }


HIDDEN = ("count", "a", "ok", "hidden")
FOLLOWS = ("figure", "a", "printed beside a hidden count", "stops")
NARROW = ("amount", "a", "too narrow", "stops")
FAR = ("amount", "a", "ok")
REACH = 550 + 1e-9 - 500
"""How far from 500 the money may be, whoever reads 500 in hundreds."""

COUNTS = {
    "four possible, and three apart": ([hidden("1–4")], {HIDDEN}),
    "four not possible": ([hidden("0–3")], {("count", "a", "too narrow", "stops", "hidden")}),
    "two apart": ([hidden("2–4")], {("count", "a", "too narrow", "stops", "hidden")}),
    "a sensitive count is exact": ([hidden("2–2")], {("count", "a", "exact", "stops", "hidden")}),
    "a count hidden for others is exact": ([hidden("5–5", 5)], {("count", "a", "exact", "hidden")}),
    "a count hidden for others is one apart": ([hidden("5–6", 5)], {("count", "a", "ok", "hidden")}),
    "a sensitive count is printed": ([open_count(3)], {("count", "a", "exact", "stops")}),
    "the smallest count that may be printed": ([open_count(4)], set()),
    "a known count is hidden": ([hidden("2–2", is_known=True)], set()),
}
EARLIER = {
    "exact already": ([hidden(":"), hidden("2–2", name="1")], {("count", "a", "cannot be called back", "hidden")}),
    "narrow already": ([hidden(":"), hidden("2–4", name="1")], {("count", "a", "cannot be called back", "hidden")}),
    "not narrow yet": ([hidden(":"), hidden("1–4", name="1")], {HIDDEN}),
    "narrow through both": (
        [hidden("1–4"), hidden("2–5", name="1")],
        {("count", "a", "too narrow", "stops", "hidden")},
    ),
    "exact already, and hidden for others": (
        [hidden(":", 5), hidden("5–5", 5, name="1")],
        {("count", "a", "exact", "hidden")},
    ),
    "not in the earlier one": (
        [hidden("2–2"), Printed("1").cell("b", 9).figure("count", 9, "b")],
        {("count", "a", "exact", "stops", "hidden")},
    ),
}
AMOUNTS = {
    "a tenth above": ([paid(600)], {PAID: 590}, {HIDDEN, FAR}),
    "less than a tenth above": ([paid(600)], {PAID: 591}, {HIDDEN, NARROW}),
    "a tenth below": ([paid(500)], {PAID: 549}, {HIDDEN, FAR}),
    "at the share itself": ([paid(500, share=REACH / 500)], {PAID: 500}, {HIDDEN, FAR}),
    "paid back": ([paid(-600)], {PAID: -600}, {HIDDEN, NARROW}),
    "hidden": ([paid(None)], {PAID: 600}, {HIDDEN, (*FAR, "hidden")}),
    "of many": ([paid(600, 5)], {PAID: 600}, {HIDDEN}),
    "of a known count": ([paid(600, is_known=True)], {PAID: 600}, set()),
    "that no share protects": ([paid(600, share=None)], {PAID: 600}, {HIDDEN}),
    "of two counts": (
        [hidden(":").cell("b", 9).figure("amount", 600, "a", "b", decimals=-2)],
        {PAID: 600},
        {HIDDEN},
    ),
    "in no print": ([hidden(":").behind_only("amount", "paid_nok", "a")], {PAID: 600}, {HIDDEN}),
    "another kind": ([hidden(":").figure("derived", 600, "a", decimals=-2)], {PAID: 600}, {HIDDEN}),
    "corrected since": (
        [paid(None), paid(600, name="1")],
        {PAID: 900},
        {HIDDEN, ("amount", "a", "cannot be called back"), (*FAR, "hidden")},
    ),
    "hidden, beside one corrected since": (
        [
            paid(None).cell("b", 20).figure("amount", 900, "b"),
            paid(None, name="1").cell("b", 20).figure("amount", 700, "b"),
        ],
        {PAID: 600, PAID._replace(category="b"): 900},
        {HIDDEN, (*FAR, "hidden")},
    ),
}
BROKEN = {
    **{
        f"{kind} beside a hidden count": (beside(kind, 1, 12), {FOLLOWS})
        for kind in ("amount", "mean", "derived", "change")
    },
    "a share of a hidden count": (hidden(":", 40).cell("b", 12).figure("share", 30, "b").of("a"), set()),
    "hidden beside a hidden count": (beside("mean", None, 12), set()),
    "beside a known count": (beside("mean", 1, 12, is_known=True), set()),
    "in no print": (hidden(":", 12).behind_only("mean", "people_mean", "a"), set()),
    "beside a printed count": (open_count(12).figure("mean", 1, "a"), set()),
    "beside a sensitive count in print": (open_count(3).figure("derived", 1, "a"), set()),
    "of three, printed nowhere": (alone("derived", 1, 3), {FOLLOWS}),
    "of four, printed nowhere": (alone("derived", 1, 4), set()),
    "a mean of ten": (alone("mean", 1, 10), set()),
    "a mean of nine": (alone("mean", 1, 9), {("figure", "a", "too few behind it", "stops")}),
    "no mean of nine": (alone("derived", 1, 9), set()),
}
EDGES = {
    **{f"count, {name}": ("judge", (publications, {}), found) for name, (publications, found) in COUNTS.items()},
    **{f"earlier, {name}": ("judge", (publications, {}), found) for name, (publications, found) in EARLIER.items()},
    **{
        f"money, {name}": ("judge", (publications, amounts), found)
        for name, (publications, amounts, found) in AMOUNTS.items()
    },
    **{
        f"figure, {name}": ("rules_broken", (publication, MINIMUM_BEHIND_MEAN), found)
        for name, (publication, found) in BROKEN.items()
    },
}

NO_RULES = {"place", "width", "rule", "_audited", "_limit", "_figure_audit"}
"""What says where a finding is and what was broken."""

ONLY_SAVES_TIME = ": failing -> True"
MUTANTS = [mutant for mutant in mutants(audit_rules, NO_RULES) if not mutant[0].endswith(ONLY_SAVES_TIME)]


@pytest.mark.parametrize("edge", EDGES)
def test_edge(edge):
    attack, given, found = EDGES[edge]
    assert outcome(getattr(audit_rules, attack)(*given)) == found


@pytest.mark.parametrize(("change", "source"), MUTANTS, ids=[mutant[0] for mutant in MUTANTS])
def test_an_edge_notices_a_broken_rule(change, source):
    assert not all_edges_hold(load(audit_rules, source)), f"no edge notices {change}"


def all_edges_hold(rules: dict) -> bool:
    def holds(attack: str, given: tuple, found: set[tuple]) -> bool:
        try:
            return outcome(rules[attack](*given)) == found
        except Exception:  # A broken rule may end in any way.
            return False

    return all(holds(*edge) for edge in EDGES.values())
