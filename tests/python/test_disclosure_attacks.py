"""Attacks on a publication: each is found when only the sensitive cells are hidden, and fails after suppression."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest
from disclosure_publication import Statistics, line
from velferd.disclosure.audit import AuditResult, audit_publication
from velferd.disclosure.suppression import suppress


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    with duckdb.connect() as opened:
        yield opened


def hidden_by_suppression(statistics: Statistics, **earlier) -> set[str]:
    system = statistics.system(**earlier)
    return {decision.cell_id for decision in suppress(system, 10) if decision.status != "open"}


def attacked_cells(result: AuditResult, kind: str = "count") -> set[str]:
    return {cell.cell_id for cell in result.findings if cell.kind == kind}


def line_of_one() -> Statistics:
    """One small cell, hidden alone beside its total."""
    return line(2, 8, 12, 20)


def singletons() -> Statistics:
    """Two cells of one person each: both are hidden, and both are known, because neither can be none."""
    return line(1, 1, 9, 15)


def shared_margin() -> Statistics:
    """Two tables divide the same people; each has two hidden cells, and together they leave one value."""
    statistics = Statistics()
    for cell_id, count in {"young-poor": 2, "young-rich": 3, "old-poor": 9, "old-rich": 9, "x": 30, "y": 40}.items():
        statistics.cell(cell_id, count)
    statistics.add_up("young", "young-poor", "young-rich")
    statistics.add_up("old", "old-poor", "old-rich")
    statistics.add_up("poor", "young-poor", "old-poor", "x")
    statistics.add_up("rich", "young-rich", "old-rich", "y")
    statistics.show("by-age", "young-poor", "young-rich", "young", "old-poor", "old-rich", "old")
    statistics.show("by-means", "poor", "x", "rich", "y")
    return statistics


def share_and_denominator() -> Statistics:
    """The count is printed nowhere, its share is: in the other table stands what it is a share of."""
    statistics = Statistics()
    for cell_id, count in {"few": 3, "some": 11, "rest": 50}.items():
        statistics.cell(cell_id, count)
    statistics.add_up("all", "few", "some", "rest")
    statistics.show("denominators", "all")
    for cell_id in ("few", "some", "rest"):
        statistics.share("shares", cell_id, "all")
    return statistics


def test_tables_that_share_a_margin_are_each_safe_alone(connection):
    for table_id in ("by-age", "by-means"):
        statistics = shared_margin()
        statistics.figures = [figure for figure in statistics.figures if figure.table_id == table_id]
        statistics.publish(connection, statistics.sensitive)
        assert audit_publication(connection).holds


@pytest.mark.parametrize("make", [line_of_one, singletons, shared_margin])
def test_attack_on_hidden_counts(connection, make: Callable[[], Statistics]):
    statistics = make()
    statistics.publish(connection, statistics.sensitive)
    assert attacked_cells(audit_publication(connection)) == statistics.sensitive
    hidden = hidden_by_suppression(statistics)
    statistics.publish(connection, hidden)
    result = audit_publication(connection)
    assert result.holds
    assert not [cell for cell in result.cells if cell.lower == cell.upper]


def test_share_and_denominator(connection):
    statistics = share_and_denominator()
    statistics.publish(connection)
    assert attacked_cells(audit_publication(connection)) == {"few"}
    # Hidden alone, it is what the other shares leave.
    statistics.publish(connection, {"few"})
    assert attacked_cells(audit_publication(connection)) == {"few"}
    hidden = hidden_by_suppression(statistics, never_hidden={"all"})
    statistics.publish(connection, hidden)
    assert audit_publication(connection).holds


def count_and_money() -> Statistics:
    """Money by area beside its recipients."""
    statistics = Statistics()
    for cell_id, count in {"a": 2, "b": 9, "c": 14}.items():
        statistics.cell(cell_id, count)
    statistics.add_up("city", "a", "b", "c", dimension="area")
    statistics.show("people", "a", "b", "c", "city")
    money = {"a": 40_000, "b": 250_000, "c": 400_000}
    for cell_id, value in (money | {"city": sum(money.values())}).items():
        statistics.amount("money", cell_id, value, area=cell_id)
    return statistics


def test_count_and_money(connection):
    statistics = count_and_money()
    hidden = hidden_by_suppression(statistics)
    assert len(hidden) == 2
    # The counts are safe, and the money is printed all the same.
    statistics.publish(connection, hidden, printed_all_the_same={"paid_nok"})
    result = audit_publication(connection)
    assert not attacked_cells(result)
    assert attacked_cells(result, "amount") == {"a"}
    assert attacked_cells(result, "figure") == hidden
    # The money of the hidden count is hidden alone: it is what the other areas leave of the city's.
    statistics.publish(connection, {"a"})
    assert attacked_cells(audit_publication(connection), "amount") == {"a"}
    statistics.publish(connection, hidden)
    assert audit_publication(connection).holds


@pytest.mark.parametrize(("left", "is_found"), [(0, False), (1, True), (3, True), (4, False)])
def test_what_printed_parts_leave_of_a_printed_whole(connection, left, is_found):
    """Printed nowhere, and it need not be."""
    statistics = Statistics()
    for cell_id, count in {"known": 90, "others": 30, "unknown": left}.items():
        statistics.cell(cell_id, count)
    statistics.add_up("all", "known", "others", "unknown")
    statistics.show("1", "known", "others", "all")
    statistics.publish(connection)
    assert attacked_cells(audit_publication(connection)) == ({"unknown"} if is_found else set())
    hidden = hidden_by_suppression(statistics, never_hidden={"all"})
    assert hidden - {"unknown"} == ({"others"} if is_found else set())
    statistics.publish(connection, hidden)
    assert audit_publication(connection).holds


def vintages(*counts: int) -> Statistics:
    statistics = Statistics()
    for cell_id, count in zip("abcd", counts, strict=True):
        statistics.cell(cell_id, count)
    statistics.add_up("all", *"abcd")
    statistics.show("1", *"abcd", "all")
    return statistics


def test_two_vintages_of_one_figure(connection):
    statistics = vintages(2, 9, 12, 20)
    # Each hides another cell beside the sensitive one, and is safe alone.
    for hidden in ({"a", "b"}, {"a", "c"}):
        statistics.publish(connection, hidden)
        assert audit_publication(connection).holds
    statistics.publish(connection, {"a", "b"}, earlier="2024-01")
    result = audit_publication(connection)
    assert attacked_cells(result) == {"a"}
    assert not result.beyond_recall
    hidden = hidden_by_suppression(statistics, never_hidden={"c", "d", "all"}, always_hidden={"a", "b"})
    assert hidden == {"a", "b"}
    statistics.publish(connection, hidden)
    assert audit_publication(connection).holds
