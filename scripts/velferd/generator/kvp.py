"""Participations in the qualification programme (KVP), from the main persons of Fasit."""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.persons import BYDEL_CODES, MISSING, Persons, in_fasit
from velferd.generator.pool import FOREIGN, Pool
from velferd.generator.timeline import (
    FASIT_YEAR,
    LAST_YEAR,
    NEVER,
    day,
    first_day,
    month_index,
    year_slice,
)

EXIT_LISTS = published.codes("kvp_exit_code", "code_list")
EXIT_CODES = published.codes("kvp_exit_code")
LISTS = published.codes("kvp_code_list")
#: New participants where they are not printed; participations begin before Fasit does.
NEW_PARTICIPANTS = {2014: 720, 2015: 740, 2016: 760, 2017: 780, 2018: 780, 2019: 740}
#: How much the length of a participation varies, as a share of its bydel's mean, and the shortest one.
SPREAD, SHORTEST_DAYS = 0.27, 40
TRANSFER_SHARE = 0.025
#: Where endings lead, by code list.
EXITS = {
    "2017": {"ARBEID": 26, "DELTIDSARBEID": 13, "UTDANNING": 8, "TILRETTELAGT_ARBEID": 3, "LONNSTILSKUDD": 3,
             "TILTAK": 10, "TRYGD": 12, "SOSIALHJELP": 7, "ANNET": 5, "FLYTTET": 5, "UTEBLITT": 8},
    "2021": {"ORDINART_ARBEID": 28, "UTDANNING": 8, "VARIG_TILRETTELAGT_ARBEID": 2, "LONNSTILSKUDD": 3,
             "ARBEIDSRETTET_TILTAK": 12, "HELSERELATERT_YTELSE": 14, "OKONOMISK_SOSIALHJELP": 10, "ANNET": 6,
             "FLYTTET": 6, "UTEBLITT": 11},
}  # fmt: skip
LIST_CHANGE = day("2021-01-01")


def make_participations(city: Pool, persons: Persons, scale: float, first_id: int, rng: np.random.Generator) -> dict:
    """Fasit's participations in Fasit's time."""
    household, start, bydel = _starts(city, scale, rng)
    length = np.maximum(_mean_days()[bydel] * rng.normal(1, SPREAD, len(start)), SHORTEST_DAYS).astype(np.int32)
    end = start + length
    keep = end >= day(f"{FASIT_YEAR}-01-01")
    household, start, end, bydel = household[keep], start[keep], end[keep], bydel[keep]
    # Who moves to another bydel goes on there the day after.
    moves = np.flatnonzero((rng.random(len(start)) < TRANSFER_SHARE) & (end - start > 200))
    middle = ((start + end) // 2)[moves]
    household = np.concatenate([household, household[moves]])
    start, end = np.concatenate([start, middle + 1]), np.concatenate([end, end[moves]])
    end[moves] = middle
    bydel = np.concatenate([bydel, (bydel[moves] + rng.integers(1, 15, len(moves))) % 15])
    is_transfer = np.zeros(len(start), bool)
    is_transfer[moves] = True
    keep = start <= day("2024-12-31")
    household, start, end, bydel, is_transfer = (a[keep] for a in (household, start, end, bydel, is_transfer))
    end = np.where(end <= day("2025-01-31"), end, NEVER)

    exit_code = np.full(len(start), MISSING)
    for name, weights in EXITS.items():
        offered = [i for i, (code_list, code) in enumerate(zip(EXIT_LISTS, EXIT_CODES, strict=True))
                   if code_list == name and code in weights]  # fmt: skip
        chance = np.array([weights[EXIT_CODES[i]] for i in offered], float)
        which = (end != NEVER) & ((end >= LIST_CHANGE) == (name == "2021"))
        exit_code[which] = rng.choice(offered, which.sum(), p=chance / chance.sum())
        exit_code[which & is_transfer] = next(i for i in offered if EXIT_CODES[i] == "FLYTTET")
    order = np.lexsort((household, start))
    household, start, end, bydel, exit_code = (a[order] for a in (household, start, end, bydel, exit_code))
    return {
        "deltakelse_id": first_id + np.arange(len(start)),
        "fnr": persons.ident_on(household, start),
        "bydel": (BYDEL_CODES, bydel.astype(np.int32)),
        "startdato": start,
        "sluttdato": end,
        "sluttarsak": (EXIT_CODES, exit_code),
        "kodeverk": (LISTS, (end >= LIST_CHANGE).astype(int)),
    }


def _mean_days() -> np.ndarray:
    """By bydel, from the printed stock and flow: who is there a month lasts as long as it takes to replace them."""
    years = published.PRINTED_YEARS
    stock = sum(published.printed_by_bydel("4.02", "kvp_participants_month_avg", year) for year in years)
    return 365.25 * stock / sum(published.printed_by_bydel("4.02", "kvp_new_participants", year) for year in years)


def _new_participants(year: int) -> np.ndarray:
    first = published.PRINTED_YEARS[0]
    by_bydel = published.printed_by_bydel("4.02", "kvp_new_participants", max(year, first))
    if year >= first:
        return by_bydel
    total = NEW_PARTICIPANTS.get(year) or published.printed("web", "kvp_new_participants", year)
    return by_bydel * total / by_bydel.sum()


def _starts(city: Pool, scale: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    is_free = in_fasit(city)
    households, starts, bydeler = [], [], []
    for year in range(min(NEW_PARTICIPANTS), LAST_YEAR + 1):
        new_year = first_day(month_index(year, 1))
        near = city.receipt[:, max(year_slice(year).start - 12, 0) : year_slice(year).stop + 12].any(axis=1)
        age = (new_year - city.birth) / 365.25
        home = city.residence[:, month_index(year, 6)]
        weight = np.where((age > 19) & (age < 55), 1.0, 0.0)
        weight *= np.where(city.is_woman, 1.9, 1.0) * np.where(city.origin == FOREIGN, 1.3, 1.0)
        weight *= np.where(age < 44, 1.6, 1.0)
        for bydel, number in enumerate(np.round(scale * _new_participants(year)).astype(int)):
            candidates = np.flatnonzero(is_free & near & (weight > 0) & (home == bydel))
            number = min(number, len(candidates))
            chance = weight[candidates]
            chosen = (
                rng.choice(candidates, number, replace=False, p=chance / chance.sum()) if number else candidates[:0]
            )
            is_free[chosen] = False
            households.append(chosen)
            starts.append(new_year + rng.integers(0, 360, number))
            bydeler.append(np.full(number, bydel))
    return np.concatenate(households), np.concatenate(starts).astype(np.int32), np.concatenate(bydeler)
