"""The printed figures that the city is calibrated to, read from the project's own copy of them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
CITY = "Oslo totalt"
PRINTED_YEARS = (2022, 2023, 2024)
#: Axes of the matrix of moves: rows are moved out of, columns moved into.
WAYS = ((0, "out"), (1, "in"))


def _rows(path: str) -> list[dict[str, str]]:
    with (SEEDS / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def codes(name: str, column: str = "code") -> tuple[str, ...]:
    """One column of a code list."""
    return tuple(row[column] for row in _rows(f"code_lists/{name}.csv"))


@cache
def bydeler() -> dict[str, str]:
    """Label by code of the bydeler that have a Nav office, in the order of the code list."""
    rows = _rows("code_lists/bydel_code.csv")
    return {row["code"]: row["label_nb"] for row in rows if row["has_nav_office"] == "true"}


@cache
def _figures() -> dict[tuple[str, ...], float]:
    keys = ("table_id", "measure", "year", "area", "category")
    return {tuple(row[k] for k in keys): float(row["value"]) for row in _rows("published/published_figures.csv")
            if row["value"]}  # fmt: skip


def printed(table: str, measure: str, year: int | str, area: str = CITY, category: str = "") -> float:
    """One printed figure; KeyError when it is not printed."""
    return _figures()[table, measure, str(year), area, category]


def printed_by_bydel(table: str, measure: str, year: int, category: str = "") -> np.ndarray:
    """A printed figure for each of the 15 bydeler."""
    return np.array([printed(table, measure, year, area, category) for area in bydeler().values()])


def printed_moves(year: int) -> np.ndarray:
    """Table 3.14 as a from × to matrix; hidden cells, printed "1–6", hold what the printed totals leave for them."""
    names = list(bydeler().values())
    figures = _figures()
    moves = np.array(
        [[0 if a == b else figures.get(("3.14", "moved", str(year), a, b), np.nan) for b in names] for a in names]
    )
    hidden = np.isnan(moves)
    left = [printed_by_bydel("3.14", f"moved_{way}_total", year) - np.nansum(moves, 1 - axis) for axis, way in WAYS]
    guess = np.where(hidden, 3.5, 0.0)
    for _ in range(100):
        for axis, _ in WAYS:
            sums = guess.sum(1 - axis)
            ratio = np.divide(left[axis], sums, out=np.ones_like(sums), where=sums > 0)
            guess = np.where(hidden, np.clip(guess * np.expand_dims(ratio, 1 - axis), 1, 6), 0)
    return np.where(hidden, guess, moves)


@cache
def _denominators() -> dict[tuple[str, str], float]:
    rows = _rows("published/implied_denominators.csv")
    return {(r["year"], r["area"]): (float(r["lo"]) + float(r["hi"])) / 2 for r in rows if r["from_table"] == "all+sum"}


def last_contact_by_bydel(year: int) -> np.ndarray:
    """Recipients by bydel of last contact, as the printed shares imply; they add up to the city's recipients."""
    counts = np.array([_denominators()[str(year), area] for area in bydeler().values()])
    return counts * printed("3.04", "recipients_year", year) / counts.sum()
