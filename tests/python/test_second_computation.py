"""The marts of the generated city, dirt and all, against a second computation that shares no code with the first.

Counts and amounts must be equal, floating-point columns within 1e-9. The second computation itself answers to the
hand-written delivery, whose answers test_hand_written.py holds the warehouse to.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from conftest import HAND_WRITTEN, PROJECT
from second_computation.city import City
from second_computation.marts import Cell, Marts, marts, spells

CODE_LISTS = PROJECT / "seeds" / "code_lists"
EXPECTED = HAND_WRITTEN.parent / "expected"
BY_BYDEL = ("calendar_year", "bydel_code")
KEYS = {
    "recipients_by_bydel": BY_BYDEL,
    "duration_by_bydel": (*BY_BYDEL, "duration_class_code"),
    "moves_matrix": ("calendar_year", "from_bydel_code", "to_bydel_code"),
    "moves_by_bydel": BY_BYDEL,
    "full_supplementary_aid": BY_BYDEL,
    "characteristics_by_bydel": BY_BYDEL,
    "amounts_per_recipient": BY_BYDEL,
}
SPELL = "first_month, last_month, receipt_month_count, gap_month_count"
RELATIVE_TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def city(demo) -> City:
    return City(demo.extracts, CODE_LISTS)


@pytest.fixture(scope="module")
def computed(city: City) -> Marts:
    return marts(city)


@pytest.fixture(scope="module")
def hand_written() -> City:
    return City(HAND_WRITTEN, CODE_LISTS)


@pytest.mark.parametrize("mart", KEYS)
def test_every_cell_is_the_same_when_computed_a_second_time(demo, computed: Marts, mart: str) -> None:
    found = differences(demo.warehouse, mart, computed[mart])
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:50])


def test_spells_are_the_same_when_computed_a_second_time(demo, city: City) -> None:
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        ours = Counter(connection.sql(f"select {SPELL} from marts.duration_spells").fetchall())
    assert ours == spells(city)


@pytest.mark.parametrize("mart", KEYS)
def test_second_computation_gives_the_answers_worked_out_by_hand(hand_written: City, mart: str) -> None:
    computed = marts(hand_written)[mart]
    unlisted = dict(computed)
    for record in _expected(mart):
        key = tuple(record[column] for column in KEYS[mart])
        row = unlisted.pop(key)
        assert row == {column: Fraction(record[column]) if record[column] else None for column in row}, key
    filled = {key for key, row in unlisted.items() if any(row[c] for c in row if c.endswith("recipient_count"))}
    assert not filled


def test_second_computation_gives_the_spells_worked_out_by_hand(hand_written: City) -> None:
    by_hand = Counter(
        (
            date.fromisoformat(record["first_month"]),
            date.fromisoformat(record["last_month"]),
            int(record["receipt_month_count"]),
            int(record["gap_month_count"]),
        )
        for record in _expected("duration_spells")
    )
    assert spells(hand_written) == by_hand


def test_comparison_finds_one_cell_that_is_wrong(demo, computed: Marts) -> None:
    rows = {key: dict(row) for key, row in computed["recipients_by_bydel"].items()}
    rows["2024", "030101"]["recipient_count"] += 1
    rows["2024", "030102"]["recipient_month_average"] *= Fraction(10**8 + 1, 10**8)
    assert len(differences(demo.warehouse, "recipients_by_bydel", rows)) == 2


def differences(warehouse: Path, mart: str, computed: dict[tuple[str, ...], dict[str, Cell]]) -> list[str]:
    """Every cell, row or column in which the mart and the second computation do not agree."""
    lines = []
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        relation = connection.sql(f"from marts.{mart}")
        records = [dict(zip(relation.columns, record, strict=True)) for record in relation.fetchall()]
    actual = {tuple(str(record[column]) for column in KEYS[mart]): record for record in records}
    assert len(actual) == len(records), f"{mart}: a key stands twice"
    for key in sorted(actual.keys() | computed.keys()):
        if key not in actual or key not in computed:
            lines.append(f"{key}: only in {'the second computation' if key in computed else 'the mart'}")
            continue
        lines += [
            f"{key} {column}: {value} computed, {actual[key][column]} in the mart"
            for column, value in computed[key].items()
            if not _same(value, actual[key][column])
        ]
    return lines


def _same(computed: Cell, actual: object) -> bool:
    if computed is None or actual is None:
        return computed is actual
    if isinstance(actual, float):
        return math.isclose(computed, actual, rel_tol=RELATIVE_TOLERANCE)
    return computed == Fraction(actual)


def _expected(mart: str) -> list[dict[str, str]]:
    with (EXPECTED / f"{mart}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
