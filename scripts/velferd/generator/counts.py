"""What the counting rules count for each candidate household, as constraints with the printed figures as targets.

The rules are those of definitions.md (R3-R9, B1-B3, D1-D3, F1, H2, S1-S3); this is the only place where the generator
counts, and it serves the choice of households only: no figure is written from here.
"""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.calibrate import Constraints
from velferd.generator.levels import MONTHLY_LEVEL, monthly_level, monthly_levels
from velferd.generator.pool import FOREIGN, UNKNOWN, Pool
from velferd.generator.series import population_by_age
from velferd.generator.timeline import (
    FASIT_MONTH,
    FASIT_YEAR,
    FIRST_YEAR,
    LAST_YEAR,
    MONTH_COUNT,
    anniversary,
    first_day,
    month_index,
    year_slice,
)

LONG_TERM_MONTHS, NEW_AFTER_MONTHS, MOST_GAP_MONTHS = 24, 24, 2
FULL_SHARE = 0.75
#: Recipients of the year may be this many off in the whole city: as good as none.
CITY_DEVIATION = 2.0
#: Ages of table 3.5, from the first to before the last.
CHILD_AGES = {"0–10 år": (0, 11), "11–17 år": (11, 18), "18–23 år": (18, 24)}
YOUTH = "18–23 år"
#: The periods of table 3.6, with their months.
PERIODS = {
    "2021-01/2022-04": range(month_index(2021, 1), month_index(2022, 5)),
    "2022-05/2024-12": range(month_index(2022, 5), month_index(2025, 1)),
}
YEAR_BEFORE, ALL_CHILDREN = "2023-2024", "Samværsprosent 1–100"
#: Years with a figure of the key-figures page, or of the report, for children with any custody share (rule H7).
WEB_YEARS = (2020, 2021, 2022)
#: What stands in for figures that are not printed: recipients of the year before the first, share of all who move.
RECIPIENTS_2016, MOVED_SHARE = 20_300, 0.115
#: Share with refugee background by month: the report's text, figure 3.11.
REFUGEE_SHARE = {(2016, 1): 0.19, (2019, 4): 0.197, (2022, 3): 0.203, (2022, 9): 0.252, (2023, 9): 0.281,
                 (2024, 12): 0.300}  # fmt: skip
#: Share with children by month, with any custody share: more from September 2022 on (figure 3.8), so that the sums of
#: table 3.6 come out.
PARENT_SHARE = {(2021, 1): 0.244, (2022, 3): 0.243, (2022, 8): 0.251, (2022, 12): 0.274, (2023, 6): 0.28,
                (2024, 12): 0.275}  # fmt: skip
#: Persons aged 65 or more, and their partners, in percent of the population of that age (figure 3.10's text).
ELDERLY_AGE, ELDERLY_PERCENT = 65, {2017: 1.35, 2020: 1.35, 2021: 1.4, 2022: 1.6, 2024: 2.2}
#: Shares that the report prints for 2022-2024 only, for the years of Fasit before them.
EARLIER_SHARES = {"new": 0.335, "long": 0.175, "full": 0.37, "refugee": 0.185, "foreign": 0.60}


class YearCounts:
    """The counts of one year, for the candidates with a month of receipt in it (`rows`)."""

    def __init__(self, pool: Pool, year: int, spell_start: np.ndarray, previous: np.ndarray) -> None:
        months = year_slice(year)
        self.rows = rows = np.flatnonzero(pool.receipt[:, months].any(axis=1))
        self.receipt = receipt = pool.receipt[rows, months]
        self.residence = pool.residence[rows, months]
        self.months = receipt.sum(axis=1)
        first, last = receipt.argmax(axis=1), 11 - receipt[:, ::-1].argmax(axis=1)
        self.bydel = self.residence[np.arange(len(rows)), last]
        first, last = first + months.start, last + months.start
        reference = first_day(last) + pool.pay_day[rows] - 1
        self.is_under_30 = reference < anniversary(pool.birth[rows], 30)
        at_first = first_day(first) + pool.pay_day[rows] - 1
        self.was_under_30 = at_first < anniversary(pool.birth[rows], 30)
        self.is_new = first - previous[rows, first] > NEW_AFTER_MONTHS
        self.duration = last - spell_start[rows, last] + 1
        base_income = pool.base_income[rows, months.start - FASIT_MONTH : months.stop - FASIT_MONTH]
        self.is_full = (receipt & ~base_income).sum(axis=1) >= FULL_SHARE * self.months
        self.child_count = children_on(pool, rows, reference, 50)
        self.has_any_child = children_on(pool, rows, reference, 0) > 0
        self.children_at_first = {
            label: children_on(pool, rows, at_first, 50, ages) for label, ages in CHILD_AGES.items()
        }
        youth = [anniversary(pool.birth[rows], age) for age in CHILD_AGES[YOUTH]]
        adults = 1 + has_partner(pool, at_first, rows)
        self.children_at_first[YOUTH] += ((youth[0] <= at_first) & (at_first < youth[1])) * adults
        self.elderly_at_first = (at_first >= anniversary(pool.birth[rows], ELDERLY_AGE)) * adults
        self.is_refugee = pool.is_refugee[rows]
        self.is_foreign = pool.origin[rows] == FOREIGN
        self.is_unknown = pool.origin[rows] == UNKNOWN

    def add_by_bydel(self, add: Constraints, which: np.ndarray, targets: np.ndarray, relative: float) -> None:
        add.add(self.rows[which], self.bydel[which], 1, targets, relative)

    def add_in_city(
        self, add: Constraints, which: np.ndarray, target: float, relative: float, floor: float = 0.5
    ) -> None:
        add.add(self.rows[which], 0, 1, target, relative, floor)


def constraints(pool: Pool, scale: float) -> Constraints:
    """All targets for a city of `scale` (1 = Oslo)."""
    add = Constraints(len(pool))
    previous, spell_start = look_back(pool.receipt)
    _add_monthly_levels(add, pool, scale)
    _add_monthly_persons(add, pool, scale)
    for year in range(FIRST_YEAR, FASIT_YEAR):
        months = pool.receipt[:, year_slice(year)].sum(axis=1)
        rows = np.flatnonzero(months)
        add.add(rows, 0, months[rows], scale * 12 * MONTHLY_LEVEL[year], 0.01)
    for year in range(FASIT_YEAR, LAST_YEAR + 1):
        counts = YearCounts(pool, year, spell_start, previous)
        if year in published.PRINTED_YEARS:
            _add_printed_year(add, counts, year, scale)
        else:
            _add_earlier_year(add, counts, year, scale)
        _add_moves(add, pool, counts, year, scale)
        _add_families(add, counts, year, scale)
    return add


def _add_printed_year(add: Constraints, counts: YearCounts, year: int, scale: float) -> None:
    city, by_bydel = published.printed, published.printed_by_bydel
    everyone = np.ones(len(counts.rows), bool)
    paid = counts.receipt[:, :, None] & (counts.residence[:, :, None] == np.arange(15))
    paid_months = paid.sum(axis=1)
    row, bydel = np.nonzero(paid_months)
    rows = counts.rows[row]
    add.add(rows, bydel, 1, scale * by_bydel("3.04", "recipients_year", year), 0.003)
    add.add(rows, bydel, paid_months[row, bydel], scale * 12 * by_bydel("3.04", "recipients_month_avg", year), 0.003)
    counts.add_in_city(
        add, everyone, scale * city("3.04", "recipients_year", year), 0, floor=CITY_DEVIATION * scale**0.5
    )
    add.add(counts.rows, 0, counts.months, scale * 12 * city("3.04", "recipients_month_avg", year), 0.001)
    counts.add_by_bydel(add, everyone, scale * published.last_contact_by_bydel(year), 0.004)
    for which, table, measure in (
        (counts.is_under_30, "3.07", "recipients_under_30"),
        (counts.child_count > 0, "3.08", "recipients_with_children"),
        (counts.child_count >= 4, "3.09", "recipients_4plus_children"),
        (counts.is_foreign, "3.10", "recipients_foreign_background"),
        (counts.is_refugee, "3.11", "recipients_refugee_background"),
        (counts.is_new, "3.12", "recipients_new"),
        (counts.duration >= LONG_TERM_MONTHS, "3.13", "long_term_recipients"),
        (counts.is_full, "3.15", "recipients_full_social_assistance"),
    ):
        counts.add_by_bydel(add, which, scale * by_bydel(table, measure, year), 0.008)
    recipients = city("3.04", "recipients_year", year)
    unknown = city("text", "share_unregistered_country", year) / 100
    counts.add_in_city(add, counts.is_unknown, scale * recipients * unknown, 0.02)
    # Printed for the last year only, in whole percent; elsewhere the shorter ones share in the same proportion.
    long_term = {y: city("3.13", "share_long_term", y) / 100 for y in (year, LAST_YEAR)}
    middle = city("text", "share_by_duration", LAST_YEAR, category="6 måneder til 2 år") / 100
    short = (1 - middle - long_term[LAST_YEAR]) * (1 - long_term[year]) / (1 - long_term[LAST_YEAR])
    counts.add_in_city(add, counts.duration < 6, scale * recipients * short, 0.003)


def _add_earlier_year(add: Constraints, counts: YearCounts, year: int, scale: float) -> None:
    recipients = RECIPIENTS_2016 if year == FASIT_YEAR else published.printed("3.16", "recipients_year", year)
    counts.add_in_city(add, np.ones(len(counts.rows), bool), scale * recipients, 0, floor=CITY_DEVIATION * scale**0.5)
    add.add(counts.rows, 0, counts.months, scale * 12 * monthly_level(year), 0.003)
    shares = {
        "new": counts.is_new,
        "long": counts.duration >= LONG_TERM_MONTHS,
        "full": counts.is_full,
        "refugee": counts.is_refugee,
        "foreign": counts.is_foreign,
    }
    for name, which in shares.items():
        counts.add_in_city(add, which, scale * recipients * EARLIER_SHARES[name], 0.03)
    # As the year after them, so that the bydeler do not jump when the printed years begin.
    first = published.PRINTED_YEARS[0]
    levels = published.last_contact_by_bydel(first) / published.printed("3.04", "recipients_year", first)
    counts.add_by_bydel(add, np.ones(len(counts.rows), bool), scale * recipients * levels, 0.05)


def _add_families(add: Constraints, counts: YearCounts, year: int, scale: float) -> None:
    """Printed for the city alone: young persons at first contact, children with any custody share, young recipients."""
    if year > FASIT_YEAR:
        for label, number in counts.children_at_first.items():
            which = np.flatnonzero(number)
            target = published.printed("3.05", "young_in_recipient_households", year, category=label)
            add.add(counts.rows[which], 0, number[which], scale * target, 0.01)
        which = np.flatnonzero(counts.elderly_at_first)
        percent = np.interp(year, list(ELDERLY_PERCENT), list(ELDERLY_PERCENT.values()))
        target = percent / 100 * population_by_age(year)[ELDERLY_AGE:].sum()
        add.add(counts.rows[which], 0, counts.elderly_at_first[which], scale * target, 0.02)
    if year == LAST_YEAR:
        target = published.printed("text", "recipients_with_children_any_custody", year)
        counts.add_in_city(add, counts.has_any_child, scale * target, 0.01)
    if year in WEB_YEARS:
        share = published.printed("web", "share_with_children", year) / 100
        recipients = published.printed("web", "recipients_year", year)
        counts.add_in_city(add, counts.has_any_child, scale * recipients * share, 0.01)
        young = published.printed("web", "recipients_under_30", year)
        counts.add_in_city(add, counts.was_under_30, scale * young, 0.01)


def _add_moves(add: Constraints, pool: Pool, counts: YearCounts, year: int, scale: float) -> None:
    """Rule F1: the last move of the year, of recipients of the year."""
    is_recipient = np.zeros(len(pool), bool)
    is_recipient[counts.rows] = True
    start, end = first_day(month_index(year, 1)), first_day(month_index(year + 1, 1))
    moved = np.flatnonzero((pool.move_day >= start) & (pool.move_day < end) & is_recipient[pool.move_household])
    is_last = np.ones(len(moved), bool)
    is_last[:-1] = pool.move_household[moved[1:]] != pool.move_household[moved[:-1]]
    moved = moved[is_last & (pool.move_from[moved] != pool.move_to[moved])]
    rows = pool.move_household[moved]
    if year in published.PRINTED_YEARS:
        # Printed for the last year; the bydeler that gain and lose were the same before (figure 3.17).
        level, deviation = 1.0, 0.01
        out, into = (published.printed_by_bydel("3.14", f"moved_{way}_total", LAST_YEAR) for way in ("out", "in"))
        if year != LAST_YEAR:
            level, deviation = MOVED_SHARE * published.printed("3.04", "recipients_year", year) / out.sum(), 0.05
        add.add(rows, pool.move_from[moved], 1, scale * level * out, deviation)
        add.add(rows, pool.move_to[moved], 1, scale * level * into, deviation)
        if year == LAST_YEAR:
            pair = pool.move_from[moved].astype(np.int64) * 15 + pool.move_to[moved]
            add.add(rows, pair, 1, scale * published.printed_moves(year).ravel(), 0.05, floor=1.5)
    else:
        recipients = published.printed("3.16", "recipients_year", max(year, FASIT_YEAR + 1))
        add.add(rows, 0, 1, scale * recipients * MOVED_SHARE, 0.03)


def _add_monthly_levels(add: Constraints, pool: Pool, scale: float) -> None:
    """A smooth curve through the yearly averages, for all recipients and for those with refugee background."""
    level = scale * monthly_levels()
    row, month = np.nonzero(pool.receipt[:, FASIT_MONTH:])
    add.add(row, month, 1, level[FASIT_MONTH:], 0.02, floor=1.0)
    points = {month_index(*when): share for when, share in REFUGEE_SHARE.items()}
    months = np.arange(FASIT_MONTH, MONTH_COUNT)
    share = np.interp(months, list(points), list(points.values()))
    which = pool.is_refugee[row]
    add.add(row[which], month[which], 1, level[months] * share, 0.03, floor=1.0)


def _add_monthly_persons(add: Constraints, pool: Pool, scale: float) -> None:
    """Persons in the households of a month (rule H3): table 3.6's periods, and the text's averages of the last year."""
    adults, children = ("adults_in_recipient_households_month_avg", "children_in_recipient_households_month_avg")

    def add_sum(months: range, each_month: list[np.ndarray], average: float, which: np.ndarray | None = None) -> None:
        total = sum(each_month) * (1 if which is None else which)
        rows = np.flatnonzero(total)
        add.add(rows, 0, total[rows], scale * average * len(months), 0.003)

    share = np.interp(
        np.arange(MONTH_COUNT), [month_index(*when) for when in PARENT_SHARE], list(PARENT_SHARE.values())
    )
    level = scale * monthly_levels()
    for period, months in PERIODS.items():
        persons = [_persons_in_month(pool, month) for month in months]
        for month, in_month in zip(months, persons, strict=True):
            parents = np.flatnonzero(in_month["full"] + in_month["shared"])
            add.add(parents, 0, 1, level[month] * share[month], 0.02, floor=1.0)
        for category, which in (("Flyktningbakgrunn", pool.is_refugee), ("Ikke flyktningbakgrunn", ~pool.is_refugee)):
            for measure, roles in ((adults, ("main", "partner")), (children, ("full", "shared"))):
                each_month = [sum(p[role] for role in roles) for p in persons]
                add_sum(months, each_month, published.printed("3.06", measure, period, category=category), which)
    year = LAST_YEAR
    averages = {
        "partner": published.printed("text", adults, year) - published.printed("3.04", "recipients_month_avg", year),
        "full": published.printed("text", children, year, category="Samværsprosent 100"),
        "shared": published.printed("text", children, year, category="Samværsprosent 1–99"),
        "young": published.printed("text", "young_18_23_living_at_home_month_avg", year),
    }
    for role, average in averages.items():
        add_sum(months[-12:], [p[role] for p in persons[-12:]], average)
    # The year before, by the change that is printed.
    growth = {
        ("full", "shared"): published.printed("text", f"{children}_change_pct", YEAR_BEFORE, category=ALL_CHILDREN),
        ("young",): published.printed("text", "young_18_23_living_at_home_month_avg_change_pct", YEAR_BEFORE),
    }
    for roles, percent in growth.items():
        before = sum(averages[role] for role in roles) / (1 + percent / 100)
        add_sum(months[-24:-12], [sum(p[role] for role in roles) for p in persons[-24:-12]], before)


def _persons_in_month(pool: Pool, month: int) -> dict[str, np.ndarray]:
    """Persons by role in each household that receives in the month."""
    receives = pool.receipt[:, month]
    reference = first_day(month) + pool.pay_day - 1
    rows = np.flatnonzero(receives[pool.child_household])
    of, custody, born = pool.child_household[rows], pool.child_custody[rows], pool.child_birth[rows]
    on, grown = reference[of], anniversary(born, 18)
    is_child = (born <= on) & (on < grown)
    is_young = (grown <= on) & (on < np.minimum(pool.child_leaves[rows], anniversary(born, 24)))

    def count(which: np.ndarray) -> np.ndarray:
        return np.bincount(of[which], minlength=len(pool))

    return {
        "main": receives,
        "partner": receives & has_partner(pool, reference),
        "full": count(is_child & (custody == 100)),
        "shared": count(is_child & (custody < 100)),
        "young": count(is_young),
    }


def has_partner(pool: Pool, reference: np.ndarray, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
    return (pool.partner_from[rows] <= reference) & (reference <= pool.partner_to[rows])


def look_back(receipt: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each month: the last month of receipt before it, and the first month of the spell it lies in (rule D1)."""
    months = np.arange(MONTH_COUNT, dtype=np.int16)
    latest = np.maximum.accumulate(np.where(receipt, months, np.int16(-999)), axis=1)
    previous = np.full_like(latest, -999)
    previous[:, 1:] = latest[:, :-1]
    starts = receipt & (months - previous > MOST_GAP_MONTHS + 1)
    return previous, np.maximum.accumulate(np.where(starts, months, np.int16(-999)), axis=1)


def children_on(
    pool: Pool, rows: np.ndarray, reference: np.ndarray, above: int, ages: tuple[int, int] = (0, 18)
) -> np.ndarray:
    """Children of an age at home, with custody above a percentage, on each household's reference day (rule H2)."""
    number = np.full(len(pool), -1, np.int32)
    number[rows] = np.arange(len(rows))
    mine = np.flatnonzero((number[pool.child_household] >= 0) & (pool.child_custody > above))
    of = number[pool.child_household[mine]]
    on, born = reference[of], pool.child_birth[mine]
    counted = (anniversary(born, ages[0]) <= on) & (on < anniversary(born, ages[1])) & (on < pool.child_leaves[mine])
    return np.bincount(of[counted], minlength=len(rows))
