"""Everything that a reader learns from print, each with the smallest publication that only it gives away.

The auditor is then made to overlook each of them, or to read it otherwise, and an edge must notice.
"""

from __future__ import annotations

import pytest
from audit_edges import Printed, all_edges_hold, hidden, outcome, paid
from mutation import load, mutants
from velferd.disclosure import audit_facts, audit_figures, audit_rules
from velferd.disclosure.audit_reading import PRESENT, FigureKey

SAFE = ("count", "a", "ok", "hidden")
EXACT = ("count", "a", "exact", "stops", "hidden")
NARROW = ("count", "a", "too narrow", "stops", "hidden")
CHANGE = {"measure": "people_change", "year": "2023-2024"}


def two_years(before: int | None = 5, now: int = 2) -> Printed:
    """The count "a" of 2024, hidden, and that of the year before; None: that is not in print."""
    publication = hidden(":", now)
    return (
        publication if before is None else publication.cell("b", 5).figure("count", 5, "b", year="2023", category="a")
    )


def changed(value: float | None, publication: Printed, **place: str) -> Printed:
    return publication.figure("change", value, category="a", **CHANGE | place)


def shared(value: float | None, unit: str = "percent", **options) -> Printed:
    """A count of two in ten, printed as a share."""
    publication = Printed(PRESENT).cell("a", 2).cell("all", 10).figure("count", 10, "all")
    return publication.figure("share", value, "a", of=("all",), unit=unit, **options)


def one_or_none(**cell) -> Printed:
    """A count of one, of which a label says that it is one at most."""
    return Printed(PRESENT).cell("a", 1, **cell).figure("count", None, "a", text="0–1")


def with_bases(*hidden_bases: str) -> Printed:
    publication = one_or_none().figure("share", None, "a", of=("all", "whole"))
    for base in ("all", "whole"):
        publication.cell(base, 10).figure("count", None if base in hidden_bases else 10, base)
    return publication


def in_no_print(name: str) -> Printed:
    publication = hidden(":", name=name)
    publication.behind_only("amount", "a")
    return publication


def with_rest(total: int, other: int, rest: int) -> Printed:
    publication = hidden(":").cell("b", other).cell("all", total).cell("rest", rest, is_known=True)
    return publication.figure("count", other, "b").figure("count", total, "all").add_up("all", "a", "b", "rest")


COUNTS = {
    "a known rest": (with_rest(20, 11, 7), {EXACT}),
    "parts counted more often than the total": (with_rest(20, 25, -7), {EXACT}),
    "a count that is rounded": (
        Printed(PRESENT).cell("a", 2).figure("rounded", 0, "a"),
        {("count", "a", "too narrow", "stops")},
    ),
    "a rounded count has no label": (Printed(PRESENT).cell("a", 2).figure("rounded", None, "a", text="2–2"), {SAFE}),
    "hidden, so not none": (one_or_none().figure("count", None, "a", category="again"), {EXACT}),
    "hidden where zeros are": (
        one_or_none(are_zeros_printed=False).figure("count", None, "a", category="again"),
        {NARROW},
    ),
    "one of two hidden where zeros are": (
        one_or_none(are_zeros_printed=False)
        .cell("z", 0)
        .figure("count", 0, "z")
        .figure("count", None, "z", "a", category="both"),
        {NARROW},
    ),
    "two together not none": (
        one_or_none().cell("z", 0).figure("count", 0, "z").figure("count", None, "a", "z", category="both"),
        {EXACT},
    ),
    "hidden though it is none": (hidden(":", 0), {SAFE}),
}
SHARES = {
    "in percent": (shared(20), {("count", "a", "exact", "stops")}),
    "as a ratio": (shared(0.2, "ratio", decimals=1), {("count", "a", "exact", "stops")}),
    "of itself": (hidden(":").figure("share", 100, "a", of=("a",), unit="percent"), {("count", "a", "ok")}),
    "of what is not printed": (hidden(":").figure("share", 20, "a", unit="percent"), {("count", "a", "ok")}),
    "hidden, so not none": (with_bases(), {EXACT}),
    "hidden with its base": (with_bases("whole"), {NARROW, ("count", "whole", "ok", "hidden")}),
}
CHANGES = {
    "in persons": (changed(-3, two_years()), {EXACT}),
    "in percent": (changed(-60, two_years(), measure="people_change_pct"), {EXACT}),
    "hidden": (changed(None, two_years()), {SAFE}),
    "a ratio": (changed(0.4, two_years(), measure="people_factor"), {SAFE}),
    "of one year": (changed(-3, two_years(), year="2024"), {SAFE}),
    "from what is not printed": (changed(2, two_years(None)), {SAFE}),
    "to what is not printed": (changed(-2, two_years(None), year="2024-2025"), {SAFE}),
    "of a share": (
        two_years()
        .figure("share", None, "a", measure="part")
        .figure("share", None, "b", measure="part", year="2023", category="a")
        .figure("change", -3, category="a", measure="part_change", year="2023-2024"),
        {SAFE},
    ),
    "of a rounded count": (
        two_years()
        .figure("rounded", 3, "a", measure="round")
        .figure("rounded", 6, "b", measure="round", year="2023", category="a")
        .figure("change", -3, category="a", measure="round_change", year="2023-2024"),
        {("count", "a", "exact", "stops")},
    ),
}
PERIODS = changed(-3, hidden(":").cell("b", 5).figure("count", 5, "b", year="2023", category="a"), year="2023 - 2024")
CHANGES["between two periods"] = (PERIODS, {EXACT})

CITY, A, B = (FigureKey("1", "paid_nok", "2024", area, "") for area in ("city", "a", "b"))


def areas(*others: tuple[str, int, bool], name: str = PRESENT, dimension: str = "area") -> Printed:
    """A hidden count "a", and "b", of a city; `others`: (cell, count, is known) whose money is in no print."""
    publication = hidden(":", name=name).cell("b", 9)
    for cell_id, count, is_known in others:
        publication.cell(cell_id, count, is_known=is_known)
    publication.cell("city", 11 + sum(count for _, count, _ in others))
    return publication.add_up("city", "a", "b", *[cell_id for cell_id, _, _ in others], dimension=dimension)


def money(publication: Printed, hundreds: str = "b", **paid_nok: float | None) -> Printed:
    """The money of each area, in kroner but for that of `hundreds`; None: hidden."""
    for area, value in paid_nok.items():
        decimals = -2 if area == hundreds else 0
        printed = None if value is None else round(value, decimals)
        publication.figure("amount", printed, area, area=area, category="", decimals=decimals)
    return publication


HIDDEN_MONEY = ("amount", "a", "ok", "hidden")
NARROW_MONEY = ("amount", "a", "too narrow", "stops", "hidden")
TOLD_BEFORE = ("amount", "a", "cannot be called back")
BOTH = {SAFE, HIDDEN_MONEY, TOLD_BEFORE}
OF_OSLO = A._replace(area="Oslo", category="a")
TRUTH = {CITY: 1600, A: 1000, B: 600}
PRINT = {"city": 1600, "a": None, "b": 600}
SUMS = {
    "what the other areas leave": (money(areas(), **PRINT), TRUTH, {SAFE, NARROW_MONEY}),
    "widely": (money(areas(), city=1000, a=None, b=600), {CITY: 1000, A: 400, B: 600}, {SAFE, HIDDEN_MONEY}),
    "whose truth is not known": (money(areas(), **PRINT), {}, {SAFE, NARROW_MONEY}),
    "no area, but a class": (money(areas(dimension="class"), **PRINT), TRUTH, {SAFE, HIDDEN_MONEY}),
    "no money of the city": (money(areas(), a=None, b=600), TRUTH, {SAFE, HIDDEN_MONEY}),
    "money of the city alone": (
        money(Printed(PRESENT).cell("a", 2).cell("rest", 2, is_known=True), a=None).add_up(
            "a", "rest", dimension="area"
        ),
        TRUTH,
        {("count", "a", "exact", "stops")} | {HIDDEN_MONEY},
    ),
    "and an area of nobody": (money(areas(("c", 0, False)), **PRINT), TRUTH, {SAFE, NARROW_MONEY}),
    "and a known rest": (
        money(areas(("c", 5, True)), **PRINT | {"city": 1900}),
        TRUTH | {CITY: 1900},
        {SAFE, NARROW_MONEY},
    ),
    "and an area not in print": (money(areas(("c", 5, False)), **PRINT), TRUTH, {SAFE, HIDDEN_MONEY}),
    "and two areas": (money(areas(("c", 0, False), ("d", 5, False)), **PRINT), TRUTH, {SAFE, HIDDEN_MONEY}),
    "where nothing is less than nothing": (
        money(areas(), city=540, a=None, b=40),
        {CITY: 540, A: 500, B: 40},
        {SAFE, NARROW_MONEY},
    ),
    "where one is paid back": (
        money(areas(), "a", city=520, a=560, b=None),
        {CITY: 520, A: 560, B: -40},
        {SAFE, ("amount", "a", "ok")},
    ),
}
MONEY = {
    "the same today": (
        [paid(None), paid(600, name="1")],
        {OF_OSLO: 591},
        {SAFE, ("amount", "a", "cannot be called back", "hidden")},
    ),
    "as printed at its last digit": ([paid(None), paid(600, name="1")], {OF_OSLO: 650}, {SAFE, HIDDEN_MONEY}),
    "corrected by a krone more": ([paid(None), paid(600, name="1")], {OF_OSLO: 651}, BOTH),
    "corrected downwards": ([paid(None), paid(600, name="1")], {OF_OSLO: 500}, BOTH),
    "no longer there": ([paid(None), paid(600, name="1")], {}, BOTH),
    "hidden before": ([paid(600), paid(None, name="1")], {OF_OSLO: 590}, {SAFE, ("amount", "a", "ok")}),
    "in no print before": ([paid(600), in_no_print("1")], {OF_OSLO: 590}, {SAFE, ("amount", "a", "ok")}),
    "beside a mean that is corrected": (
        [paid(None), paid(600, name="1").figure("mean", 5, "a", measure="paid_nok", category="mean")],
        {OF_OSLO: 591},
        {SAFE, ("amount", "a", "cannot be called back", "hidden")},
    ),
    "of areas, before": ([areas(), money(areas(name="1"), **PRINT)], {}, {SAFE, (*TOLD_BEFORE, "hidden")}),
    "of areas, before a correction": (
        [areas(), money(areas(name="1"), **PRINT)],
        TRUTH | {CITY: 2600},
        {SAFE, (*TOLD_BEFORE, "hidden")},
    ),
}
FOLLOWS = ("figure", "a", "printed beside a hidden count", "stops")
TOLD = {
    "hidden as a share": (Printed(PRESENT).cell("a", 12).figure("share", None, "a").figure("mean", 1, "a"), {FOLLOWS}),
    "hidden as a rounded count": (
        Printed(PRESENT).cell("a", 12).figure("rounded", None, "a").figure("mean", 1, "a"),
        {FOLLOWS},
    ),
    "hidden in one place of two": (shared(None).cell("a", 12).figure("count", 12, "a").figure("mean", 1, "a"), set()),
}
EDGES = (
    {f"count, {name}": ("judge", ([publication], {}), found) for name, (publication, found) in COUNTS.items()}
    | {f"share, {name}": ("judge", ([publication], {}), found) for name, (publication, found) in SHARES.items()}
    | {f"change, {name}": ("judge", ([publication], {}), found) for name, (publication, found) in CHANGES.items()}
    | {
        f"sum of money, {name}": ("judge", ([publication], *given), found)
        for name, (publication, *given, found) in SUMS.items()
    }
    | {f"money, {name}": ("judge", tuple(given), found) for name, (*given, found) in MONEY.items()}
    | {f"told, {name}": ("rules_broken", (publication, 10), found) for name, (publication, found) in TOLD.items()}
)

NO_FACTS = {"TableYear", "count_hidden", "_table_year", "any_figures"}
"""What counts for the report how much is hidden, and says where."""

SAME = (
    # A fact about one number alone is the same fact as a relation of one; a weight of nothing tells nothing.
    *("len(weights) == 1 -> False", "weight > 0 -> False", "(weight >= 0)", "(weight > 0 + 1)"),
    # A krone more or less than nothing; a millionth of a digit.
    *(f"(self._amounts.get(key, 0) {limit})" for limit in ("<= 0", "< 0 - 1", "< 0 + 1")),
    "(abs(truth - figure.value) >= figure.half * (1 + 1e-06))",
    # The present publication prints what is true today.
    "publication.name == PRESENT -> False",
)
"""What changes nothing that anyone could find."""

MUTANTS = [
    (change, module, name, source)
    for module, name in ((audit_facts, "Reader"), (audit_figures, "Shown"))
    for change, source in mutants(module, NO_FACTS)
    if not change.endswith(SAME)
]


@pytest.mark.parametrize("edge", EDGES)
def test_edge(edge):
    attack, given, found = EDGES[edge]
    assert outcome(getattr(audit_rules, attack)(*given)) == found


@pytest.mark.parametrize(("change", "module", "name", "source"), MUTANTS, ids=[mutant[0] for mutant in MUTANTS])
def test_an_edge_notices_a_fact_overlooked(change, module, name, source, monkeypatch):
    monkeypatch.setattr(audit_rules, name, load(module, source)[name])
    assert not all_edges_hold(EDGES, vars(audit_rules)), f"no edge notices {change}"
