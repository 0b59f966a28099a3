"""Synthetic national identity numbers: month + 80, valid check digits, unique in the whole city."""

from __future__ import annotations

import click
import numpy as np

#: Births from this day on; idents are handed out from this many days.
FIRST_BIRTH = int(np.datetime64("1900-01-01", "D").astype(int))
DAYS = int(np.datetime64("2030-01-01", "D").astype(int)) - FIRST_BIRTH
SLOTS = 250  # individual numbers per birth date and sex that are used
#: From a birth date and kind of number that has none left to the next to be tried, in half dates; coprime with twice
#: DAYS, so that all of them are.
SHIFT = 10_007
NONE = -1
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

        Where a birth date has none left, a person has one of the other kind and of another date, which nothing reads
        from it: cities of more than some 60 times Oslo need that. Raises click.ClickException when no date has any.
        """
        ident = np.full(len(birth), NONE, np.int64)
        place = (birth - FIRST_BIRTH).astype(np.int64) * 2 + is_d_number
        for _ in range(2 * DAYS):
            rows = np.flatnonzero(ident == NONE)
            if not len(rows):
                return ident
            date, kind = np.divmod(place[rows], 2)
            ident[rows] = self._hand_out((date * 2 + is_woman[rows]) * 2 + kind)
            place = (place + SHIFT) % (2 * DAYS)
        raise click.ClickException("No synthetic idents are left: generate a smaller scale.")

    def _hand_out(self, group: np.ndarray) -> np.ndarray:
        """One new ident per person of a group (date, sex and kind), NONE from where the group's are used up."""
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
        offered = np.cumsum(is_valid, axis=1) - 1
        row = np.repeat(np.arange(len(groups)), size)
        column = (offered[row] < rank[:, None]).sum(axis=1)
        is_there = column < window
        column = np.minimum(column, window - 1)
        self._next.reshape(-1)[groups] = np.minimum(used + np.maximum.reduceat(column, start) + 1, SLOTS)
        result = np.empty(len(order), np.int64)
        result[order] = np.where(is_there, ident[row, column], NONE)
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
