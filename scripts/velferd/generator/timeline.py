"""Months and days of the simulated city: months are counted from 2004-01, days from 1970-01-01."""

from __future__ import annotations

import numpy as np

FIRST_YEAR, LAST_YEAR = 2004, 2024
MONTH_COUNT = 12 * (LAST_YEAR - FIRST_YEAR + 1)
#: First year and month of Fasit; Oskar goes on through that year.
FASIT_YEAR = 2016
FASIT_MONTH = 12 * (FASIT_YEAR - FIRST_YEAR)
#: No such day: later than any other.
NEVER = np.iinfo(np.int32).max


def month_index(year: int, month: int) -> int:
    return 12 * (year - FIRST_YEAR) + month - 1


def year_slice(year: int) -> slice:
    """The months of a year, as columns of a household × month matrix."""
    return slice(month_index(year, 1), month_index(year + 1, 1))


def day(text: str) -> int:
    return int(np.datetime64(text, "D").astype(np.int64))


def first_day(month: np.ndarray | int) -> np.ndarray:
    """First day of each month."""
    months = np.asarray(month, dtype=np.int64) + 12 * (FIRST_YEAR - 1970)
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)


def month_of(days: np.ndarray) -> np.ndarray:
    """The month each day lies in."""
    months = np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months - 12 * (FIRST_YEAR - 1970)


def anniversary(birth: np.ndarray, years: np.ndarray | int) -> np.ndarray:
    """The day a person reaches an age; who is born on 29 February does so on 1 March."""
    start = month_of(birth)
    return first_day(start + 12 * np.asarray(years)) + (birth - first_day(start))


def month_text(month: np.ndarray) -> np.ndarray:
    """YYYY-MM of each month."""
    months = np.asarray(month, dtype=np.int64) + 12 * (FIRST_YEAR - 1970)
    return np.datetime_as_string(months.astype("datetime64[M]"))
