"""Socio: refugees settled in the city, with and without the introduction programme."""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.idents import IdentRegister
from velferd.generator.introduction import FIRST_FROM_UKRAINE, UKRAINE, Mains, Programme
from velferd.generator.persons import (
    ALWAYS,
    BYDEL_CODES,
    COUNTRIES,
    COUNTRY_CODES,
    MISSING,
    SEX_CODES,
    Persons,
    in_fasit,
)
from velferd.generator.pool import Pool
from velferd.generator.quota import apportion, shuffled
from velferd.generator.timeline import LAST_YEAR, day

SETTLEMENT_CODES = published.codes("settlement_type_code")
EDUCATION_CODES = published.codes("education_code")
#: Settled by year: figure 5.1's shape, and the report's text for the last two years.
SETTLED = {
    2008: 640, 2009: 780, 2010: 760, 2011: 640, 2012: 690, 2013: 740, 2014: 820, 2015: 1120, 2016: 1290, 2017: 1010,
    2018: 720, 2019: 600, 2020: 480, 2021: 560, 2022: 2450, 2023: 2101, 2024: 1676,
}  # fmt: skip
#: Most of a year's settled who may be main persons of assistance; earlier refugees were registered before 2008.
MOST_RECIPIENTS = 0.5
EARLIEST_SETTLEMENT = 1990
#: Of all settled in a year: from Ukraine (the text's share of the last year's quota), and by age at settlement.
FROM_UKRAINE = {2022: 0.80, 2023: 0.77, 2024: 0.73}
CHILDREN_SHARE, ELDERLY_SHARE = 0.24, 0.04
ADULT, ELDERLY = 18, 68
#: Settled on the quota in the years without a printed number, and how the rest came.
QUOTA_SHARE, OTHER_TYPES = 0.82, (0.28, 0.27, 0.45)
EDUCATION = {"before": (0.31, 0.26, 0.11, 0.12, 0.13, 0.07), "after": (0.08, 0.09, 0.15, 0.11, 0.38, 0.19)}
WAR_DAY = day("2022-04-01")


class Refugees:
    """Registered refugees: main persons with refugee background first, then other participants, then others."""

    def __init__(
        self, city: Pool, persons: Persons, register: IdentRegister, scale: float, rng: np.random.Generator
    ) -> None:
        rows = np.flatnonzero(city.is_refugee & in_fasit(city))
        mains = Mains(
            birth=city.birth[rows],
            is_woman=city.is_woman[rows],
            country=persons.refugee_country[rows],
            bydel=city.residence[rows, city.receipt[rows].argmax(axis=1)].astype(np.int64),
            settled_year=_settlement_years(city, rows, persons.refugee_country[rows], scale),
        )
        self.programme = Programme(mains, scale, rng)
        people = self.programme.people
        joined = np.flatnonzero(people.main == MISSING)
        settled = _not_before_the_war(_days_in(mains.settled_year, rng), mains.country, rng)
        taking_part = people.main != MISSING
        settled[people.main[taking_part]] = people.settled[taking_part]
        birth = np.concatenate([mains.birth, people.birth[joined]])
        settled = np.concatenate([settled, people.settled[joined]])
        country = np.concatenate([mains.country, people.country[joined]])
        rest = _rest(settled, birth, country, scale, rng)

        self.settled = np.concatenate([settled, rest[0]]).astype(np.int32)
        self.birth = np.concatenate([birth, rest[1]]).astype(np.int32)
        self.citizenship = np.concatenate([country, rest[2]])
        count = len(rest[0])
        self.is_woman = np.concatenate([mains.is_woman, people.is_woman[joined], rng.random(count) < 0.54]).astype(bool)
        self.bydel = np.concatenate([mains.bydel, people.bydel[joined], rng.integers(0, 15, count)])
        self.education = _educations(self.settled, rng)
        # Where participants stand in this list.
        place = people.main.copy()
        place[joined] = len(rows) + np.arange(len(joined))
        self.education[place] = people.education
        self.kind = _types(self.settled, rng)
        # Socio may still have the ident that a person came with.
        old = np.where((persons.changes[rows, 1] != ALWAYS) & (rng.random(len(rows)) < 0.6), 0, 2)
        others = slice(len(rows), None)
        new = register.draw(self.birth[others], self.is_woman[others], rng.random(len(joined) + count) < 0.2)
        self.ident = np.concatenate([persons.idents[rows, old], new])
        self.participants = self.ident[place]

    def table(self, first_number: int) -> dict:
        """Socio's refugees; their DUF numbers are the year and a number from `first_number` on."""
        order = np.argsort(self.settled, kind="stable")
        return {
            "fnr": self.ident[order],
            "duf_nummer": _years(self.settled[order]) * 100_000_000 + first_number + np.arange(len(order)),
            "fodselsdato": self.birth[order],
            "kjonn": (SEX_CODES, self.is_woman[order].astype(int)),
            "statsborgerskap": (COUNTRY_CODES, self.citizenship[order]),
            "bosettingsdato": self.settled[order],
            "bosettingstype": (SETTLEMENT_CODES, self.kind[order]),
            "bosatt_bydel": (BYDEL_CODES, self.bydel[order]),
            "utdanning": (EDUCATION_CODES, self.education[order]),
        }


def _years(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _days_in(year: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    new_year = np.array([day(f"{y}-01-01") for y in range(EARLIEST_SETTLEMENT, LAST_YEAR + 1)])
    return new_year[year - EARLIEST_SETTLEMENT] + rng.integers(0, 365, len(year))


def _not_before_the_war(settled: np.ndarray, country: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    first = FIRST_FROM_UKRAINE + rng.integers(0, 120, len(settled))
    return np.where((country == UKRAINE) & (settled < first), first, settled)


def _settlement_years(city: Pool, mains: np.ndarray, country: np.ndarray, scale: float) -> np.ndarray:
    """Year of settlement of main persons: that of the first payment or, where the year is full, an earlier one.

    Those from Ukraine, who came late, are the first to be settled in a year.
    """
    first = 2004 + city.receipt[mains].argmax(axis=1) // 12
    result = 2007 - np.arange(len(mains)) % 12
    waiting = np.empty(0, int)
    for year in sorted(SETTLED, reverse=True):
        waiting = np.concatenate([np.flatnonzero(first == year), waiting])
        waiting = waiting[np.argsort(country[waiting] != UKRAINE, kind="stable")]
        room = int(scale * SETTLED[year] * MOST_RECIPIENTS)
        result[waiting[:room]] = year
        waiting = waiting[room:]
    return result


def _rest(
    settled: np.ndarray, birth: np.ndarray, country: np.ndarray, scale: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Settlement, birth and citizenship of those who make up the years' settled, the children and old people first."""
    year, age = _years(settled), (settled - birth) / 365.25
    parts = []
    for y, number in SETTLED.items():
        total, mine = round(scale * number), year == y
        count = max(total - int(mine.sum()), 0)

        def missing(share: float, have: np.ndarray, total: int = total, most: int = count) -> int:
            return int(np.clip(round(share * total) - have.sum(), 0, most))

        children = missing(CHILDREN_SHARE, mine & (age < ADULT))
        elderly = missing(ELDERLY_SHARE, mine & (age >= ELDERLY), most=count - children)
        years_old = np.concatenate(
            [
                rng.uniform(0, ADULT, children),
                rng.uniform(ELDERLY, ELDERLY + 20, elderly),
                rng.uniform(ADULT, ELDERLY, count - children - elderly),
            ]
        )
        days = _days_in(np.full(count, y), rng)
        from_ukraine = rng.permutation(count) < missing(FROM_UKRAINE.get(y, 0), mine & (country == UKRAINE))
        countries = np.where(from_ukraine, UKRAINE, _countries(days, rng))
        days = _not_before_the_war(days, countries, rng)
        parts.append((days, days - 365.25 * years_old, countries))
    return tuple(np.concatenate(column).astype(np.int64) for column in zip(*parts, strict=True))


def _countries(settled: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Citizenships other than Ukraine's."""
    result = np.empty(len(settled), np.int64)
    for name, which in (("before", settled < WAR_DAY), ("after", settled >= WAR_DAY)):
        weights = {code: weight for code, weight in COUNTRIES[name].items() if code != "UKR"}
        codes = [COUNTRY_CODES.index(code) for code in weights]
        result[which] = rng.choice(codes, which.sum(), p=np.array(list(weights.values())) / sum(weights.values()))
    return np.where(rng.random(len(result)) < 0.003, MISSING, result)


def _educations(settled: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One code number each; a share beyond the known codes is missing."""
    result = np.empty(len(settled), np.int64)
    for name, which in (("before", settled < WAR_DAY), ("after", settled >= WAR_DAY)):
        chance = np.array(EDUCATION[name])
        result[which] = rng.choice(len(chance), which.sum(), p=chance / chance.sum())
    return np.where(result < len(EDUCATION_CODES), result, MISSING)


def _types(settled: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """How they were settled, by year: as many on the quota as the text says for the last one."""
    year = _years(settled)
    result = np.empty(len(settled), np.int64)
    for y in np.unique(year):
        share = QUOTA_SHARE
        if y == LAST_YEAR:
            share = published.printed("text", "refugees_settled_on_quota", y) / published.printed(
                "text", "refugees_settled", y
            )
        mine = year == y
        result[mine] = shuffled(apportion(np.array([share, *(1 - share) * np.array(OTHER_TYPES)]), mine.sum()), rng)
    return result
