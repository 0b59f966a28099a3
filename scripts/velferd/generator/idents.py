"""Synthetic national identity numbers: month + 80, valid check digits, unique in the whole city."""

from __future__ import annotations

import click
import numpy as np

#: Births from this day on; idents are handed out from this many days.
FIRST_BIRTH = int(np.datetime64("1900-01-01", "D").astype(int))
DAYS = int(np.datetime64("2030-01-01", "D").astype(int)) - FIRST_BIRTH
SLOTS = 250  # individual numbers per birth date and sex that are used
FIRST_WEIGHTS = np.array([3, 7, 6, 1, 8, 9, 4, 5, 2])
SECOND_WEIGHTS = np.array([5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
D_NUMBER, SYNTHETIC = 40, 80  # added to the day and to the month


class IdentRegister:
    """Hands out idents, each once, over all blocks of a city."""

    def __init__(self) -> None:
        # Next unused slot by birth date, sex and kind of number.
        self._next = np.zeros((DAYS, 2, 2), np.int16)

    def draw(self, birth: np.ndarray, is_woman: np.ndarray, is_d_number: np.ndarray) -> np.ndarray:
        """One new ident per person, as integer (leading zeros are added when it is written).

        Raises click.ClickException when a birth date has no ident left.
        """
        if not len(birth):
            return np.empty(0, np.int64)
        group = ((birth - FIRST_BIRTH).astype(np.int64) * 2 + is_woman) * 2 + is_d_number
        order = np.argsort(group, kind="stable")
        groups, start, size = np.unique(group[order], return_index=True, return_counts=True)
        rank = np.arange(len(order)) - np.repeat(start, size)

        used = self._next.reshape(-1)[groups]
        # A sixth of all numbers has no valid check digits; take enough to have one for everybody.
        window = int(size.max()) * 2 + 12
        slot = used[:, None] + np.arange(window)
        days, rest = np.divmod(groups, 4)
        ident, is_valid = _complete(days + FIRST_BIRTH, rest // 2, rest % 2, slot)
        is_valid &= slot < SLOTS
        if (is_valid.sum(axis=1) < size).any():
            raise click.ClickException("No synthetic idents are left for a birth date: generate a smaller scale.")
        offered = np.cumsum(is_valid, axis=1) - 1
        row = np.repeat(np.arange(len(groups)), size)
        column = (offered[row] < rank[:, None]).sum(axis=1)
        self._next.reshape(-1)[groups] = used + np.maximum.reduceat(column, start) + 1
        result = np.empty(len(order), np.int64)
        result[order] = ident[row, column]
        return result


def _complete(day: np.ndarray, is_woman: np.ndarray, is_d_number: np.ndarray, slot: np.ndarray) -> tuple:
    """Idents for groups × slots, and whether their check digits exist."""
    date = day.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    year = date.astype("datetime64[Y]").astype(int) + 1970
    day_number = (date - month).astype(int) + 1 + D_NUMBER * is_d_number
    month_number = month.astype(int) % 12 + 1 + SYNTHETIC
    # 000-499 is for births before 2000, 500-999 for later ones; even numbers are women's.
    individual = np.where(year >= 2000, 500, 0)[:, None] + 2 * slot + (1 - is_woman)[:, None]
    front = (day_number * 10_000 + month_number * 100 + year % 100)[:, None] * 1000 + np.minimum(individual, 999)
    digits = [front // 10**power % 10 for power in range(8, -1, -1)]
    first = -sum(w * d for w, d in zip(FIRST_WEIGHTS, digits, strict=True)) % 11
    second = -sum(w * d for w, d in zip(SECOND_WEIGHTS, [*digits, first], strict=True)) % 11
    return front * 100 + first * 10 + second, (first < 10) & (second < 10)
