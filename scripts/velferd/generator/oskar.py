"""Oskar: the months of receipt of the former case system."""

from __future__ import annotations

import numpy as np

from velferd.generator.persons import BYDEL_CODES, Persons
from velferd.generator.pool import Pool
from velferd.generator.timeline import FASIT_MONTH, first_day, month_index

#: Oskar goes on to the end of Fasit's first year, for fewer and fewer households.
END = month_index(2017, 1)
FIRST_AMOUNT, LAST_AMOUNT = 7_200, 11_500
KR = 100


def make_oskar(city: Pool, persons: Persons, rng: np.random.Generator) -> dict:
    month, household = np.nonzero(city.receipt[:, :END].T)
    still_there = 1 - (month - FASIT_MONTH + 1) / (END - FASIT_MONTH + 1)
    keep = (month < FASIT_MONTH) | (rng.random(len(month)) < still_there)
    household, month = household[keep], month[keep]
    level = np.interp(month, [0, END], [FIRST_AMOUNT, LAST_AMOUNT])
    amount = np.round(level * rng.lognormal(-0.2, 0.63, len(month))) * KR
    return {
        "fnr": persons.ident_on(household, first_day(month)),
        "maned": month,
        "bydel": (BYDEL_CODES, city.residence[household, month].astype(np.int32)),
        "belop": np.maximum(amount, KR).astype(np.int64),
    }
