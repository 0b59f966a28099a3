"""Every rule of the auditor at its edge: the last publication that is let out, and the first that is not.

Then the other way round: the auditor is broken in every way that takes one rule out or moves its limit by one, and each
time an edge must notice. A rule that is added without its edges is found here.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from audit_edges import Printed, all_edges_hold, hidden, outcome, paid
from mutation import load, mutants
from velferd.disclosure import audit_rules
from velferd.disclosure.audit_reading import PRESENT, FigureKey

RULES = Path(__file__).parents[2] / "seeds" / "publication" / "publication_rule.csv"
LIMITS = (
    *("sensitive_from", "sensitive_to", "protection_upper", "protection_width"),
    *("minimum_contributors", "amount_protection_share", "rounding_base"),
)
MINIMUM_BEHIND_MEAN = 10
PAID = FigureKey("1", "paid_nok", "2024", "Oslo", "a")


def beside(kind: str, value: float | None, count: int, **cell) -> Printed:
    """A figure of another kind beside a hidden count, or of a count that is printed nowhere."""
    return hidden(":", count, **cell).figure(kind, value, "a")


def in_no_print(kind: str, count: int) -> Printed:
    """A hidden count that another figure hangs on, which is not printed at all."""
    publication = hidden(":", count)
    publication.behind_only(kind, "a")
    return publication


def alone(kind: str, value: float | None, count: int) -> Printed:
    return Printed(PRESENT).cell("a", count).figure(kind, value, "a")


def open_count(count: int) -> Printed:
    return alone("count", count, count)


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
    "in no print": ([in_no_print("amount", 2)], {PAID: 600}, {HIDDEN}),
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
    "a share of a hidden count": (hidden(":", 40).cell("b", 12).figure("share", 30, "b", of=("a",)), set()),
    "hidden beside a hidden count": (beside("mean", None, 12), set()),
    "beside a known count": (beside("mean", 1, 12, is_known=True), set()),
    "in no print": (in_no_print("mean", 12), set()),
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
    assert not all_edges_hold(EDGES, load(audit_rules, source)), f"no edge notices {change}"


def test_the_limits_of_every_table():
    """One to three are sensitive; four remain possible, three apart. What is rounded has only its base to hide in."""
    with RULES.open(encoding="utf-8", newline="") as file:
        limits = {row["table_id"]: tuple(row[limit] for limit in LIMITS) for row in csv.DictReader(file)}
    suppressed = ("1", "3", "4", "3", "10", "0.1", "")
    assert limits == {"default": suppressed, "3.14": suppressed, "cube1": ("1", "3", "1", "2", "10", "0.1", "3")}
