"""How much each household gets in each month: yearly sums distributed as figure 3.2, adding up to table 3.2."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from velferd.generator import published
from velferd.generator.timeline import FASIT_YEAR, LAST_YEAR

#: Average per recipient and month where neither report nor web prints it.
EARLIER_AVERAGE = {2016: 11_750, 2017: 12_000, 2018: 12_250, 2019: 12_500}
FITTING_ROUNDS = 14
#: How fast the bydeler's tilts follow their first quartiles, and how close is close enough: more than that takes the
#: other quartiles away from theirs.
TILT_STEP, CLOSE = 0.35, 0.04
OPEN_CLASS = 250_000.0


@cache
def _distribution() -> tuple[PchipInterpolator, float, float]:
    """Quantiles of the yearly sum (log kr) up to the open class, where that begins, and the mean excess within it."""
    table, year = "fig3.02", LAST_YEAR
    recipients = published.printed(table, "recipients_year", year)
    below = published.printed("text", "recipients_paid_under_5000", year) / recipients
    above = published.printed("text", "recipients_paid_over_250000", year) / recipients
    quartile = [
        published.printed(table, f"gross_paid_per_recipient_year_{q}_nok", year) for q in ("q1", "median", "q3")
    ]
    mean = published.printed(table, "gross_paid_per_recipient_year_mean_nok", year)
    points = [0.0, below / 3, below, 0.25, 0.5, 0.75, 1 - above]
    body = PchipInterpolator(points, np.log([400.0, 2200.0, 5000.0, *quartile, OPEN_CLASS]))
    grid = (np.arange(20_000) + 0.5) / 20_000 * (1 - above)
    excess = (mean - np.exp(body(grid)).mean() * (1 - above)) / above - OPEN_CLASS
    return body, 1 - above, excess


def yearly_sums(rank: np.ndarray) -> np.ndarray:
    """The yearly sum in the last printed year at each rank between 0 and 1."""
    body, opens, excess = _distribution()
    tail = OPEN_CLASS - excess * np.log(np.maximum(1 - rank, 1e-6) / (1 - opens))
    return np.where(rank < opens, np.exp(body(np.minimum(rank, opens))), tail)


def average_per_month(year: int) -> float:
    """Gross paid per recipient and month, rule M3."""
    if year in EARLIER_AVERAGE:
        return EARLIER_AVERAGE[year]
    table = "web" if year < published.PRINTED_YEARS[0] else "3.02"
    return published.printed(table, "gross_paid_per_recipient_month_nok", year)


def gross_targets(month_counts: np.ndarray, scale: float) -> np.ndarray:
    """Kr by year of Fasit and bydel; `month_counts` are the months of receipt by year and bydel."""
    targets = np.empty(month_counts.shape)
    measure = "gross_paid_per_recipient_month_nok"
    for n, year in enumerate(range(FASIT_YEAR, LAST_YEAR + 1)):
        by_bydel = published.printed_by_bydel("3.02", measure, max(year, published.PRINTED_YEARS[0]))
        if year in published.PRINTED_YEARS:
            targets[n] = scale * 12 * by_bydel * published.printed_by_bydel("3.04", "recipients_month_avg", year)
            total = average_per_month(year) * 12 * scale * published.printed("3.04", "recipients_month_avg", year)
        else:
            targets[n] = by_bydel * month_counts[n]
            total = average_per_month(year) * month_counts[n].sum()
        targets[n] *= total / targets[n].sum()
    return targets


def monthly_amounts(
    need: np.ndarray, household: np.ndarray, year: np.ndarray, bydel: np.ndarray, scale: float
) -> np.ndarray:
    """Kr per month of receipt.

    `need` is the relative size of each month of receipt, `year` counts from the first year of Fasit. A household's
    months of a year are scaled to a yearly sum of its rank; the bydeler's factors decide who ranks high. Where a
    bydel's first quartile is printed, a tilt sets those who receive for long apart from the others, or brings them
    closer together.
    """
    years = LAST_YEAR - FASIT_YEAR + 1
    area = year * 15 + bydel
    counts = np.bincount(area, minlength=15 * years).reshape(years, 15)
    targets = gross_targets(counts, scale).ravel()
    owner, group = np.unique(household.astype(np.int64) * years + year, return_inverse=True)
    group_year = owner % years
    starts = np.searchsorted(np.sort(group_year), np.arange(years + 1))
    factor, tilt = np.ones(15 * years), np.zeros(15)
    length = np.log(np.bincount(group) / 12)[group]
    quartiles = _first_quartiles()
    last = np.flatnonzero(year == years - 1)
    for _ in range(FITTING_ROUNDS):
        weighted = need * factor[area] * np.exp(tilt[bydel] * length)
        total = np.bincount(group, weighted)
        order = np.lexsort((total, group_year))
        sums = np.empty(len(owner))
        for n in range(years):
            part = order[starts[n] : starts[n + 1]]
            ranks = (np.arange(len(part)) + 0.5) / max(len(part), 1)
            sums[part] = yearly_sums(ranks)
            wanted = targets[15 * n : 15 * n + 15].sum()
            # The last year's distribution holds as it is printed; earlier ones have its shape at their own level.
            if n < years - 1 and len(part):
                sums[part] *= wanted / sums[part].sum()
        amounts = weighted * (sums / total)[group]
        paid = np.bincount(area, amounts, minlength=15 * years)
        factor *= np.where(paid > 0, targets / np.maximum(paid, 1), 1)
        for number, quartile in quartiles.items():
            mine = last[bydel[last] == number]
            of_bydel = np.bincount(np.unique(group[mine], return_inverse=True)[1], amounts[mine])
            if len(of_bydel):
                error = np.log(np.quantile(of_bydel, 0.25) / quartile)
                tilt[number] += TILT_STEP * (error - np.clip(error, -CLOSE, CLOSE))
    return amounts


def _first_quartiles() -> dict[int, float]:
    """First quartile of the last year's sums in the bydeler for which it is printed (figure 3.3)."""
    found = {}
    for number, label in enumerate(published.bydeler().values()):
        with suppress(KeyError):
            found[number] = published.printed("text", "gross_paid_per_recipient_year_q1_nok", LAST_YEAR, label)
    return found
