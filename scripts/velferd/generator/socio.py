"""Socio: refugees settled in the city, and their introduction programme."""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.idents import IdentRegister
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
from velferd.generator.timeline import LAST_YEAR, NEVER, day

SETTLEMENT_CODES = published.codes("settlement_type_code")
EDUCATION_CODES = published.codes("education_code")
ACT_CODES = published.codes("introduction_act_code")
EXIT_CODES = published.codes("introduction_exit_code")
#: Settled by year: figure 5.1's shape, and the report's text for the last two years.
SETTLED = {
    2008: 640, 2009: 780, 2010: 760, 2011: 640, 2012: 690, 2013: 740, 2014: 820, 2015: 1120, 2016: 1290, 2017: 1010,
    2018: 720, 2019: 600, 2020: 480, 2021: 560, 2022: 2450, 2023: 2101, 2024: 1676,
}  # fmt: skip
#: Most of a year's settled who may be main persons of assistance; earlier refugees were registered before 2008.
MOST_RECIPIENTS = 0.74
#: New participants by year; table 5.4 for the last.
NEW_PARTICIPANTS = {
    2008: 380, 2009: 420, 2010: 430, 2011: 400, 2012: 400, 2013: 420, 2014: 460, 2015: 560, 2016: 640, 2017: 760,
    2018: 620, 2019: 390, 2020: 230, 2021: 230, 2022: 720, 2023: 880, 2024: 1162,
}  # fmt: skip
EDUCATION = {"before": (0.31, 0.26, 0.11, 0.12, 0.13, 0.07), "after": (0.08, 0.09, 0.15, 0.11, 0.38, 0.19)}
EXITS = {"before": (0.36, 0.02, 0.16, 0.04, 0.07, 0.10, 0.06, 0.06, 0.04, 0.06, 0.03),
         "after": (0.38, 0.02, 0.03, 0.01, 0.03, 0.22, 0.08, 0.05, 0.04, 0.09, 0.05)}  # fmt: skip
WAR_DAY = day("2022-04-01")
LAST_DAY = day("2025-01-31")


class Refugees:
    """Registered refugees: main persons with refugee background first, then others."""

    def __init__(
        self, city: Pool, persons: Persons, register: IdentRegister, scale: float, rng: np.random.Generator
    ) -> None:
        mains = np.flatnonzero(city.is_refugee & in_fasit(city))
        settled_year = _settlement_years(city, mains, scale)
        others = {y: max(int(round(scale * n)) - int((settled_year == y).sum()), 0) for y, n in SETTLED.items()}
        other_year = np.repeat(list(others), list(others.values()))
        count = len(mains) + len(other_year)
        year = np.concatenate([settled_year, other_year])
        new_year = np.array([day(f"{y}-01-01") for y in range(1990, LAST_YEAR + 1)])[year - 1990]
        self.settled = (new_year + rng.integers(0, 365, count)).astype(np.int32)
        is_after = self.settled >= WAR_DAY

        age = np.where(
            rng.random(len(other_year)) < 0.5,
            rng.uniform(0, 18, len(other_year)),
            18 + rng.gamma(2, 11, len(other_year)),
        )
        birth = (self.settled[len(mains) :] - 365.25 * age).astype(np.int32)
        is_woman = rng.random(len(other_year)) < 0.54
        self.birth = np.concatenate([city.birth[mains], birth])
        self.is_woman = np.concatenate([city.is_woman[mains], is_woman])
        # Socio may still have the ident that a person came with.
        old = np.where((persons.changes[mains, 1] != ALWAYS) & (rng.random(len(mains)) < 0.6), 0, 2)
        idents = register.draw(birth, is_woman, rng.random(len(birth)) < 0.2)
        self.ident = np.concatenate([persons.idents[mains, old], idents])
        self.citizenship = np.concatenate([persons.refugee_country[mains], _countries(is_after[len(mains) :], rng)])
        self.bydel = np.concatenate(
            [city.residence[mains, city.receipt[mains].argmax(axis=1)], rng.integers(0, 15, len(other_year))]
        ).astype(np.int32)
        self.education = _by_period(is_after, EDUCATION, len(EDUCATION_CODES), rng)
        self.kind = rng.choice(4, count, p=[0.82, 0.05, 0.05, 0.08])

    def table(self, scale_start: int) -> dict:
        order = np.argsort(self.settled, kind="stable")
        year = self.settled[order].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
        return {
            "fnr": self.ident[order],
            "duf_nummer": year.astype(np.int64) * 100_000_000 + scale_start + np.arange(len(order)),
            "fodselsdato": self.birth[order],
            "kjonn": (SEX_CODES, self.is_woman[order].astype(int)),
            "statsborgerskap": (COUNTRY_CODES, self.citizenship[order]),
            "bosettingsdato": self.settled[order],
            "bosettingstype": (SETTLEMENT_CODES, self.kind[order]),
            "bosatt_bydel": (BYDEL_CODES, self.bydel[order]),
            "utdanning": (EDUCATION_CODES, self.education[order]),
        }


def _settlement_years(city: Pool, mains: np.ndarray, scale: float) -> np.ndarray:
    """Year of settlement of main persons: that of the first payment or, where the year is full, an earlier one."""
    first = 2004 + city.receipt[mains].argmax(axis=1) // 12
    result = 2007 - np.arange(len(mains)) % 12
    waiting = np.empty(0, int)
    for year in sorted(SETTLED, reverse=True):
        waiting = np.concatenate([np.flatnonzero(first == year), waiting])
        room = int(scale * SETTLED[year] * MOST_RECIPIENTS)
        result[waiting[:room]] = year
        waiting = waiting[room:]
    return result


def _countries(is_after: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    number = {code: n for n, code in enumerate(COUNTRY_CODES)}
    result = np.empty(len(is_after), np.int32)
    for name, which in (("before", ~is_after), ("after", is_after)):
        weights = np.array(list(COUNTRIES[name].values()), float)
        result[which] = rng.choice([number[c] for c in COUNTRIES[name]], which.sum(), p=weights / weights.sum())
    return np.where(rng.random(len(result)) < 0.003, MISSING, result)


def _by_period(is_after: np.ndarray, shares: dict, known: int, rng: np.random.Generator) -> np.ndarray:
    """One code number each; a share beyond the known codes is missing."""
    result = np.empty(len(is_after), np.int64)
    for name, which in (("before", ~is_after), ("after", is_after)):
        chance = np.array(shares[name])
        result[which] = rng.choice(len(chance), which.sum(), p=chance / chance.sum())
    return np.where(result < known, result, MISSING)


def make_introduction(refugees: Refugees, scale: float, first_id: int, rng: np.random.Generator) -> dict:
    """Participations: adults begin within about a year of their settlement."""
    age = (refugees.settled - refugees.birth) / 365.25
    year = refugees.settled.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    is_free = (age >= 18) & (age < 56)
    chosen = []
    for start_year, number in NEW_PARTICIPANTS.items():
        candidates = np.flatnonzero(is_free & (year <= start_year) & (year >= start_year - 1))
        taken = rng.permutation(candidates)[: int(round(scale * number))]
        is_free[taken] = False
        begin = np.maximum(refugees.settled[taken] + 20, day(f"{start_year}-01-01"))
        end = np.maximum(day(f"{start_year}-12-28"), begin + 1)
        chosen.append((taken, begin + (rng.random(len(taken)) * (end - begin)).astype(np.int32)))
    who = np.concatenate([c[0] for c in chosen])
    start = np.concatenate([c[1] for c in chosen]).astype(np.int32)
    who, start = who[start <= day("2024-12-31")], start[start <= day("2024-12-31")]
    is_after = start >= WAR_DAY
    length = np.where(is_after, rng.normal(455, 110, len(start)), rng.normal(690, 160, len(start)))
    end = start + np.maximum(length, 30).astype(np.int32)
    end = np.where(end <= LAST_DAY, end, NEVER)
    act = np.where(
        start < day("2021-01-01"),
        0,
        np.where(is_after & (refugees.citizenship[who] == COUNTRY_CODES.index("UKR")), 2, 1),
    )
    children = rng.choice(5, len(start), p=[0.6, 0.17, 0.13, 0.06, 0.04])
    order = np.lexsort((who, start))
    return {
        "deltakelse_id": first_id + np.arange(len(order)),
        "fnr": refugees.ident[who[order]],
        "bydel": (BYDEL_CODES, refugees.bydel[who[order]]),
        "startdato": start[order],
        "sluttdato": end[order],
        "lovgrunnlag": (ACT_CODES, act[order]),
        "antall_barn": np.where(rng.random(len(order)) < 0.01, MISSING, children[order]),
        "sluttstatus": (
            EXIT_CODES,
            np.where(end[order] == NEVER, MISSING, _by_period(is_after[order], EXITS, len(EXIT_CODES), rng)),
        ),
    }
