"""The attacker's intervals: what arithmetic and shared fillings say must be what one linear program per side says."""

from __future__ import annotations

from math import ceil, floor, inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from velferd.disclosure.block import Block, build_block
from velferd.disclosure.intervals import intervals
from velferd.disclosure.system import Cell, Sum, System


@st.composite
def systems(draw: st.DrawFn) -> System:
    """Some cells of a table with totals, and of a chain that hangs on it; all told openly, vaguely or not at all."""
    height, width = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    counts = {(r, c): draw(st.integers(0, 9)) for r in range(height) for c in range(width)}
    lines = [((r, "t"), [(r, c) for c in range(width)]) for r in range(height)]
    lines += [(("t", c), [(r, c) for r in range(height)]) for c in range(width)]
    lines += [(("t", "t"), [("t", c) for c in range(width)]), (("chain", 0), [(0, 0), ("rest", 0)])]
    lines += [(("chain", 1), [("chain", 0), ("rest", 1)])]
    counts |= {("rest", 0): draw(st.integers(0, 9)), ("rest", 1): draw(st.integers(0, 9))}
    for total, parts in lines:
        counts[total] = sum(counts[part] for part in parts)
    kept = [line for line in lines if draw(st.integers(0, 3))]
    return System(
        {str(key): draw_cell(draw, str(key), count) for key, count in counts.items()},
        tuple(Sum(str(total), str(total), tuple(map(str, parts))) for total, parts in kept),
    )


def draw_cell(draw: st.DrawFn, name: str, count: int) -> Cell:
    vague = draw(st.integers(0, 3))
    decision = draw(st.sampled_from(["free", "hidden", "open"]))
    upper = draw(st.sampled_from([None, count, count + 4]))
    return Cell(name, count, decision, False, 1.0, max(count - vague, 0), count + vague, 0, upper, None)


def extreme(block: Block, hidden: np.ndarray, column: int, side: int) -> float:
    """How far the cell can go to one side, with scipy and everything in one program."""
    up, down = block.bounds(hidden)
    matrix = np.zeros(block.matrix.shape)
    matrix[block.matrix.rows, block.matrix.columns] = block.matrix.values
    cost = np.zeros(len(up))
    cost[column] = -side
    equations = {"A_eq": matrix, "b_eq": np.zeros(len(matrix))} if len(matrix) else {}
    result = linprog(cost, **equations, bounds=list(zip(-down, up, strict=True)))
    return inf if result.status == 3 else side * result.x[column]


@settings(deadline=None)
@given(systems())
def test_intervals_are_those_of_one_linear_program_per_side(system: System) -> None:
    for component in system.components():
        block = build_block(component, labelled=False)
        hidden = block.forced | block.choosable
        for column, lower, upper in intervals(block, hidden):
            truth = block.truth[column]
            furthest = extreme(block, hidden, column, 1)
            assert lower == ceil(truth - extreme(block, hidden, column, -1) - 1e-6)
            assert upper == (None if furthest == inf else floor(truth + furthest + 1e-6))
