"""Whatever the table: nothing sensitive is known too closely, nothing is hidden in vain, zeros stay printed."""

from __future__ import annotations

import numpy as np
from disclosure_tables import line, matrix
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from velferd.disclosure.suppression import Decision, Unprotectable, suppress
from velferd.disclosure.system import System

COUNTS = st.one_of(st.integers(0, 4), st.integers(0, 4), st.integers(5, 30))
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=5)
)
SYSTEMS = st.builds(
    lambda counts, total_decision, zeros, label: matrix(
        counts, total_decision, hidden_lower=int(zeros), label_upper=label
    ),
    TABLES,
    st.sampled_from(["open", "free"]),
    st.booleans(),
    st.sampled_from([None, 6]),
)


def attacked(system: System, hidden: set[str], labelled: bool, cell_id: str) -> tuple[float, float]:
    """The interval of a cell: a dense linear program in counts, not in deviations, by another solver interface."""
    place = {name: number for number, name in enumerate(system.cells)}
    bounds = []
    for name, each in system.cells.items():
        upper = each.label_upper if labelled and each.label_upper is not None else each.hidden_upper
        bounds.append((each.hidden_lower, upper) if name in hidden else (each.open_lower, each.open_upper))
    equations = np.zeros((len(system.sums), len(place)))
    for row, each in enumerate(system.sums):
        equations[row, place[each.total]] = -1
        equations[row, [place[part] for part in each.parts]] = 1
    ends = []
    for sign in (1, -1):
        target = np.zeros(len(place))
        target[place[cell_id]] = sign
        answer = linprog(target, A_eq=equations, b_eq=np.zeros(len(equations)), bounds=bounds)
        ends.append(sign * answer.fun if answer.status == 0 else float("inf"))
    return ends[0], ends[1]


def check(system: System, decisions: list[Decision]) -> None:
    hidden = {each.cell_id for each in decisions if each.status != "open"}
    labelled = any(each.keeps_label for each in decisions)
    for each in decisions:
        cell = system.cells[each.cell_id]
        if each.status == "open":
            continue
        assert cell.decision != "open"
        assert cell.count >= cell.hidden_lower
        assert each.status == ("primary" if cell.is_sensitive else "secondary")
        low, high = attacked(system, hidden, labelled, each.cell_id)
        assert abs(low - each.lower) < 1e-4 and (each.upper is None) == (high == float("inf"))
        assert each.upper is None or abs(high - each.upper) < 1e-4
        if cell.is_sensitive:
            assert high > cell.protection_upper - 1e-4
            assert high - low > cell.protection_width - 1e-4
    assert {name for name, cell in system.cells.items() if cell.is_sensitive} <= hidden


@settings(max_examples=120, deadline=None)
@given(SYSTEMS)
def test_every_sensitive_cell_is_protected_as_another_attacker_sees_it(system):
    try:
        decisions = suppress(system, 30.0)
    except Unprotectable as refusal:
        assert set(refusal.cell_ids) <= {name for name, cell in system.cells.items() if cell.is_sensitive}
        return
    check(system, decisions)
    assert decisions == suppress(system, 30.0), "the same system gives the same hiding"


@settings(max_examples=60, deadline=None)
@given(SYSTEMS)
def test_the_greedy_answer_protects_and_is_never_cheaper(system):
    try:
        best = suppress(system, 30.0)
    except Unprotectable:
        return
    quick = suppress(system, 0.0)
    check(system, quick)

    def cost(decisions: list[Decision]) -> float:
        return sum(system.cells[each.cell_id].cost for each in decisions if each.status != "open")

    labels_agree = [each.keeps_label for each in best] == [each.keeps_label for each in quick]
    assert labels_agree
    assert cost(quick) >= cost(best) - 1e-6


@settings(max_examples=60, deadline=None)
@given(st.lists(COUNTS, min_size=1, max_size=8), st.sampled_from(["open", "free"]))
def test_a_cell_whose_hiding_is_superfluous_stays_open(counts, total_decision):
    system = line(counts, total_decision=total_decision)
    try:
        decisions = suppress(system, 30.0)
    except Unprotectable:
        assert total_decision == "open"
        return
    hidden = {each.cell_id for each in decisions if each.status != "open"}
    sensitive = [name for name, cell in system.cells.items() if cell.is_sensitive]
    for spare in hidden - set(sensitive):
        without = [attacked(system, hidden - {spare}, False, name) for name in sensitive]
        assert any(high < 4 - 1e-4 or high - low < 3 - 1e-4 for low, high in without)


@settings(max_examples=30, deadline=None)
@given(TABLES, st.booleans())
def test_a_table_whose_cells_are_unprinted_shows_totals_only(counts, zeros):
    """Nothing inside is printed: totals that are small themselves would be sensitive elsewhere, not here."""
    lowest = {"hidden_lower": 0} if not zeros else {"hidden_lower": 0, "hidden_upper": 100}
    system = matrix(counts, "open", decision="hidden", cost=0.0, is_sensitive=False, **lowest)
    decisions = suppress(system, 30.0)
    assert {each.status for each in decisions} == {"unprinted"}
    for each in decisions:
        assert each.lower <= system.cells[each.cell_id].count <= each.upper
