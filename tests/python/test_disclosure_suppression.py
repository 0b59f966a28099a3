"""The suppression hides as little as can be, and its rules hold: labels, unprinted cells, blurred shares, refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from disclosure_tables import BruteForce, cell, line, linked, matrix, random_system, total
from velferd.disclosure.suppression import Decision, Unprotectable, suppress
from velferd.disclosure.system import Cell, Sum, System

BUDGET = 60.0


def decide(system: System, **other: object) -> dict[str, Decision]:
    return {each.cell_id: each for each in suppress(system, BUDGET, **other)}


def hidden(decisions: dict[str, Decision]) -> set[str]:
    return {name for name, each in decisions.items() if each.status != "open"}


def cost(system: System, names: set[str]) -> float:
    return sum(system.cells[name].cost for name in names)


@pytest.mark.parametrize("seed", range(60))
def test_no_hiding_is_cheaper_and_every_cell_is_protected_as_brute_force_sees_it(seed):
    for component in random_system(seed).components():
        brute = BruteForce(component)
        cheapest = brute.cheapest()
        if cheapest is None:
            with pytest.raises(Unprotectable):
                suppress(component, BUDGET)
            continue
        decisions = decide(component)
        found = hidden(decisions)
        assert cost(component, found) == pytest.approx(cheapest[0])
        assert {each.method for each in decisions.values()} <= {"optimal"}
        assert brute.protects(frozenset(found), cheapest[1])
        for name, (low, high) in brute.interval(frozenset(found), cheapest[1]).items():
            each = decisions[name]
            is_told = component.cells[name].is_sensitive or name in found
            assert not is_told or (each.lower <= low and (each.upper is None or high <= each.upper))
            assert each.keeps_label == (cheapest[1] and component.cells[name].label_upper is not None)


def test_random_tables_are_of_every_kind_and_some_cannot_be_protected():
    outcomes = []
    for seed in range(60):
        try:
            outcomes.append(any(each.status == "secondary" for each in suppress(random_system(seed), BUDGET)))
        except Unprotectable:
            outcomes.append(None)
    assert outcomes.count(True) >= 20
    assert outcomes.count(None) >= 5
    assert outcomes.count(False) >= 5


def test_a_single_small_cell_takes_a_large_one_with_it():
    decisions = decide(line([2, 30, 40]))
    assert {name: each.status for name, each in decisions.items()} == {"a0": "primary", "a1": "secondary", "a2": "open"}
    assert (decisions["a0"].lower, decisions["a0"].upper) == (1, 31)
    assert (decisions["a2"].lower, decisions["a2"].upper) == (40, 40)


def test_two_small_cells_do_not_protect_each_other_when_they_are_too_small():
    """1 + 1 leaves nothing to choose where zeros are printed; 3 + 3 leaves 1 to 5."""
    assert hidden(decide(line([1, 1, 9]))) == {"a0", "a1", "a2"}
    assert hidden(decide(line([3, 3, 9]))) == {"a0", "a1"}


def test_zeros_are_hidden_only_where_they_are_not_printed():
    assert "a1" not in hidden(decide(line([3, 0, 0, 9])))
    assert hidden(decide(line([3, 3, 0], hidden_lower=0))) == {"a0", "a1"}
    zeros_first = line([2, 0, 5, 6], hidden_lower=0)
    cheap = {**zeros_first.cells, "a1": replace(zeros_first.cells["a1"], cost=0.1)}
    assert "a1" not in hidden(decide(System(cheap, zeros_first.sums))), "a zero gives a cell of 2 no room upwards"


def test_a_total_that_may_be_hidden_is_hidden_where_nothing_else_helps():
    decisions = decide(line([1, 0, 0], total_decision="free"))
    assert hidden(decisions) == {"a0", "a total"}
    assert decisions["a0"].upper is None


def test_cost_chooses():
    system = line([2, 30, 40])
    dearer = {**system.cells, "a1": replace(system.cells["a1"], cost=1.5)}
    assert hidden(decide(System(dearer, system.sums))) == {"a0", "a2"}


def test_interval_label_is_kept_where_small_cells_suffice():
    decisions = decide(line([2, 5, 40, 60], label_upper=6))
    assert hidden(decisions) == {"a0", "a1"}
    assert decisions["a0"].keeps_label
    assert (decisions["a0"].lower, decisions["a0"].upper) == (1, 6)


def test_label_narrows_what_is_possible():
    """With the label, 1 + 6 leaves 1 to 6; a second label of 4 would leave the 6 outside."""
    decisions = decide(line([1, 4, 6], label_upper=6))
    assert hidden(decisions) == {"a0", "a1"}
    assert (decisions["a1"].lower, decisions["a1"].upper) == (1, 4)


def test_interval_label_gives_way_where_it_cannot_protect():
    decisions = decide(line([2, 40, 60], label_upper=6))
    assert hidden(decisions) == {"a0", "a1"}
    assert not decisions["a0"].keeps_label
    assert decisions["a0"].upper == 41


def test_label_of_one_component_gives_way_alone():
    one, other = line([2, 40], label_upper=6), line([3, 5, 9], name="b", label_upper=6)
    decisions = decide(System({**one.cells, **other.cells}, one.sums + other.sums))
    assert not decisions["a0"].keeps_label
    assert decisions["b0"].keeps_label


def test_label_gives_way_to_a_larger_cell_that_is_hidden_already():
    system = line([3, 5, 20], label_upper=6)
    earlier = replace(system.cells["a2"], decision="hidden", cost=0.0)
    decisions = decide(System({**system.cells, "a2": earlier}, system.sums))
    assert hidden(decisions) == {"a0", "a2"}
    assert not decisions["a0"].keeps_label


def test_an_unprinted_cell_is_a_partner_and_is_protected_itself():
    system = line([2, 7, 9])
    unprinted = {name: replace(system.cells[name], decision="hidden", cost=0.0) for name in ("a1",)}
    decisions = decide(System({**system.cells, **unprinted}, system.sums))
    assert {name: each.status for name, each in decisions.items()} == {"a0": "primary", "a1": "unprinted", "a2": "open"}
    alone = line([2, 7, 9])
    unprinted = {"a0": replace(alone.cells["a0"], decision="hidden", cost=0.0)}
    decisions = decide(System({**alone.cells, **unprinted}, alone.sums))
    assert {name: each.status for name, each in decisions.items()} == {
        "a0": "unprinted",
        "a1": "secondary",
        "a2": "open",
    }


def test_a_share_and_its_complement_are_one_table():
    """10 of 12: the open share gives the 2 that nobody printed, so the share is hidden."""
    cells = {
        "with": cell("with", 10),
        "without": cell("without", 2, decision="hidden", cost=0.0),
        "all": total("all", 12),
    }
    assert hidden(decide(System(cells, (Sum("share", "all", ("with", "without")),)))) == {"with", "without"}


def test_a_share_rounded_widely_enough_stays_open():
    vague = cell("vague", 3, open_lower=1, open_upper=5)
    narrow = cell("narrow", 3, open_lower=2, open_upper=4)
    system = System({"vague": vague, "narrow": narrow}, ())
    decisions = decide(system)
    assert {name: each.status for name, each in decisions.items()} == {"vague": "open", "narrow": "primary"}
    assert (decisions["vague"].lower, decisions["vague"].upper) == (1, 5)


def test_a_vague_share_is_hidden_where_the_rest_of_its_sum_is_told():
    system = line([2, 30, 40])
    vague = {"a0": replace(system.cells["a0"], open_lower=0, open_upper=6)}
    assert hidden(decide(System({**system.cells, **vague}, system.sums))) & {"a1", "a2"}


def test_linked_tables_are_protected_together():
    """Hiding the row totals alone protects the left table, but the right one tells them."""
    system = linked([[2, 30], [20, 25]], [[10, 22], [15, 30]])
    decisions = decide(system)
    brute = BruteForce(system)
    assert brute.protects(frozenset(hidden(decisions)), False)
    left_only = frozenset({"l0,0", "l1,0", "0,", "1,"})
    assert not brute.protects(left_only, False)


def test_primary_only_leaves_the_hole_open():
    decisions = decide(line([2, 30, 40]), secondary=False)
    assert hidden(decisions) == {"a0"}
    assert (decisions["a0"].lower, decisions["a0"].upper) == (2, 2)


def test_what_cannot_be_protected_is_named_without_its_count():
    system = line([2, 0, 0], name="rare")
    with pytest.raises(Unprotectable, match="rare0") as refusal:
        suppress(system, BUDGET)
    assert refusal.value.cell_ids == ("rare0",)


def test_all_unprotectable_cells_are_named_at_once():
    one, other, sound = line([2, 0], name="a"), line([1, 0], name="b"), line([3, 9], name="c")
    system = System({**one.cells, **other.cells, **sound.cells}, one.sums + other.sums + sound.sums)
    with pytest.raises(Unprotectable) as refusal:
        suppress(system, BUDGET)
    assert refusal.value.cell_ids == ("a0", "b0")


def test_a_sensitive_cell_that_must_be_printed_is_unprotectable():
    with pytest.raises(Unprotectable, match="shown"):
        suppress(System({"shown": cell("shown", 2, decision="open")}, ()), BUDGET)


def odd_cycle(**of_first_total: object) -> System:
    """a + b and a + c are printed, b + c is known from 15 to 21: linear programs let a move by halves, 3 in all."""
    cells = {"a": cell("a", 2), "b": cell("b", 10), "c": cell("c", 10), "d": cell("d", 40)}
    cells["ab"] = total("ab", 12, **of_first_total)
    cells["ac"] = total("ac", 12)
    cells["bc"] = total("bc", 20, open_lower=15, open_upper=21)
    cells["abd"] = total("abd", 52)
    pairs = {"ab": ("a", "b"), "ac": ("a", "c"), "bc": ("b", "c"), "abd": ("ab", "d")}
    return System(cells, tuple(Sum(name, name, parts) for name, parts in pairs.items()))


def test_whole_persons_tell_more_than_fractions():
    with pytest.raises(Unprotectable) as refusal:
        suppress(odd_cycle(), BUDGET)
    assert refusal.value.cell_ids == ("a",)
    fractions = decide(odd_cycle(), secondary=False)
    assert hidden(fractions) == {"a"}


@pytest.mark.parametrize("seconds", [0.0, BUDGET])
def test_another_hiding_is_found_where_only_whole_persons_tell(seconds):
    system = odd_cycle(decision="free")
    found = {each.cell_id for each in suppress(system, seconds) if each.status != "open"}
    brute = BruteForce(system)
    assert not brute.protects(frozenset("abc"), False)
    assert brute.protects(frozenset(found), False)
    assert seconds == 0.0 or cost(system, found) == brute.cheapest()[0]


def test_without_time_the_answer_is_greedy_and_still_protects():
    counts = [[2, 9, 14, 8], [11, 3, 7, 25], [6, 8, 1, 9], [30, 12, 5, 2]]
    quick = suppress(matrix(counts), 0.0)
    best = suppress(matrix(counts), BUDGET)
    assert {each.method for each in best} == {"optimal"}
    assert {each.method for each in quick} <= {"optimal", "greedy"}
    assert sum(each.status != "open" for each in quick) >= sum(each.status != "open" for each in best)
    for each in quick:
        if each.status == "primary":
            assert each.upper is None or (each.upper >= 4 and each.upper - each.lower >= 3)


def test_components_without_anything_to_hide_are_left_alone():
    decisions = decide(matrix([[10, 20], [30, 40]], total_decision="free"))
    assert not hidden(decisions)
    assert (decisions["0,0"].lower, decisions["0,0"].upper) == (10, 10)


def test_what_is_hidden_already_is_told_with_its_interval_even_if_nothing_is_sensitive():
    system = line([20, 30])
    earlier = {name: replace(system.cells[name], decision="hidden", cost=0.0) for name in ("a0", "a1")}
    decisions = decide(System({**system.cells, **earlier}, system.sums))
    assert (decisions["a0"].status, decisions["a0"].lower, decisions["a0"].upper) == ("unprinted", 1, 49)


def test_decisions_come_in_the_order_of_the_system_without_its_constants():
    system = line([2, 30, 40])
    assert [each.cell_id for each in suppress(system, BUDGET)] == ["a0", "a1", "a2"]


@pytest.mark.parametrize(
    ("cells", "sums", "message"),
    [
        ([cell("a", 2), total("t", 3)], [Sum("s", "t", ("a",))], "does not add up"),
        ([cell("a", 2)], [Sum("s", "t", ("a",))], "unknown cells: t"),
        ([cell("a", 2), total("t", 4)], [Sum("s", "t", ("a", "a"))], "twice"),
    ],
)
def test_a_system_that_does_not_add_up_is_refused(cells: list[Cell], sums: list[Sum], message: str):
    with pytest.raises(ValueError, match=message):
        System({each.cell_id: each for each in cells}, tuple(sums))


@pytest.mark.parametrize(
    "wrong",
    [
        cell("a", 2, open_lower=3, open_upper=5),
        cell("a", 0, decision="hidden", hidden_lower=1),
    ],
)
def test_a_count_that_contradicts_its_cell_is_refused_and_not_printed(wrong: Cell):
    with pytest.raises(ValueError, match="Cell a: "):
        suppress(System({"a": wrong, "b": cell("b", 3, hidden_upper=9)}, ()), BUDGET)
