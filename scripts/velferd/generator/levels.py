"""Recipients a month: a smooth curve through the yearly averages."""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.timeline import FIRST_YEAR, LAST_YEAR, MONTH_COUNT

#: Where no average is printed: Oskar and early Fasit.
MONTHLY_LEVEL = {
    2004: 9100, 2005: 9150, 2006: 8900, 2007: 8450, 2008: 8150, 2009: 8450, 2010: 8600, 2011: 8550, 2012: 8500,
    2013: 8650, 2014: 8800, 2015: 8950, 2016: 9150, 2017: 9160, 2018: 9130, 2019: 8800,
}  # fmt: skip


def monthly_level(year: int) -> float:
    """Recipients a month on average in a year: printed where it is, else plausible."""
    if year in MONTHLY_LEVEL:
        return MONTHLY_LEVEL[year]
    return published.printed("web" if year < published.PRINTED_YEARS[0] else "3.04", "recipients_month_avg", year)


def monthly_levels() -> np.ndarray:
    """Recipients of each month: smooth between years, with a little season, and with each year's average."""
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    average = np.array([monthly_level(year) for year in years], float)
    middle = average.copy()
    season = 1 + 0.015 * np.cos(2 * np.pi * (np.arange(12) - 4.5) / 12) + np.where(np.arange(12) == 6, -0.02, 0)
    for _ in range(20):
        curve = np.interp(np.arange(MONTH_COUNT), 12 * np.arange(len(years)) + 5.5, middle)
        # The last half-year goes on as the year before it did.
        tail = np.arange(MONTH_COUNT - 6, MONTH_COUNT)
        curve[tail] += (middle[-1] - middle[-2]) / 12 * np.arange(1, 7)
        levels = curve * np.tile(season, len(years))
        middle *= average / levels.reshape(-1, 12).mean(axis=1)
    return levels
