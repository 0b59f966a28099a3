"""A pool of candidate households with whole life histories, more of them than the city needs.

What is drawn here is only plausible; `calibrate` then picks the households whose counts make the printed ones.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from velferd.generator import published
from velferd.generator.timeline import (
    FASIT_MONTH,
    FASIT_YEAR,
    LAST_YEAR,
    MONTH_COUNT,
    NEVER,
    anniversary,
    day,
    first_day,
    month_index,
    month_of,
)

NORWAY, FOREIGN, UNKNOWN = 0, 1, 2
WAR_MONTH = month_index(2022, 4)  # settlement of refugees from Ukraine begins
#: Entries are simulated from here, so that 2004 opens with households of every duration.
EARLIEST_ENTRY = -96
#: Of spell types (short, medium, long): how common, mean months, chance of a payment in a month inside the spell.
SPELL_SHARE = (0.68, 0.25, 0.07)
SPELL_MONTHS = (2.0, 9.0, 44.0)
PAID_CHANCE = (0.9, 0.92, 0.97)
RETURN_CHANCE, MEAN_BREAK_MONTHS, MOST_SPELLS = 0.60, 13, 8
MONTHLY_MOVE_CHANCE = 0.0115


@dataclass
class Pool:
    """One element or row per household; children and moves are lists that name their household."""

    receipt: np.ndarray  # household × month: a month of receipt
    residence: np.ndarray  # household × month: bydel (0-14) on the pay day
    base_income: np.ndarray  # household × month of Fasit: base income is registered
    pay_day: np.ndarray  # day of the month of the last payment
    birth: np.ndarray
    is_woman: np.ndarray
    origin: np.ndarray
    is_refugee: np.ndarray
    partner_from: np.ndarray  # NEVER when there is none
    partner_to: np.ndarray
    child_household: np.ndarray
    child_birth: np.ndarray
    child_custody: np.ndarray  # percent
    child_leaves: np.ndarray  # first day away from home, the 18th birthday or later
    move_household: np.ndarray
    move_day: np.ndarray
    move_from: np.ndarray
    move_to: np.ndarray

    def __len__(self) -> int:
        return len(self.birth)

    def take(self, chosen: np.ndarray) -> Pool:
        """The households of a mask, numbered anew."""
        number = np.cumsum(chosen) - 1
        parts = {}
        for field in fields(self):
            values = getattr(self, field.name)
            if field.name.startswith(("child_", "move_")):
                owner = getattr(self, field.name.split("_")[0] + "_household")
                values = values[chosen[owner]]
                parts[field.name] = number[values].astype(np.int32) if field.name.endswith("_household") else values
            else:
                parts[field.name] = values[chosen]
        return Pool(**parts)


def simulate(size: int, rng: np.random.Generator) -> Pool:
    """Draw `size` candidate households."""
    mix = _BydelMix()
    entry = _entry_months(size, rng)
    home = rng.choice(15, size, p=mix.recipients / mix.recipients.sum()).astype(np.int8)
    after_war = entry >= WAR_MONTH
    is_refugee = rng.random(size) < np.where(after_war, 0.32, 0.21) * mix.refugee[home]
    receipt = _receipts(entry, mix.long_term[home] * np.where(is_refugee, 1.6, 0.9), rng)
    pay_day = rng.integers(5, 29, size).astype(np.int8)
    last_receipt = MONTH_COUNT - 1 - np.argmax(receipt[:, ::-1], axis=1)
    moves, residence = _moves(home, entry, last_receipt, pay_day, rng)

    is_foreign = is_refugee | (rng.random(size) < mix.foreign_others[home])
    birth = _births(entry, mix.young[home], is_refugee, rng)
    is_woman = rng.random(size) < 0.44
    partner_from, partner_to, is_parent = _families(birth, mix.parents[home], is_refugee, rng)
    children = _children(birth, is_woman, is_parent, partner_from != NEVER, mix.large_families[home], rng)
    # Registration got better: who came back later has a country by now.
    unknown = np.select([last_receipt < month_index(2023, 1), last_receipt < month_index(2024, 1)], [0.06, 0.02], 0.007)
    is_unknown = ~is_refugee & (rng.random(size) < unknown)
    return Pool(
        receipt=receipt,
        residence=residence,
        base_income=_base_incomes(home, mix, rng),
        pay_day=pay_day,
        birth=birth,
        is_woman=is_woman,
        origin=np.where(is_unknown, UNKNOWN, np.where(is_foreign, FOREIGN, NORWAY)).astype(np.int8),
        is_refugee=is_refugee,
        partner_from=partner_from,
        partner_to=partner_to,
        **children,
        **moves,
    )


class _BydelMix:
    """What sets the bydeler apart, as the printed tables of the last year have it (1 = as the city)."""

    def __init__(self) -> None:
        year = LAST_YEAR
        count = published.printed_by_bydel
        recipients = published.last_contact_by_bydel(year)

        def relative(table: str, measure: str) -> np.ndarray:
            share = count(table, measure, year) / recipients
            return share / (share @ recipients * (1 / recipients.sum()))

        self.recipients = recipients
        self.young = relative("3.07", "recipients_under_30")
        self.parents = relative("3.08", "recipients_with_children")
        self.large_families = relative("3.09", "recipients_4plus_children") / self.parents
        self.refugee = relative("3.11", "recipients_refugee_background")
        self.long_term = relative("3.13", "long_term_recipients")
        foreign = count("3.10", "recipients_foreign_background", year) / recipients
        refugee = count("3.11", "recipients_refugee_background", year) / recipients
        self.foreign_others = (foreign - refugee) / (1 - refugee)


def _entry_months(size: int, rng: np.random.Generator) -> np.ndarray:
    months = np.arange(EARLIEST_ENTRY, MONTH_COUNT)
    weights = np.interp(months, [month_index(2021, 12), month_index(2022, 9), month_index(2024, 12)], [1.0, 1.25, 1.55])
    return rng.choice(months, size, p=weights / weights.sum()).astype(np.int32)


def _receipts(entry: np.ndarray, longer: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Months of receipt: spells of several types, with months without payment inside and breaks between.

    `longer` is how much more common medium and long spells are for a household.
    """

    def spell_kinds() -> np.ndarray:
        draw = rng.random(size)
        return (draw < np.minimum(SPELL_SHARE[2] * longer, 0.5)).astype(int) + (draw < (1 - SPELL_SHARE[0]) * longer)

    size = len(entry)
    change = np.zeros((size, MONTH_COUNT + 1), np.int8)
    chance = np.zeros(size, np.uint8)
    rows = np.arange(size)
    start = entry.copy()
    kind = spell_kinds()
    goes_on = np.ones(size, bool)
    for _ in range(MOST_SPELLS):
        length = rng.geometric(1 / np.array(SPELL_MONTHS)[kind])
        begin, end = np.clip(start, 0, MONTH_COUNT), np.clip(start + length, 0, MONTH_COUNT)
        np.add.at(change, (rows[goes_on], begin[goes_on]), 1)
        np.add.at(change, (rows[goes_on], end[goes_on]), -1)
        chance = np.maximum(chance, (np.array(PAID_CHANCE)[kind] * 255).astype(np.uint8))
        start = start + length + 2 + rng.geometric(1 / MEAN_BREAK_MONTHS, size)
        kind = np.where(rng.random(size) < 0.5, kind, spell_kinds())
        goes_on &= rng.random(size) < RETURN_CHANCE
    in_spell = np.cumsum(change[:, :-1], axis=1, dtype=np.int8) > 0
    return in_spell & (rng.integers(0, 255, in_spell.shape, np.uint8) < chance[:, None])


def _moves(
    home: np.ndarray, entry: np.ndarray, last: np.ndarray, pay_day: np.ndarray, rng: np.random.Generator
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Moves between bydeler from a year before the first to a year after the last payment, and where that leads."""
    begin = np.maximum(entry - 12, 0)
    months = np.maximum(np.minimum(last + 12, MONTH_COUNT) - begin, 1)
    count = rng.poisson(MONTHLY_MOVE_CHANCE * months)
    household = np.repeat(np.arange(len(home), dtype=np.int32), count)
    first, length = first_day(begin), first_day(begin + months) - first_day(begin)
    moved_on = first[household] + (rng.random(len(household)) * length[household]).astype(np.int32)
    order = np.lexsort((moved_on, household))
    moved_on = moved_on[order]
    # A household moves at most once a day.
    keep = np.ones(len(order), bool)
    keep[1:] = (household[1:] != household[:-1]) | (moved_on[1:] != moved_on[:-1])
    household, moved_on = household[keep], moved_on[keep]

    table = published.printed_moves(LAST_YEAR)
    cumulative = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)
    nth = np.arange(len(household)) - np.searchsorted(household, household)
    draw = rng.random(len(household))
    here, origin, target = home.copy(), np.empty(len(household), np.int8), np.empty(len(household), np.int8)
    for n in range(nth.max(initial=-1) + 1):
        row = np.flatnonzero(nth == n)
        origin[row] = here[household[row]]
        target[row] = np.minimum((cumulative[origin[row]] < draw[row, None]).sum(axis=1), 14)
        here[household[row]] = target[row]

    month = month_of(moved_on)
    month += (moved_on - first_day(month) + 1) > pay_day[household]
    change = np.zeros((len(home), MONTH_COUNT), np.int8)
    inside = month < MONTH_COUNT
    np.add.at(change, (household[inside], month[inside]), (target - origin)[inside])
    residence = home[:, None] + np.cumsum(change, axis=1, dtype=np.int8)
    moves = {"move_household": household, "move_day": moved_on, "move_from": origin, "move_to": target}
    return moves, residence


def _births(entry: np.ndarray, young: np.ndarray, is_refugee: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    size = len(entry)
    is_young = rng.random(size) < 0.30 * young * np.where(is_refugee, 0.8, 1.05)
    age = np.where(is_young, rng.triangular(18, 20, 30, size), 30 + rng.gamma(1.5, 10.0, size))
    age = np.where(rng.random(size) < 0.0006, 17.2, np.minimum(age, 85))
    return (first_day(entry) - 365.25 * age).astype(np.int32)


def _families(
    birth: np.ndarray, parents: np.ndarray, is_refugee: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Partner's first and last day, and whether there are children at some time in life."""
    size = len(birth)
    is_parent = rng.random(size) < np.minimum(0.48 * parents * np.where(is_refugee, 1.25, 0.95), 0.95)
    has_partner = rng.random(size) < np.where(is_parent, 0.42, 0.16)
    begin = (birth + 365.25 * rng.uniform(20, 36, size)).astype(np.int32)
    ends = rng.random(size) < 0.2
    end = np.where(ends, begin + (365.25 * rng.gamma(2.0, 8.0, size)).astype(np.int32), NEVER)
    has_partner &= (end > day(f"{FASIT_YEAR}-01-01")) & (begin < day(f"{LAST_YEAR}-12-31"))
    return np.where(has_partner, begin, NEVER), np.where(has_partner, end, NEVER), is_parent


def _children(
    birth: np.ndarray,
    is_woman: np.ndarray,
    is_parent: np.ndarray,
    has_partner: np.ndarray,
    large: np.ndarray,
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:
    size = len(birth)
    count = 1 + rng.binomial(1, 0.62, size) + rng.binomial(1, 0.33, size)
    count += (rng.random(size) < 0.32 * large) * rng.integers(1, 4, size)
    household = np.repeat(np.arange(size, dtype=np.int32), np.where(is_parent, count, 0))
    nth = np.arange(len(household)) - np.searchsorted(household, household)
    first_age = np.clip(rng.normal(29.0, 5.5, size), 17.5, 44)
    spacing = rng.uniform(1.6, 3.6, size)
    age = first_age[household] + nth * spacing[household]
    born = (birth[household] + 365.25 * age).astype(np.int32)

    draw, kind = rng.random(size), rng.random(size)
    full = np.where(has_partner, 0.97, np.where(is_woman, 0.82, 0.30))
    mostly = full + np.where(has_partner, 0.01, np.where(is_woman, 0.08, 0.10))
    shared = np.where(
        draw < mostly,
        np.array([55, 60, 70, 80])[(kind * 4).astype(int)],
        np.array([15, 20, 30, 50])[(kind * 4).astype(int)],
    )
    custody = np.where(draw < full, 100, shared).astype(np.int16)
    stays = rng.random(len(born)) < 0.85
    leaves = anniversary(born, 18) + np.where(stays, rng.integers(600, 2600, len(born)), 0)
    exists = (born <= day(f"{LAST_YEAR}-12-31")) & (born > day(f"{FASIT_YEAR - 24}-01-01"))
    return {
        "child_household": household[exists],
        "child_birth": born[exists],
        "child_custody": custody[household[exists]],
        "child_leaves": leaves[exists].astype(np.int32),
    }


def _base_incomes(home: np.ndarray, mix: _BydelMix, rng: np.random.Generator) -> np.ndarray:
    """Months with base income: a household is mostly with or mostly without it in a year."""
    size = len(home)
    years = LAST_YEAR - FASIT_YEAR + 1
    full_share = np.array(
        [_full_share(max(year, published.PRINTED_YEARS[0])) for year in range(FASIT_YEAR, LAST_YEAR + 1)]
    )
    # Lower than printed, since some of those with base income have none in the few months they receive.
    latent = np.clip(full_share[:, home].T - 0.06, 0.05, 0.9)
    rank = rng.random(size)[:, None]
    drawn_anew = rng.random((size, years)) < 0.25
    rank = np.where(drawn_anew, rng.random((size, years)), rank)
    chance = np.where(rank < latent, 8, 225).astype(np.uint8)
    months = np.repeat(chance, 12, axis=1)
    return rng.integers(0, 255, (size, MONTH_COUNT - FASIT_MONTH), np.uint8) < months


def _full_share(year: int) -> np.ndarray:
    count = published.printed_by_bydel("3.15", "recipients_full_social_assistance", year)
    return count / published.last_contact_by_bydel(year)
