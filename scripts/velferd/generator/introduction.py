"""The introduction programme: by year as many participants of each kind as tables 5.2-5.5 print."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from velferd.generator import published
from velferd.generator.introduction_targets import (
    AGE_LIMITS,
    CITIZENSHIPS,
    NEW_PARTICIPANTS,
    OLDEST,
    OTHER_COUNTRIES,
    WAR_YEAR,
    YOUNGEST,
    age_group,
    country_group,
    exit_weights,
    new_participants,
    participants,
    targets,
)
from velferd.generator.persons import BYDEL_CODES, COUNTRY_CODES, MISSING
from velferd.generator.quota import apportion, early, late, pick, shuffled, solve_power
from velferd.generator.timeline import LAST_YEAR, NEVER, anniversary, day, first_day, month_index, month_of

ACT_CODES = published.codes("introduction_act_code")
EXIT_CODES = published.codes("introduction_exit_code")
EDUCATION_CODES = published.codes("education_code")
YEARS = range(min(NEW_PARTICIPANTS), LAST_YEAR + 1)
LAW_CHANGE, TEMPORARY_RULES = day("2021-01-01"), day("2022-04-01")
#: The first refugees from Ukraine are settled, and how much of that year is gone when they begin in the programme.
UKRAINE, FIRST_FROM_UKRAINE, GONE = COUNTRY_CODES.index("UKR"), day("2022-03-10"), 0.3
#: Participants who end in December, where the printed Decembers ask for a number; elsewhere a twelfth of the year's.
DECEMBER_ENDS = {2021: 9, 2023: 143, 2024: 130}
#: Most of a year's new participants who are main persons of assistance.
MOST_RECIPIENTS = 0.55
DAYS, DECEMBER, SHORTEST_DAYS = 364, 335, 30
STILL_ENDING = 0.04  # of those who are left, in the month after the last year


@dataclass
class Mains:
    """Main persons of assistance with refugee background."""

    birth: np.ndarray
    is_woman: np.ndarray
    country: np.ndarray
    bydel: np.ndarray
    settled_year: np.ndarray


@dataclass
class Participants:
    """One element each; `main` is the number of the main person of assistance, or MISSING."""

    main: np.ndarray
    birth: np.ndarray
    is_woman: np.ndarray
    country: np.ndarray
    bydel: np.ndarray
    education: np.ndarray
    children: np.ndarray
    settled: np.ndarray
    start: np.ndarray
    end: np.ndarray
    reason: np.ndarray

    NAMES = ("main", "birth", "is_woman", "country", "bydel", "education", "children", "settled", "start", "end",
             "reason")  # fmt: skip

    @classmethod
    def make(cls, count: int, **known: np.ndarray) -> Participants:
        empty = {name: np.full(count, NEVER if name == "end" else MISSING) for name in cls.NAMES}
        return cls(**{**empty, **known})

    def __len__(self) -> int:
        return len(self.main)

    def add(self, more: Participants) -> None:
        for name in self.NAMES:
            setattr(self, name, np.concatenate([getattr(self, name), getattr(more, name)]).astype(np.int64))


class Programme:
    """Everybody who takes part, year by year."""

    def __init__(self, mains: Mains, scale: float, rng: np.random.Generator) -> None:
        self._mains, self._scale, self._rng = mains, scale, rng
        self._is_free = np.ones(len(mains.birth), bool)
        self.people = Participants.make(0)
        present = np.empty(0, np.int64)
        for year in YEARS:
            present = self._one_year(year, present)
        people = self.people
        people.end[present] = np.where(
            rng.random(len(present)) < STILL_ENDING, day("2025-01-02") + rng.integers(0, 28, len(present)), NEVER
        )
        ends = present[people.end[present] != NEVER]
        people.reason[ends] = self._reasons(LAST_YEAR, len(ends))

    def table(self, idents: np.ndarray, first_id: int) -> dict:
        """Socio's participations; `idents` are the participants'."""
        people = self.people
        order = np.lexsort((np.arange(len(people)), people.start))
        by_temporary_rules = (people.start >= TEMPORARY_RULES) & (people.country == UKRAINE)
        act = np.where(people.start < LAW_CHANGE, 0, np.where(by_temporary_rules, 2, 1))
        return {
            "deltakelse_id": first_id + np.arange(len(order)),
            "fnr": idents[order],
            "bydel": (BYDEL_CODES, people.bydel[order]),
            "startdato": people.start[order],
            "sluttdato": people.end[order],
            "lovgrunnlag": (ACT_CODES, act[order]),
            "antall_barn": people.children[order],
            "sluttstatus": (EXIT_CODES, people.reason[order]),
        }

    def _one_year(self, year: int, carried: np.ndarray) -> np.ndarray:
        """Let the year's new ones begin and others end; who go on into the next year."""
        number = round(self._scale * new_participants(year))
        wanted = targets(year, len(carried) + number)
        if year == LAST_YEAR:
            quotas = targets(year, number, "new")
        else:
            # What is missing when those who were there before are counted.
            have = self._kinds(carried, year)
            quotas = [
                apportion(np.maximum(goal - np.bincount(kind, minlength=len(goal)), 0), number)
                for goal, kind in zip(wanted, have, strict=True)
            ]
        self._begin(year, number, quotas)
        begun = np.arange(len(self.people) - number, len(self.people))
        present = np.concatenate([carried, begun])
        staying = self._staying(year, present)
        leaving = np.setdiff1d(present, staying)
        self._set_days(year, carried, begun, leaving)
        self.people.reason[leaving] = self._reasons(year, len(leaving))
        return staying

    def _kinds(self, rows: np.ndarray, year: int) -> list[np.ndarray]:
        """Number of the group in each of the attributes that quotas are about, at the end of a year."""
        people = self.people
        return [
            country_group(people.country[rows]),
            people.bydel[rows],
            people.is_woman[rows],
            age_group(people.birth[rows], year),
            people.children[rows],
            np.where(people.education[rows] == MISSING, len(EDUCATION_CODES), people.education[rows]),
        ]

    def _begin(self, year: int, number: int, quotas: list[np.ndarray]) -> None:
        """Main persons of assistance who fit, and others to make up the quotas."""
        mains, rng = self._mains, self._rng
        birth, end = mains.birth, int(first_day(month_index(year + 1, 1))) - 1
        fits = self._is_free & (mains.settled_year <= year) & (mains.settled_year >= year - 1)
        fits &= (anniversary(birth, YOUNGEST) <= first_day(month_index(year, 1))) & (end < anniversary(birth, OLDEST))
        rows = rng.permutation(np.flatnonzero(fits))
        kinds = [
            country_group(mains.country[rows]),
            mains.bydel[rows],
            mains.is_woman[rows].astype(int),
            age_group(birth[rows], year),
        ]
        taken = pick(kinds, quotas[:4], int(number * MOST_RECIPIENTS), np.zeros(len(rows)), fill_only=True)
        left = [
            quota - np.bincount(kind[taken], minlength=len(quota))
            for quota, kind in zip(quotas[:4], kinds, strict=True)
        ]
        rows = rows[taken]
        self._is_free[rows] = False
        count = number - len(rows)
        group, bydel, is_woman, age = (shuffled(quota, rng) for quota in left)
        new = Participants.make(
            number,
            main=np.concatenate([rows, np.full(count, MISSING)]),
            birth=np.concatenate([birth[rows], self._births(age, year)]),
            is_woman=np.concatenate([mains.is_woman[rows], is_woman]),
            country=np.concatenate([mains.country[rows], self._countries(group)]),
            bydel=np.concatenate([mains.bydel[rows], bydel]),
            children=shuffled(quotas[4], rng),
        )
        education = shuffled(quotas[5], rng)
        new.education = np.where(education < len(EDUCATION_CODES), education, MISSING)
        self.people.add(new)

    def _births(self, group: np.ndarray, year: int) -> np.ndarray:
        """Days of birth that make an age group at the end of the year, and 18 at its beginning."""
        youngest = np.array([YOUNGEST + 1, *AGE_LIMITS])[group]
        oldest = np.array([*AGE_LIMITS, OLDEST])[group]
        age = youngest + (oldest - youngest) * self._rng.uniform(0.01, 0.99, len(group))
        return (first_day(month_index(year + 1, 1)) - 365.25 * age).astype(np.int64)

    def _countries(self, group: np.ndarray) -> np.ndarray:
        """Countries of groups; those of a group of several by turns."""
        result = np.empty(len(group), np.int64)
        for number, name in enumerate(CITIZENSHIPS):
            rows = np.flatnonzero(group == number)
            names = OTHER_COUNTRIES.get(name, (name,))
            codes = np.array([COUNTRY_CODES.index(code) if code else MISSING for code in names])
            offset = int(self._rng.integers(0, len(codes)))
            result[rows] = codes[(offset + np.arange(len(rows))) % len(codes)]
        return result

    def _staying(self, year: int, present: np.ndarray) -> np.ndarray:
        """Who go on after the year: mostly the latest, and of the kinds that the next year needs."""
        if year == LAST_YEAR:
            december = published.printed("text", "intro_participants_month", f"{year}-12")
            number, wanted = round(self._scale * (december - DECEMBER_ENDS[year])), targets(year, len(present))
        else:
            number = max(
                round(self._scale * participants(year + 1)) - round(self._scale * new_participants(year + 1)), 0
            )
            wanted = targets(year + 1, number, "carried")
        quotas = [apportion(goal, number) for goal in wanted]
        start = self.people.start[present]
        recency = np.where(start == MISSING, 1, 1 - (first_day(month_index(year + 1, 1)) - start) / 4000)
        kinds = self._kinds(present, min(year + 1, LAST_YEAR))
        return present[pick(kinds, quotas, number, recency)]

    def _set_days(self, year: int, carried: np.ndarray, begun: np.ndarray, leaving: np.ndarray) -> None:
        """Days of beginning and end; in the last year such that the average month is as printed."""
        people, rng, first = self.people, self._rng, int(first_day(month_index(year, 1)))
        begin_draw, end_draw = rng.random(len(begun)), rng.random(len(leaving))
        gone = np.where((people.country[begun] == UKRAINE) & (year == WAR_YEAR), GONE, 0)
        begin_draw = gone + (1 - gone) * begin_draw
        in_december = round(self._scale * DECEMBER_ENDS.get(year, 0)) or len(leaving) // 12
        is_december = rng.permutation(len(leaving)) < in_december

        def months(power: float) -> int:
            people.start[begun] = first + (DAYS * early(begin_draw, power)).astype(np.int64)
            late_draw = late(end_draw, power)
            span = np.where(is_december, DECEMBER + (DAYS - DECEMBER) * late_draw, (DECEMBER - 1) * late_draw)
            soonest = np.minimum(people.start[leaving] + SHORTEST_DAYS, first + DAYS)
            people.end[leaving] = np.maximum(first + span.astype(np.int64), soonest)
            start = np.maximum(month_of(people.start) - month_index(year, 1), 0)
            last = np.minimum(month_of(np.minimum(people.end, first + DAYS)) - month_index(year, 1), 11)
            return int((last - start + 1)[np.concatenate([carried, begun])].sum())

        target = 12 * published.printed("text", "intro_participants_month_avg", LAST_YEAR) * self._scale
        months(solve_power(months, target) if year == LAST_YEAR else 1.0)
        self._settle(begun)

    def _settle(self, rows: np.ndarray) -> None:
        """A settlement within about a year before, in the year that main persons have been given."""
        people = self.people
        earliest, latest = people.start[rows] - 300, people.start[rows] - 20
        is_main = people.main[rows] != MISSING
        year = np.append(self._mains.settled_year, LAST_YEAR)[people.main[rows]]
        new_year = first_day(month_index(year, 1))
        earliest = np.where(is_main, np.maximum(new_year, people.start[rows] - 400), earliest)
        latest = np.where(is_main, np.minimum(new_year + DAYS, people.start[rows] - 5), latest)
        earliest = np.where(people.country[rows] == UKRAINE, np.maximum(earliest, FIRST_FROM_UKRAINE), earliest)
        latest = np.maximum(latest, earliest)
        people.settled[rows] = earliest + (self._rng.random(len(rows)) * (latest - earliest)).astype(np.int64)

    def _reasons(self, year: int, number: int) -> np.ndarray:
        return shuffled(apportion(exit_weights(year), number), self._rng)
