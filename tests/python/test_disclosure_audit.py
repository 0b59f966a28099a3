"""The attacker's arithmetic: intervals against brute force, and the printed table 3.14."""

from __future__ import annotations

import csv
import math
import random
from itertools import product
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from velferd.cli import main
from velferd.disclosure import audit_solver
from velferd.disclosure.audit_intervals import Contradiction, Interval
from velferd.disclosure.audit_knowledge import Knowledge
from velferd.disclosure.audit_table import audit_table, label_range

PRINTED = Path(__file__).parents[2] / "seeds" / "published" / "published_figures.csv"


def line(total: int, parts: int, lowest: int = 0) -> Knowledge:
    knowledge = Knowledge()
    for number in ("total", *range(parts)):
        knowledge.add(number)
        knowledge.narrow(number, lowest)
    knowledge.narrow("total", total, total)
    knowledge.add_up("total", range(parts))
    return knowledge


def test_one_unknown_part_is_exact():
    assert line(7, 1).intervals([0])[0].integer == Interval(7, 7)


def test_two_unknown_parts_share_what_is_left():
    assert line(7, 2, lowest=1).intervals([0])[0].integer == Interval(1, 6)


def test_two_singletons_are_exact_where_zeros_are_printed():
    assert line(2, 2, lowest=1).intervals([1])[1].is_exact


def test_nothing_known_has_no_end():
    knowledge = Knowledge()
    for number in ("a", "b", "c", "d"):
        knowledge.add(number)
    knowledge.add_up("a", ["b", "c"])
    knowledge.add_up("a", ["b", "d"])
    known = knowledge.intervals("abcd")
    assert all(each.integer == each.lp == Interval(0, math.inf) for each in known.values())


def test_a_number_in_no_relation_keeps_its_own_limits():
    knowledge = Knowledge()
    knowledge.add("a")
    knowledge.narrow("a", 0.4, 6.7)
    assert knowledge.intervals(["a"])["a"].integer == Interval(1, 6)


def test_persons_counted_whole_tell_more_than_fractions():
    """2a + 2b = c + 1: c is odd, and a is no half."""
    knowledge = Knowledge()
    for number in "abc":
        knowledge.add(number)
        knowledge.narrow(number, 0, 5)
    knowledge.relate({"a": 2, "b": 2, "c": -1}, 1, 1)
    knowledge.relate({"a": 1, "b": -1}, 0, 1)
    known = knowledge.intervals("abc")
    assert known["c"].lp == Interval(0, 5)
    assert known["c"].integer == Interval(1, 5)
    assert known["a"].integer == Interval(1, 2)


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_parts_that_cannot_reach_the_total_are_a_contradiction(parts):
    knowledge = line(7, parts)
    for part in range(parts):
        knowledge.narrow(part, 0, 2)
    with pytest.raises(Contradiction):
        knowledge.intervals([0])


def test_linked_sums_that_cannot_both_hold_are_a_contradiction():
    knowledge = Knowledge()
    for number in "abcd":
        knowledge.add(number)
    knowledge.narrow("c", 5, 6)
    knowledge.narrow("d", 8, 9)
    knowledge.add_up("c", "ab")
    knowledge.add_up("d", "ab")
    with pytest.raises(Contradiction) as contradiction:
        knowledge.intervals("a")
    assert set(contradiction.value.numbers) == set("abcd")


def test_lines_without_the_solver_agree_with_the_solver(monkeypatch):
    generator = random.Random(5)
    for _ in range(50):
        knowledge = Knowledge()
        members = range(generator.randint(2, 6))
        for number in members:
            knowledge.add(number)
            lower = generator.randint(0, 3)
            knowledge.narrow(number, lower, generator.choice([math.inf, lower + generator.randint(1, 6)]))
        knowledge.relate({number: generator.choice([1, -1]) for number in members}, -1, generator.choice([2, math.inf]))
        answers = []
        for is_line in (audit_solver.is_line, lambda component: False):
            with monkeypatch.context() as patch:
                patch.setattr(audit_solver, "is_line", is_line)
                try:
                    answers.append(knowledge.intervals(members))
                except Contradiction:
                    answers.append(None)
        assert answers[0] == answers[1]


def random_facts(generator: random.Random) -> tuple[int, list[tuple[dict[int, float], float, float]], list[Interval]]:
    """Three to five whole numbers up to 7, and facts about them that one filling at least fulfils."""
    size = generator.randint(3, 5)
    truth = [generator.choice([0, 1, 1, 2, 3, 5, 7]) for _ in range(size)]
    limits = [Interval(generator.choice([0, min(1, value)]), 7) for value in truth]
    relations = []
    for _ in range(generator.randint(2, 4)):
        chosen = generator.sample(range(size), generator.randint(2, size))
        if generator.random() < 0.6:
            weights = {number: 1.0 for number in chosen}
        else:
            weights = {number: generator.choice([1.0, -1.0, 2.5, -3.7, 100.0]) for number in chosen}
        value = sum(weight * truth[number] for number, weight in weights.items())
        slack = generator.choice([0, 0, 0, 0.5, 2.0])
        relations.append((weights, value - slack, value + slack))
    return size, relations, limits


@pytest.mark.parametrize("seed", range(60))
def test_intervals_equal_brute_force(seed):
    size, relations, limits = random_facts(random.Random(seed))
    knowledge = Knowledge()
    for number, limit in enumerate(limits):
        knowledge.add(number)
        knowledge.narrow(number, limit.lower, limit.upper)
    for relation in relations:
        knowledge.relate(*relation)
    fillings = [
        filling
        for filling in product(*(range(int(limit.lower), int(limit.upper) + 1) for limit in limits))
        if all(
            lower - 1e-7 <= sum(weight * filling[number] for number, weight in weights.items()) <= upper + 1e-7
            for weights, lower, upper in relations
        )
    ]
    known = knowledge.intervals(range(size))
    for number in range(size):
        values = [filling[number] for filling in fillings]
        assert known[number].integer == Interval(min(values), max(values))
        assert known[number].lp.lower <= min(values) and known[number].lp.upper >= max(values)


def test_the_printed_table_of_moves():
    (audited,) = audit_table(PRINTED, "3.14", "moved", "moved_out_total", "moved_in_total")
    found = [len(cells) for cells in (audited.cells, audited.exact, audited.narrow, audited.excluding)]
    assert found == [47, 6, 13, 17]
    assert audited.solvers_agree


def test_the_command_says_so_and_names_no_cell():
    result = CliRunner().invoke(main, ["audit-table", str(PRINTED), "--table", "3.14"])
    assert result.exit_code == 0
    for words in ("47 hidden", "6 exact", "13 narrower than three", "17 excluding", "intervals agree"):
        assert words in result.output
    assert "Ullern" not in result.output


def test_label_range():
    assert label_range("1–6") == label_range("1-6") == (1, 6)
    assert label_range(":") is None and label_range("16") is None and label_range(None) is None


HEADER = ["table_id", "measure", "year", "area", "category", "value", "printed"]


def table_file(folder: Path, *rows: str, header: list[str] = HEADER) -> Path:
    """Rows like "cells 2023 a x 4"; a word that is no number is printed in place of a hidden value."""
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            measure, year, area, category, printed = row.split()
            value = printed if printed.lstrip("-").replace(".", "").isdigit() else ""
            writer.writerow(["t", measure, year, area, category.replace(".", ""), value, printed])
    return path


def audit(path: Path, **options):
    return audit_table(path, "t", "n", "across", "down", **options)


def test_a_table_without_column_totals_each_year_on_its_own(tmp_path):
    rows = [f"{measure} {year} {rest}" for year in (2022, 2023) for measure, rest in (("n", "a x 1-6"), ("n", "a y 4"))]
    path = table_file(tmp_path, *rows, "across 2022 a . 6")
    first, second = audit(path)
    assert [cell.known.integer for cell in first.cells] == [Interval(2, 2)]
    assert [cell.known.integer for cell in second.cells] == [Interval(1, 6)]
    assert len(first.excluding) == 1 and not second.excluding
    assert [audited.year for audited in audit(path, year="2023")] == ["2023"]


def test_a_total_of_all_makes_up_for_a_hidden_total(tmp_path):
    rows = ["n 2024 a x :", "n 2024 a y 2", "n 2024 b x 3", "n 2024 b y 4", "across 2024 a . :", "across 2024 b . 7"]
    (audited,) = audit(table_file(tmp_path, *rows))
    assert not audited.exact
    (audited,) = audit(table_file(tmp_path, *rows, "across 2024 Oslo . 14"))
    assert [cell.known.integer for cell in audited.cells] == [Interval(5, 5)]


@pytest.mark.parametrize(("third", "lowest"), [("0", 1), ("5", 0)])
def test_a_printed_zero_says_that_hidden_cells_are_none(tmp_path, third, lowest):
    total = 6 + int(third)
    path = table_file(tmp_path, "n 2024 a x :", "n 2024 a y :", f"n 2024 a z {third}", f"across 2024 a . {total}")
    (audited,) = audit(path)
    assert {cell.known.integer for cell in audited.cells} == {Interval(lowest, 6 - lowest)}


def test_totals_only_has_nothing_to_audit(tmp_path):
    with pytest.raises(click.ClickException, match="no figures of measure n in table t"):
        audit(table_file(tmp_path, "across 2024 a . 6"))


@pytest.mark.parametrize("value", ["-2", "2.5"])
def test_what_is_no_count_is_refused(tmp_path, value):
    with pytest.raises(click.ClickException, match="is no count"):
        audit(table_file(tmp_path, f"n 2024 a x {value}"))


def test_a_file_without_the_columns_is_refused(tmp_path):
    with pytest.raises(click.ClickException, match="no column printed"):
        audit(table_file(tmp_path, header=HEADER[:-1]))


def test_figures_that_contradict_each_other_are_named(tmp_path):
    path = table_file(tmp_path, "n 2024 a x 1-6", "n 2024 a y 4", "across 2024 a . 30")
    with pytest.raises(click.ClickException, match="Table t, 2024"):
        audit(path)
