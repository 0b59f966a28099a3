"""What the audit reads out of a finished warehouse: every kind of figure, rule, vintage and verdict, and the report."""

from __future__ import annotations

import re

import click
import duckdb
import pytest
from disclosure_publication import Statistics, line
from velferd.disclosure.audit import AuditResult, audit_publication
from velferd.disclosure.audit_facts import years_compared
from velferd.disclosure.audit_report import write_disclosure_page
from velferd.disclosure.audit_rules import CellAudit, Verdict


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    with duckdb.connect() as opened:
        yield opened


def of(result: AuditResult, cell_id: str, kind: str = "count") -> CellAudit:
    (found,) = [cell for cell in result.cells if (cell.cell_id, cell.kind) == (cell_id, kind)]
    return found


def interval(result: AuditResult, cell_id: str, kind: str = "count") -> tuple[float | None, float | None]:
    cell = of(result, cell_id, kind)
    return cell.lower, cell.upper


def test_symbol_and_printed_zeros(connection):
    line(2, 9, 20).publish(connection, {"a", "b"})
    assert interval(audit_publication(connection), "a") == (1, 10)
    line(2, 9, 20, are_zeros_printed=False).publish(connection, {"a", "b"})
    assert interval(audit_publication(connection), "a") == (0, 11)


def test_label_is_its_range(connection):
    line(2, 5, 20).publish(connection, {"a", "b"}, text="1–6")
    assert interval(audit_publication(connection), "b") == (1, 6)


def test_a_label_that_is_not_true_is_a_contradiction_that_tells_no_count(connection):
    line(2, 977, 20).publish(connection, {"a", "b"}, text="1–6")
    with pytest.raises(click.ClickException, match="contradicts") as refused:
        audit_publication(connection)
    assert "977" not in refused.value.message


def test_a_zero_may_be_hidden_where_zeros_are_printed(connection):
    line(0, 2, 20).publish(connection, {"a", "b"})
    assert interval(audit_publication(connection), "a") == (0, 1)


def test_a_hidden_total(connection):
    line(2, 9, 20).publish(connection, {"a", "all"})
    assert interval(audit_publication(connection), "a") == (1, None)
    assert interval(audit_publication(connection), "all") == (30, None)


def test_a_cell_open_in_one_table_is_not_hidden_by_the_other(connection):
    statistics = line(2, 9, 20)
    statistics.figure("2 others 2024 Oslo a", "count", 2, ("count", "a"))
    statistics.publish(connection, {"a", "b"}, printed_all_the_same={"others"})
    result = audit_publication(connection)
    assert of(result, "a").verdict == Verdict.EXACT
    assert of(result, "a").tables == ("1", "2")


def test_only_cells_that_must_be_protected_stop_the_publication(connection):
    line(8, 9, 20).publish(connection, {"a"})
    result = audit_publication(connection)
    assert result.holds
    assert of(result, "a").verdict == Verdict.EXACT
    assert result.tables[0].exact == 1


@pytest.mark.parametrize(("decimals", "bounds"), [(0, (0, 5)), (1, (2, 2)), (2, (2, 2))])
def test_a_share_is_as_close_as_its_printed_decimals(connection, decimals, bounds):
    """2 of 1 000 is 0.2 %: printed 0 it may be none to 5, printed 0.2 it is 2."""
    statistics = Statistics()
    statistics.cell("few", 2)
    statistics.cell("base", 1000)
    statistics.show("1", "base")
    statistics.share("2", "few", "base", decimals=decimals)
    statistics.publish(connection)
    assert interval(audit_publication(connection), "few") == bounds


def test_a_share_hidden_with_its_base_does_not_tell_that_it_is_not_zero(connection):
    statistics = Statistics()
    for cell_id, count in {"few": 2, "base": 9, "other": 60}.items():
        statistics.cell(cell_id, count)
    statistics.add_up("all", "base", "other")
    statistics.show("1", "base", "other", "all")
    statistics.share("2", "few", "base")
    statistics.publish(connection, {"few"})
    assert interval(audit_publication(connection), "few") == (1, None)
    statistics.publish(connection, {"few", "base", "other"})
    assert interval(audit_publication(connection), "few") == (0, None)


def test_a_known_rest_may_be_negative(connection):
    """Somebody is counted in two classes: the parts are more than the total."""
    statistics = Statistics()
    for cell_id, count in {"a": 2, "b": 9}.items():
        statistics.cell(cell_id, count)
    statistics.cell("rest", -1, is_known=True)
    statistics.add_up("all", "a", "b", "rest")
    statistics.show("1", "a", "b", "all")
    statistics.publish(connection, {"a", "b"})
    assert interval(audit_publication(connection), "a") == (1, 10)


def test_a_share_of_an_unprinted_denominator(connection):
    """Half of something is one, two, three ...: nothing is known until the denominator is bounded elsewhere."""
    statistics = Statistics(are_zeros_printed=False)
    for cell_id, count in {"few": 3, "base": 6, "other": 60, "all": 66}.items():
        statistics.cell(cell_id, count)
    statistics.share("1", "few", "base")
    statistics.publish(connection)
    assert interval(audit_publication(connection), "few") == (0, None)
    statistics.add_up("all", "base", "other")
    statistics.show("2", "other", "all")
    statistics.publish(connection)
    assert interval(audit_publication(connection), "few") == (3, 3)


def test_a_known_rest(connection):
    statistics = Statistics()
    for cell_id, count in {"a": 2, "b": 9}.items():
        statistics.cell(cell_id, count)
    statistics.cell("rest", 3, is_known=True)
    statistics.add_up("all", "a", "b", "rest")
    statistics.show("1", "a", "b", "all")
    statistics.publish(connection, {"a"})
    result = audit_publication(connection)
    assert interval(result, "a") == (2, 2)
    assert "rest" not in {cell.cell_id for cell in result.cells}
    statistics.known.clear()
    statistics.publish(connection, {"a"})
    assert interval(audit_publication(connection), "a") == (1, 5)


def test_a_complement_that_no_table_prints_is_protected_too(connection):
    statistics = Statistics()
    for cell_id, count in {"with": 40, "without": 2}.items():
        statistics.cell(cell_id, count)
    statistics.add_up("all", "with", "without")
    statistics.show("1", "with", "all")
    statistics.publish(connection)
    (finding,) = audit_publication(connection).findings
    assert (finding.cell_id, finding.tables, finding.is_hidden) == ("without", (), False)
    assert "in no table" in finding.place


def test_controlled_rounding_leaves_two_up_or_down(connection):
    statistics = Statistics()
    for cell_id, count in {"a": 2, "b": 7, "c": 10}.items():
        statistics.cell(cell_id, count)
    statistics.add_up("all", "a", "b", "c")
    for cell_id, printed in {"a": 3, "b": 6, "c": 9, "all": 18}.items():
        statistics.figure(f"1 people 2024 Oslo {cell_id}", "rounded", printed, ("count", cell_id))
    statistics.publish(connection)
    assert interval(audit_publication(connection), "a") == (1, 5)
    # The exact total, printed elsewhere, is all that is needed to narrow what is rounded beside it.
    statistics.show("2", "all", "b", "c")
    statistics.publish(connection)
    assert of(audit_publication(connection), "a").verdict == Verdict.EXACT


def test_controlled_rounding_to_another_base(connection):
    statistics = Statistics()
    statistics.cell("a", 2)
    statistics.figure("1 people 2024 Oslo a", "rounded", 5, ("count", "a"))
    statistics.publish(connection)
    connection.execute("update intermediate.int_disclosure_figure_cells set rounding_base = 5")
    assert interval(audit_publication(connection), "a") == (1, 9)


def two_years(kind: str, change: str, value: float) -> Statistics:
    """2023 is printed, 2024 hidden among others, and the change between them is printed."""
    statistics = Statistics()
    statistics.cell("2023", 40)
    for cell_id, count in {"2024": 42, "small": 2, "large": 90}.items():
        statistics.cell(cell_id, count)
    statistics.add_up("all", "2024", "small", "large")
    for year in ("2023", "2024"):
        statistics.figure(f"1 people {year} Oslo -", "count", statistics.counts[year], ("count", year))
    statistics.show("2", "small", "large", "all")
    behind = (("count", "2024"), ("also", "2023"))
    statistics.figure(f"1 people{change} 2023-2024 Oslo -", kind, value, *behind)
    return statistics


@pytest.mark.parametrize("kind", ["change", "derived"])
@pytest.mark.parametrize(("change", "value"), [("_change", 2), ("_change_pct", 5)])
def test_a_printed_change_gives_the_hidden_year(connection, kind, change, value):
    statistics = two_years(kind, change, value)
    statistics.publish(connection, {"2024", "small"}, printed_all_the_same={f"people{change}"})
    result = audit_publication(connection)
    assert interval(result, "small") == (2, 2)
    assert of(result, "2024", "figure").verdict == Verdict.BESIDE_HIDDEN
    statistics.publish(connection, {"2024", "small"})
    assert audit_publication(connection).holds


def test_years_compared():
    assert years_compared("2023-2024") == ("2023", "2024")
    assert years_compared("2021-01/2022-04 - 2022-05/2024-12") == ("2021-01/2022-04", "2022-05/2024-12")
    assert years_compared("2024-12") is None


@pytest.mark.parametrize("kind", ["mean", "amount", "derived", "change"])
def test_what_follows_a_hidden_count_is_hidden(connection, kind):
    statistics = line(2, 19, 20)
    statistics.figure("2 beside 2024 Oslo b", kind, 7000, ("count", "b"), unit="nok")
    statistics.publish(connection, {"a", "b"}, printed_all_the_same={"beside"})
    result = audit_publication(connection)
    assert [(cell.cell_id, cell.verdict) for cell in result.findings] == [("b", Verdict.BESIDE_HIDDEN)]
    statistics.publish(connection, {"a", "b"})
    assert audit_publication(connection).holds


def test_a_mean_of_few(connection):
    statistics = line(9, 10, 20)
    for cell_id in "ab":
        statistics.figure(f"2 median_nok 2024 Oslo {cell_id}", "mean", 7000, ("count", cell_id), unit="nok")
    statistics.publish(connection)
    (finding,) = audit_publication(connection).findings
    assert (finding.cell_id, finding.verdict) == ("a", Verdict.TOO_FEW)
    assert audit_publication(connection, minimum_behind_mean=9).holds
    assert len(audit_publication(connection, minimum_behind_mean=11).findings) == 2


def money(counts: dict[str, int], amounts: dict[str, float], decimals: int = 0) -> Statistics:
    """Areas of a city; `amounts` may leave areas out, which then stand in no table of money."""
    statistics = Statistics()
    for cell_id, count in counts.items():
        statistics.cell(cell_id, count)
    statistics.add_up("city", *counts, dimension="area")
    statistics.show("people", *counts, "city")
    for cell_id, value in amounts.items():
        place = f"money paid_nok 2024 {cell_id} -"
        statistics.figure(place, "amount", value, ("count", cell_id), decimals=decimals, unit="nok")
    return statistics


def test_hidden_money_is_what_the_sum_leaves_within_rounding(connection):
    amounts = {"a": 41_000.0, "b": 299_400.0, "c": 500_600.0, "city": 841_000.0}
    money({"a": 2, "b": 9, "c": 20}, amounts, decimals=-3).publish(connection, {"a"})
    # 841 - 299 - 501 thousand, each to the nearest thousand.
    lower, upper = interval(audit_publication(connection), "a", "amount")
    assert lower == pytest.approx(39_500) and upper == pytest.approx(42_500)
    assert of(audit_publication(connection), "a", "amount").verdict == Verdict.TOO_NARROW


def test_money_known_within_a_tenth_is_too_close_and_beyond_it_is_not(connection):
    for unit, verdict in ((1000, Verdict.TOO_NARROW), (10_000, Verdict.OK)):
        decimals = -3 if unit == 1000 else -4
        amounts = {"a": 41_000.0, "b": 300_000.0, "c": 500_000.0, "city": 841_000.0}
        money({"a": 2, "b": 9, "c": 20}, amounts, decimals).publish(connection, {"a"})
        assert of(audit_publication(connection), "a", "amount").verdict == verdict


def test_money_of_an_area_without_a_figure_is_unknown(connection):
    amounts = {"a": 41_000.0, "b": 300_000.0, "city": 841_000.0}
    money({"a": 2, "b": 9, "c": 20}, amounts).publish(connection, {"a", "b"})
    assert interval(audit_publication(connection), "a", "amount") == (0, pytest.approx(841_000.5))


def test_money_of_a_known_rest_is_known(connection):
    statistics = money({"a": 2, "b": 9, "c": 20}, {"a": 41_000.0, "b": 300_000.0, "city": 841_000.0})
    statistics.known.add("c")
    statistics.publish(connection, {"a"})
    assert interval(audit_publication(connection), "a", "amount") == (pytest.approx(40_999), pytest.approx(41_001))


def test_money_is_divided_by_area_only(connection):
    statistics = line(2, 9, 20)
    for cell_id, value in {"a": 41_000, "b": 300_000, "c": 500_000, "all": 841_000}.items():
        statistics.amount("money", cell_id, value, area=cell_id)
    statistics.publish(connection, {"a", "b"})
    assert interval(audit_publication(connection), "a", "amount") == (0, None)


def test_what_was_printed_openly_cannot_be_called_back(connection):
    statistics = line(2, 9, 20)
    statistics.publish(connection, {"a", "b"})
    statistics.publish(connection, earlier="2023")
    result = audit_publication(connection)
    assert result.holds
    assert [cell.cell_id for cell in result.beyond_recall] == ["a"]


def test_an_old_leak_is_no_excuse_for_a_closer_one(connection):
    """Earlier, a was known to be 1 or 2; now it is told."""
    statistics = line(2, 1, 20)
    statistics.publish(connection, {"a"})
    statistics.publish(connection, {"a", "b"}, earlier="2023")
    result = audit_publication(connection)
    assert of(result, "a").verdict == Verdict.EXACT
    assert not result.holds


def test_a_corrected_count_is_another_number(connection):
    line(3, 8, 20).publish(connection, earlier="2023")
    line(2, 9, 20).publish(connection, {"a", "b"})
    result = audit_publication(connection)
    assert result.holds
    assert [cell.verdict for cell in result.cells if cell.cell_id == "a"] == [Verdict.OK, Verdict.NOT_CALLED_BACK]


@pytest.mark.parametrize("is_corrected", [False, True])
def test_two_vintages_of_an_amount(connection, is_corrected):
    """Old and new hide another area beside a; together they tell a, unless the money was corrected in between."""
    counts = {"a": 2, "b": 9, "c": 20}
    amounts = {"a": 41_000.0, "b": 300_000.0, "c": 500_000.0, "city": 841_000.0}
    old = amounts | {"c": 490_000.0, "city": 831_000.0} if is_corrected else amounts
    money(counts, amounts).publish(connection, {"a", "b"})
    before = money(counts, old)
    before.figures = [figure for figure in before.figures if figure.table_id == "money"]
    before.publish(connection, {"a", "c"}, earlier="2023")
    present = audit_publication(connection).cells
    amount = next(cell for cell in present if (cell.cell_id, cell.kind) == ("a", "amount"))
    assert amount.verdict == (Verdict.OK if is_corrected else Verdict.TOO_NARROW)


def test_how_much_is_hidden(connection):
    line(2, 5, 6, 20, 0).publish(connection, {"a", "d"})
    (table,) = audit_publication(connection).tables
    assert (table.figures, table.hidden, table.hidden_sensitive, table.hidden_for_others) == (6, 2, 1, 1)
    assert table.below_seven == 3
    assert table.widths == (20, 20)
    line(2, 5, 6, 20, 0, are_zeros_printed=False).publish(connection, {"a", "d"})
    (table,) = audit_publication(connection).tables
    assert table.below_seven == 4


def test_the_failure_names_table_cells_and_rule_and_no_count(connection):
    statistics = line(3, 777, 888)
    statistics.publish(connection, {"a"})
    with pytest.raises(click.ClickException) as refused:
        audit_publication(connection).require()
    message = refused.value.message
    assert "table 1, 2024, Oslo, a, count: exact (must be possible to be 4 or more, and at least 3 wide)" in message
    assert not re.search(r"777|888|1668", message)
    assert "wider classes (seeds/code_lists/*_class_code.csv), or a rule of their own (seeds/publication/" in message
    statistics.publish(connection, {"a", "b"})
    audit_publication(connection).require()


def test_many_findings_are_cut_short(connection):
    statistics = Statistics()
    for number in range(30):
        statistics.cell(f"cell {number}", 1)
    statistics.show("1", *statistics.counts)
    statistics.publish(connection)
    with pytest.raises(click.ClickException, match="and 10 more"):
        audit_publication(connection).require()


def test_the_report_shows_places_and_widths_and_no_count(connection, tmp_path):
    statistics = line(3, 777, 888)
    statistics.show("<b>", "a")
    statistics.publish(connection, {"a"})
    page = write_disclosure_page(audit_publication(connection), tmp_path / "report").read_text(encoding="utf-8")
    assert "1 figures must not go out" in page and "&lt;b&gt;" in page
    assert not re.search(r"777|888|1668", page)
    statistics.publish(connection, {"a", "b"})
    page = write_disclosure_page(audit_publication(connection), tmp_path / "report").read_text(encoding="utf-8")
    assert "Nothing that must be protected can be worked out" in page


def test_reading_is_the_same_whatever_the_order_of_rows(connection):
    statistics = line(2, 9, 20, 3, 4)
    statistics.publish(connection, {"a", "d"})
    first = audit_publication(connection)
    for relation in (
        "marts.published_report_figures",
        "intermediate.int_disclosure_cells",
        "intermediate.int_disclosure_sums",
    ):
        rows = connection.sql(f"from {relation}").fetchall()
        connection.execute(f"truncate {relation}")
        connection.executemany(f"insert into {relation} values ({', '.join('?' for _ in rows[0])})", rows[::-1])
    assert audit_publication(connection) == first
