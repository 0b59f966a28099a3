"""Over random tables: the audit never passes one from which trying everything finds an exact sensitive cell."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import duckdb
from disclosure_publication import Statistics
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from velferd.disclosure.audit import AuditResult, audit_publication

MOST_HIDDEN = 5


def audit(statistics: Statistics, hidden: set[str], text: str = ":") -> AuditResult:
    with duckdb.connect() as connection:
        statistics.publish(connection, hidden, text=text)
        return audit_publication(connection)


def agrees(result: AuditResult, statistics: Statistics, possible: dict[str, set[int]]) -> None:
    """Every interval is the brute force's, and what it finds about a sensitive cell is a finding."""
    by_cell = {cell.cell_id: cell for cell in result.cells}
    for cell_id, values in possible.items():
        assert (by_cell[cell_id].lower, by_cell[cell_id].upper) == (min(values), max(values))
        too_much = len(values) == 1 or max(values) < 4 or max(values) - min(values) < 3
        assert by_cell[cell_id].is_finding == (statistics.is_sensitive(cell_id) and too_much)
    exact = {cell_id for cell_id, values in possible.items() if len(values) == 1 and statistics.is_sensitive(cell_id)}
    assert exact <= {cell.cell_id for cell in result.findings}
    assert not (exact and result.holds)


@st.composite
def two_way_tables(draw) -> tuple[list[list[int]], list[tuple[int, int]], bool, bool, bool]:
    """Counts, hidden cells, whether these are printed as a range, whether zeros are, and whether column totals are."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    counts = draw(
        st.lists(
            st.one_of(
                st.just([0] * columns),
                st.lists(st.sampled_from([0, 1, 1, 2, 3, 4, 6, 9]), min_size=columns, max_size=columns),
            ),
            min_size=rows,
            max_size=rows,
        )
    )
    is_range, are_zeros_printed, is_down = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    lowest = 1 if are_zeros_printed or is_range else 0
    places = [
        (row, column)
        for row in range(rows)
        for column in range(columns)
        if counts[row][column] >= lowest and (not is_range or counts[row][column] <= 6)
    ]
    hidden = draw(st.lists(st.sampled_from(places), unique=True, max_size=MOST_HIDDEN)) if places else []
    return counts, hidden, is_range, are_zeros_printed, is_down


@given(two_way_tables())
@settings(max_examples=120, deadline=None)
def test_two_way_tables(table):
    counts, hidden, is_range, are_zeros_printed, is_down = table
    statistics = Statistics(are_zeros_printed=are_zeros_printed)
    names = {(row, column): f"{row}/{column}" for row, line in enumerate(counts) for column in range(len(line))}
    lines: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (row, column), name in names.items():
        statistics.cell(name, counts[row][column])
        lines[f"across {row}"].append((row, column))
        if is_down:
            lines[f"down {column}"].append((row, column))
    for total, places in lines.items():
        statistics.add_up(total, *(names[place] for place in places))
    statistics.show("1", *statistics.counts)

    # A small total is sensitive itself and printed: whether it may be is not asked here.
    statistics.known |= set(lines)
    result = audit(statistics, {names[place] for place in hidden}, "1–6" if is_range else ":")

    most = {place: statistics.counts[f"across {place[0]}"] for place in hidden}
    ranges = [
        range(1 if are_zeros_printed or is_range else 0, (6 if is_range else most[place]) + 1) for place in hidden
    ]
    possible: dict[str, set[int]] = defaultdict(set)
    for filling in product(*ranges):
        tried = dict(zip(hidden, filling, strict=True))
        if all(
            sum(tried.get((row, column), counts[row][column]) for row, column in places) == statistics.counts[total]
            for total, places in lines.items()
        ):
            for place, value in tried.items():
                possible[names[place]].add(value)
    agrees(result, statistics, possible)


@given(
    st.lists(st.sampled_from([0, 1, 2, 3, 5, 8, 13]), min_size=2, max_size=4),
    st.integers(0, 1),
    st.integers(0, 60),
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_shares_of_a_printed_total(parts, decimals, rest, data):
    counts = [*parts, rest]
    total = sum(counts)
    assume(total > 0)
    hidden = data.draw(st.sets(st.integers(0, len(counts) - 1), max_size=3))
    statistics = Statistics(are_zeros_printed=False)
    for index, count in enumerate(counts):
        statistics.cell(str(index), count)
    statistics.add_up("all", *map(str, range(len(counts))))
    statistics.show("1", "all")
    statistics.known.add("all")
    for index in range(len(counts)):
        statistics.share("2", str(index), "all", decimals=decimals)
    result = audit(statistics, {str(index) for index in hidden})

    half = 0.5 * 10.0**-decimals + 1e-9
    ranges = [
        range(total + 1)
        if index in hidden
        else [
            tried
            for tried in range(total + 1)
            if abs(100 * tried / total - round(100 * count / total, decimals)) <= half
        ]
        for index, count in enumerate(counts)
    ]

    def reachable(others: list[list[int] | range]) -> set[int]:
        sums = {0}
        for values in others:
            sums = {so_far + value for so_far in sums for value in values if so_far + value <= total}
        return sums

    watched = {index for index in range(len(counts)) if index in hidden or statistics.is_sensitive(str(index))}
    possible = {}
    for index in watched:
        left = reachable(ranges[:index] + ranges[index + 1 :])
        possible[str(index)] = {value for value in ranges[index] if total - value in left}
    agrees(result, statistics, possible)
