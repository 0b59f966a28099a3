"""Controlled rounding: additive, as near as possible, and farther only where nothing else adds up."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from velferd.disclosure.rounding import CannotRound, round_controlled

Sums = list[tuple[str, list[str]]]


def with_totals(shape: tuple[int, ...], inner: dict[tuple[int, ...], int]) -> tuple[dict[str, int], Sums]:
    """A table with every total over every dimension ("t"); inner cells that are left out are 0."""
    ranges = [[*range(size), "t"] for size in shape]
    name = ".".join

    def count(key: tuple) -> int:
        return sum(
            value
            for cell, value in inner.items()
            if all(wanted in ("t", at) for wanted, at in zip(key, cell, strict=True))
        )

    cells = {name(map(str, key)): count(key) for key in product(*ranges)}
    sums = [
        (name(map(str, key)), [name(map(str, (*key[:axis], at, *key[axis + 1 :]))) for at in range(shape[axis])])
        for key in product(*ranges)
        for axis, wanted in enumerate(key)
        if wanted == "t"
    ]
    return cells, sums


def neighbours(count: int, base: int) -> list[int]:
    return [count] if count % base == 0 else [count // base * base, count // base * base + base]


def is_additive(values: dict[str, int], sums: Sums) -> bool:
    return all(values[total] == sum(values[part] for part in parts) for total, parts in sums)


def distance(values: dict[str, int], cells: dict[str, int]) -> int:
    return sum(abs(values[cell] - count) for cell, count in cells.items())


def every_rounding(cells: dict[str, int], sums: Sums, base: int) -> list[dict[str, int]]:
    """All zero-restricted roundings that add up, by trying each."""
    choices = product(*(neighbours(count, base) for count in cells.values()))
    return [values for choice in choices if is_additive(values := dict(zip(cells, choice, strict=True)), sums)]


@st.composite
def tables(draw: st.DrawFn, largest: int = 3, dimensions: tuple[int, int] = (1, 3)) -> tuple[dict[str, int], Sums]:
    shape = tuple(draw(st.lists(st.integers(1, largest), min_size=dimensions[0], max_size=dimensions[1])))
    counts = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 400))
    return with_totals(shape, {cell: draw(counts) for cell in product(*(range(size) for size in shape))})


def test_a_line_of_small_counts():
    cells = {"total": 4, "a": 1, "b": 1, "c": 2}
    rounded = round_controlled(cells, [("total", ["a", "b", "c"])])
    assert rounded.values == {"total": 3, "a": 0, "b": 0, "c": 3}
    assert rounded.stepped == ()


def test_a_count_goes_the_farther_way_where_the_sum_needs_it():
    cells = {"total": 3, "a": 1, "b": 1, "c": 1}
    rounded = round_controlled(cells, [("total", ["a", "b", "c"])])
    assert rounded.values["total"] == 3
    assert sorted(rounded.values[cell] for cell in "abc") == [0, 0, 3]


@pytest.mark.parametrize("base", [2, 3, 5])
@given(table=tables(largest=2, dimensions=(1, 2)))
@settings(max_examples=30, deadline=None)
def test_is_as_near_as_the_best_of_all_roundings(base, table):
    cells, sums = table
    best = min(distance(values, cells) for values in every_rounding(cells, sums, base))
    assert distance(round_controlled(cells, sums, base).values, cells) == best


@pytest.mark.parametrize("base", [3, 10])
@given(table=tables(largest=4))
@settings(max_examples=60, deadline=None)
def test_adds_up_and_stays_with_the_neighbours(base, table):
    cells, sums = table
    rounded = round_controlled(cells, sums, base)
    assert list(rounded.values) == list(cells)
    assert is_additive(rounded.values, sums)
    for cell, count in cells.items():
        value = rounded.values[cell]
        assert value % base == 0
        assert value >= 0
        allowed = neighbours(count, base)
        if cell in rounded.stepped:
            assert value not in allowed
            assert allowed[0] - base <= value <= allowed[-1] + base
        else:
            assert value in allowed


def test_two_way_tables_need_no_further_step():
    inner = {(row, column): (7 * row + 5 * column * row + column) % 8 for row in range(12) for column in range(9)}
    assert round_controlled(*with_totals((12, 9), inner)).stepped == ()


# Seven cells in a ring in which each shares a line with the next and nothing else, so that of two neighbours exactly
# one goes up to 2: impossible round a ring of odd length.
RING = {cell: 1 for cell in [(0, 0, 0), (1, 0, 0), (1, 1, 0), (2, 1, 0), (2, 1, 1), (0, 1, 1), (0, 0, 1)]}


def test_a_cube_without_zero_restricted_rounding_is_rounded_with_one_further_step():
    cells, sums = with_totals((3, 2, 2), RING)
    # The inner cells and the totals of a line decide; trying all of the plane totals, too, would take long.
    lines = [(total, parts) for total, parts in sums if total.count("t") == 1]
    inner = {cell: count for cell, count in cells.items() if cell.count("t") <= 1}
    assert every_rounding(inner, lines, 2) == []
    rounded = round_controlled(cells, sums, 2)
    assert len(rounded.stepped) == 1
    assert is_additive(rounded.values, sums)
    assert all(value % 2 == 0 and value >= 0 for value in rounded.values.values())


def test_the_same_for_base_three():
    ones = [(0, 1, 1), (0, 2, 0), (1, 1, 0), (1, 2, 1), (2, 0, 2), (2, 2, 0)]
    twos = [(0, 1, 2), (0, 2, 1), (2, 0, 1), (2, 1, 2)]
    cells, sums = with_totals((3, 3, 3), dict.fromkeys(ones, 1) | dict.fromkeys(twos, 2))
    rounded = round_controlled(cells, sums)
    assert len(rounded.stepped) == 1
    assert is_additive(rounded.values, sums)


def test_linked_lines_share_their_total():
    cells = {"total": 10, "young": 4, "old": 6, "women": 5, "men": 5}
    sums = [("total", ["young", "old"]), ("total", ["women", "men"])]
    rounded = round_controlled(cells, sums)
    assert is_additive(rounded.values, sums)
    assert rounded.values["old"] == 6
    assert distance(rounded.values, cells) == min(distance(v, cells) for v in every_rounding(cells, sums, 3))


def test_a_known_rest_may_be_negative():
    cells = {"total": 10, "a": 12, "rest": -2}
    assert round_controlled(cells, [("total", ["a", "rest"])]).values == {"total": 9, "a": 12, "rest": -3}


def test_cells_without_a_sum_go_to_the_nearest_multiple():
    assert round_controlled({"a": 4, "b": 5, "c": 6}, []).values == {"a": 3, "b": 6, "c": 6}
    assert round_controlled({}, []).values == {}


def test_the_same_arguments_give_the_same_rounding():
    inner = {(row, column): 1 + (row * column) % 3 for row in range(15) for column in range(15)}
    first, second = (round_controlled(*with_totals((15, 15), inner)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("cells", "sums", "base", "message"),
    [
        ({"total": 3, "a": 1}, [("total", ["a"])], 3, "do not add up to total$"),
        ({"total": 3}, [("total", ["a"])], 3, "unknown cells: a$"),
        ({"total": 2, "a": 1}, [("total", ["a", "a"])], 3, "a cell twice: total$"),
        ({"total": 3}, [], 1, "Base 1 rounds nothing"),
    ],
)
def test_wrong_arguments_are_named(cells, sums, base, message):
    with pytest.raises(ValueError, match=message):
        round_controlled(cells, sums, base)


def test_sums_that_no_rounding_meets_are_refused():
    # Twelve cells that must all be equal: they add up to 0 or 72 or more, the total may be 18, 24 or 30.
    parts = [f"part {number}" for number in range(12)]
    cells = {"total": 24, **dict.fromkeys(parts, 2)}
    sums = [("total", parts), *((part, [parts[0]]) for part in parts[1:])]
    with pytest.raises(CannotRound, match="not even with one further step"):
        round_controlled(cells, sums, 6)


def test_a_count_stays_rounded_as_it_was_where_the_sums_allow_it():
    sums = [("total", ["a", "b", "c"])]
    assert round_controlled({"a": 2, "b": 2, "c": 2, "total": 6}, sums, earlier={"a": 0}).values["a"] == 0
    assert round_controlled({"a": 2, "b": 2, "c": 2, "total": 6}, sums, earlier={"a": 3}).values["a"] == 3
    # 1 + 1 + 1 are 3, so that not all can stay at 0; a rounding that was none is none to keep
    kept = round_controlled({"a": 1, "b": 1, "c": 1, "total": 3}, sums, earlier={"a": 0, "b": 0, "c": 0}).values
    assert sorted(kept[name] for name in "abc") == [0, 0, 3]
    assert round_controlled({"a": 1, "total": 1}, [("total", ["a"])], earlier={"a": 6}).values == {"a": 0, "total": 0}


def test_a_total_is_rounded_to_no_more_than_its_limit():
    cells, sums = {"total": 8, "a": 5, "b": 3}, [("total", ["a", "b"])]
    assert round_controlled(cells, sums).values["total"] == 9
    assert round_controlled(cells, sums, largest={"total": 9}).values["total"] == 9
    assert round_controlled(cells, sums, largest={"total": 8}).values == {"total": 6, "a": 3, "b": 3}


@given(parts=st.lists(st.integers(0, 40), min_size=1, max_size=10), left=st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_a_line_can_always_keep_a_limit_and_its_neighbours(parts, left):
    cells = {f"part {place}": count for place, count in enumerate(parts)}
    names, total = list(cells), sum(parts)
    rounded = round_controlled(
        cells | {"total": total}, [("total", names)], largest={"total": total + left, names[0]: parts[0]}
    )
    assert rounded.values["total"] <= total + left
    assert rounded.values[names[0]] <= parts[0]
    assert rounded.stepped == ()


@pytest.mark.parametrize("cell", [".".join(map(str, cell)) for cell in RING])
def test_a_limit_holds_for_what_goes_one_step_further_too(cell):
    cells, sums = with_totals((3, 2, 2), RING)
    rounded = round_controlled(cells, sums, 2, largest={cell: 1})
    assert rounded.stepped and is_additive(rounded.values, sums)
    assert rounded.values[cell] == 0
