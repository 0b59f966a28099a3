"""Participations in the qualification programme (KVP): by year and bydel as many as tables 4.2 and 4.3 print."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from velferd.generator import published
from velferd.generator.counts import children_on, has_partner
from velferd.generator.persons import BYDEL_CODES, MISSING, Persons, in_fasit
from velferd.generator.pool import NORWAY, UNKNOWN, Pool
from velferd.generator.quota import apportion, early, late, pick, shuffled, solve_power
from velferd.generator.timeline import (
    FASIT_YEAR,
    LAST_YEAR,
    NEVER,
    anniversary,
    day,
    first_day,
    month_index,
    month_of,
    year_slice,
)

EXIT_LISTS = published.codes("kvp_exit_code", "code_list")
EXIT_CODES = published.codes("kvp_exit_code")
LISTS = published.codes("kvp_code_list")
LIST_CHANGE = day("2021-01-01")
YEARS = range(FASIT_YEAR, LAST_YEAR + 1)
#: Participants and new ones of the years for which neither report nor web has them, so that stock and flow fit.
PARTICIPANTS = {2016: 2500, 2017: 2520, 2018: 2480, 2019: 2370}
NEW_PARTICIPANTS = {2016: 830, 2017: 850, 2018: 830, 2019: 760}
#: Who end and begin anew in the same year: stock and flow of the web's figures do not fit without them (checks.md W7).
RETURNS = {2020: 110, 2021: 105, 2022: 80}
#: Participants who go on in another bydel, in years for which it is not printed, and all who end in the last year.
TRANSFERS, EXITS_OF_LAST_YEAR = 35, 700
#: Of all who end: with an agreed ending, in years for which it is not printed, and of these to work or education.
AGREED_SHARE, TO_WORK_SHARE = 0.86, 0.62
#: How often each reason is given, within work or education, other agreed endings, and the rest, by code list.
REASONS = {
    "2017": ({"ARBEID": 26, "DELTIDSARBEID": 13, "UTDANNING": 8, "TILRETTELAGT_ARBEID": 3, "LONNSTILSKUDD": 3},
             {"TILTAK": 10, "TRYGD": 12, "SOSIALHJELP": 7, "ANNET": 5},
             {"FLYTTET": 5, "UTEBLITT": 8}),
    "2021": ({"ORDINART_ARBEID": 28, "UTDANNING": 8, "VARIG_TILRETTELAGT_ARBEID": 2, "LONNSTILSKUDD": 3},
             {"ARBEIDSRETTET_TILTAK": 12, "HELSERELATERT_YTELSE": 14, "OKONOMISK_SOSIALHJELP": 10, "ANNET": 6},
             {"FLYTTET": 6, "UTEBLITT": 11}),
}  # fmt: skip
#: New participants by kind, in the first and the last year of figure 4.2; the report's text for the last.
KINDS = {
    "sex": ((0.34, 0.66), (0.43, 0.57)),  # man, woman
    "age": ((0.24, 0.52, 0.24), (0.30, 0.50, 0.20)),  # under 30, 30-44, 45 or more
    "marital": ((0.67, 0.33), (0.65, 0.35)),  # alone, couple
    "children": ((0.59, 0.29, 0.12), (0.55, 0.35, 0.10)),  # none, 1-2, 3 or more
    "country": ((0.32, 0.68), (0.35, 0.65)),  # Norway, other
}
FIRST_KINDS_YEAR, OLDEST_START = 2017, 60
#: Candidates looked at for each place.
CANDIDATES_PER_PLACE = 5
#: Parts of the year in which those who return end and begin again, more than a month apart.
RETURN_ENDS, RETURN_BEGINS = 0.45, 0.6
DAYS = 364
STILL_ENDING = 0.04  # of those who are left, in the month after the last year


@dataclass
class Plan:
    """Persons by year and bydel: participants, new ones, those coming from another bydel, and returning ones."""

    participants: np.ndarray
    new: np.ndarray
    arriving: np.ndarray
    returning: np.ndarray
    months: np.ndarray  # nan where it is not printed

    def carried(self, n: int) -> np.ndarray:
        """Who take part on the first day of a year, by bydel."""
        stock = self.participants[n] - self.new[n] - self.arriving[n] + self.returning[n]
        return np.maximum(stock, 0)


def make_plan(scale: float) -> Plan:
    printed = {
        measure: np.array([published.printed_by_bydel("4.02", measure, year) for year in published.PRINTED_YEARS])
        for measure in ("kvp_participants_year", "kvp_new_participants", "kvp_participants_month_avg")
    }
    rows: list[list[np.ndarray]] = []
    for year in YEARS:
        months = np.full(15, np.nan)
        if year in published.PRINTED_YEARS:
            n = published.PRINTED_YEARS.index(year)
            shares = [printed[measure][n] for measure in ("kvp_participants_year", "kvp_new_participants")]
            months = scale * 12 * printed["kvp_participants_month_avg"][n]
            transfers = shares[0].sum() - published.printed("4.02", "kvp_participants_year", year)
            totals = [part.sum() for part in shares]
        else:
            shares = [printed[measure].sum(axis=0) for measure in ("kvp_participants_year", "kvp_new_participants")]
            transfers = TRANSFERS
            totals = [
                known.get(year) or published.printed("web", measure, year)
                for known, measure in (
                    (PARTICIPANTS, "kvp_participants_year"),
                    (NEW_PARTICIPANTS, "kvp_new_participants"),
                )
            ]
            totals[0] += TRANSFERS
        counts = [apportion(part, round(scale * total)) for part, total in zip(shares, totals, strict=True)]
        arriving = apportion(shares[0], round(scale * transfers))
        returning = np.minimum(apportion(shares[0], round(scale * RETURNS.get(year, 0))), counts[1])
        rows.append([*counts, arriving, returning, months])
    return Plan(*(np.array(column) for column in zip(*rows, strict=True)))


@dataclass
class Spells:
    """Participations, one element each; those that go on end NEVER."""

    household: np.ndarray
    start: np.ndarray
    end: np.ndarray
    bydel: np.ndarray
    reason: np.ndarray

    @classmethod
    def joined(cls, parts: list[Spells]) -> Spells:
        names = ("household", "start", "end", "bydel", "reason")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]).astype(np.int64) for name in names))


def make_participations(city: Pool, persons: Persons, scale: float, first_id: int, rng: np.random.Generator) -> dict:
    """Fasit's participations in Fasit's time."""
    plan = make_plan(scale)
    candidates = _Candidates(city, rng)
    who, where = candidates.draw(YEARS[0] - 1, plan.carried(0))
    since = first_day(month_index(YEARS[0], 1)) - rng.integers(20, 600, len(who))
    parts = []
    for n, year in enumerate(YEARS):
        leaves = None
        if year == LAST_YEAR:
            leaves = apportion(plan.participants[n], round(scale * EXITS_OF_LAST_YEAR))
        step = _Year(year, who, since, where, rng)
        step.begin(*candidates.draw(year, plan.new[n] - plan.returning[n]))
        step.move(plan.arriving[n])
        step.leave(plan.carried(n + 1) if leaves is None else step.present() - leaves, plan.returning[n])
        step.set_days(plan.months[n])
        parts += step.ended(scale)
        who, since, where = step.going_on()
    ends = np.where(rng.random(len(who)) < STILL_ENDING, day("2025-01-02") + rng.integers(0, 28, len(who)), NEVER)
    reason = np.where(ends == NEVER, MISSING, _reasons(LAST_YEAR + 1, len(who), scale, rng))
    parts.append(Spells(who, since, ends, where, reason))
    spells = Spells.joined(parts)
    order = np.lexsort((spells.household, spells.start))
    end = spells.end[order]
    return {
        "deltakelse_id": first_id + np.arange(len(order)),
        "fnr": persons.ident_on(spells.household[order], spells.start[order]),
        "bydel": (BYDEL_CODES, spells.bydel[order]),
        "startdato": spells.start[order],
        "sluttdato": end,
        "sluttarsak": (EXIT_CODES, spells.reason[order]),
        "kodeverk": (LISTS, (end >= LIST_CHANGE).astype(int)),
    }


class _Candidates:
    """Main persons who may begin, each once in a lifetime."""

    def __init__(self, city: Pool, rng: np.random.Generator) -> None:
        self._city, self._rng = city, rng
        self._is_free = in_fasit(city) & (city.origin != UNKNOWN)

    def draw(self, year: int, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Households for the places of each bydel, which are theirs; of the year's kinds (figure 4.2)."""
        city, middle = self._city, first_day(month_index(year, 7))
        months = slice(max(year_slice(year).start - 12, 0), year_slice(year).stop)
        is_known = city.receipt[:, : max(month_index(year, 7), month_index(FASIT_YEAR, 7))].any(axis=1)
        age_now = [anniversary(city.birth, age) <= middle for age in (20, 30, 45, OLDEST_START)]
        fits = self._is_free & is_known & city.receipt[:, months].any(axis=1) & age_now[0] & ~age_now[3]
        rows = self._rng.permutation(np.flatnonzero(fits))
        home = city.residence[rows, month_index(year, 7)].astype(np.int64)
        # Enough of each bydel to choose from.
        nth = np.empty(len(rows), np.int64)
        order = np.argsort(home, kind="stable")
        nth[order] = np.arange(len(rows)) - np.searchsorted(home[order], home[order])
        keep = nth < CANDIDATES_PER_PLACE * places[home] + CANDIDATES_PER_PLACE
        rows, home = rows[keep], home[keep]
        reference = np.full(len(city), middle)
        kinds = [
            home,
            city.is_woman[rows].astype(int),
            age_now[1][rows].astype(int) + age_now[2][rows],
            has_partner(city, reference)[rows].astype(int),
            np.searchsorted([1, 3], children_on(city, rows, reference[rows], 0), side="right"),
            (city.origin[rows] != NORWAY).astype(int),
        ]
        along = np.clip((year - FIRST_KINDS_YEAR) / (LAST_YEAR - FIRST_KINDS_YEAR), 0, 1)
        shares = [(1 - along) * np.array(first) + along * np.array(last) for first, last in KINDS.values()]
        number = int(places.sum())
        quotas = [places, *(apportion(share, number) for share in shares)]
        taken = pick(kinds, quotas, number, np.zeros(len(rows)))
        self._is_free[rows[taken]] = False
        return rows[taken], home[taken]


class _Year:
    """One year of the programme; those who take part on its first day come first, then those who begin."""

    def __init__(self, year: int, who: np.ndarray, since: np.ndarray, where: np.ndarray, rng: np.random.Generator):
        self._year, self._rng = year, rng
        self._first = int(first_day(month_index(year, 1)))
        self._who, self._since, self._where = who, since, where

    def begin(self, who: np.ndarray, where: np.ndarray) -> None:
        self._carried = len(self._who)
        self._who = np.concatenate([self._who, who])
        self._since = np.concatenate([self._since, np.zeros(len(who), np.int64)])
        self._where = np.concatenate([self._where, where])
        self._from = self._where.copy()
        self._leaves, self._returns = np.zeros((2, len(self._who)), bool)

    def move(self, arriving: np.ndarray) -> None:
        """Some of those who took part before go on in another bydel."""
        order = self._rng.permutation(self._carried)
        for bydel in shuffled(arriving, self._rng):
            elsewhere = order[self._from[order] != bydel]
            self._where[elsewhere[:1]] = bydel
            order = order[~np.isin(order, elsewhere[:1])]
        self._moved_on = self._first + self._rng.integers(60, 300, len(self._who))

    def present(self) -> np.ndarray:
        """Who take part in the year by the bydel they are in last."""
        return np.bincount(self._where, minlength=15)

    def leave(self, remaining: np.ndarray, returning: np.ndarray) -> None:
        """Mostly those who have been there longest leave, or leave and return."""
        order = np.argsort(self._since[: self._carried] + self._rng.normal(0, 150, self._carried))
        stays_put = self._where[order] == self._from[order]
        for bydel, (rest, back) in enumerate(zip(remaining, returning, strict=True)):
            mine = order[(self._where[order] == bydel) & stays_put]
            number = max(int(self.present()[bydel] - rest), 0)
            self._leaves[mine[:number]] = True
            self._returns[mine[number : number + back]] = True

    def set_days(self, months: np.ndarray) -> None:
        """Days of beginning and end, such that each bydel has its months of participation in the year."""
        draws = self._rng.random((2, len(self._who)))
        self._start, self._end = self._since.copy(), np.full(len(self._who), self._first + DAYS)
        for bydel in range(15):
            rows = np.flatnonzero((self._where == bydel) | (self._from == bydel))
            mine = rows[self._where[rows] == bydel]

            def count(power: float, rows: np.ndarray = rows, mine: np.ndarray = mine, bydel: int = bydel) -> int:
                self._place(mine, draws, power)
                return int(self._months(rows, bydel).sum())

            count(1.0 if np.isnan(months[bydel]) else solve_power(count, months[bydel]))

    def _place(self, rows: np.ndarray, draws: np.ndarray, power: float) -> None:
        begin, end = early(draws[0, rows], power), late(draws[1, rows], power)
        returns, leaves = self._returns[rows], self._leaves[rows]
        begin = np.where(returns, RETURN_BEGINS + (1 - RETURN_BEGINS) * begin, begin)
        end = np.where(returns, RETURN_ENDS * end, end)
        begins = (rows >= self._carried) | returns
        self._start[rows] = np.where(begins, self._first + DAYS * begin, self._since[rows]).astype(np.int64)
        self._end[rows] = self._first + np.where(leaves | returns, DAYS * end, DAYS).astype(np.int64)

    def _months(self, rows: np.ndarray, bydel: int) -> np.ndarray:
        """Months of the year in which each takes part in the bydel."""
        first = np.maximum(month_of(self._start[rows]) - month_index(self._year, 1), 0)
        last = month_of(self._end[rows]) - month_index(self._year, 1)
        moved = month_of(self._moved_on[rows]) - month_index(self._year, 1)
        moves, stays = self._from[rows] != self._where[rows], self._where[rows] == bydel
        whole = np.where(self._returns[rows], last + 1 + 12 - first, last - first + 1)
        return np.where(moves, np.where(stays, 12 - moved, moved + 1), whole)

    def ended(self, scale: float) -> list[Spells]:
        """The participations that end in the year; a move to another bydel ends one, and the next day begins one."""
        moved = np.flatnonzero(self._from != self._where)
        ends = np.flatnonzero(self._leaves | self._returns)
        away = EXIT_CODES.index("FLYTTET", 0 if self._year < 2021 else EXIT_LISTS.index("2021"))
        begun = np.where(ends < self._carried, self._since[ends], self._start[ends])
        return [
            Spells(self._who[moved], self._since[moved], self._moved_on[moved], self._from[moved],
                   np.full(len(moved), away)),
            Spells(self._who[ends], begun, self._end[ends], self._where[ends],
                   _reasons(self._year, len(ends), scale, self._rng)),
        ]  # fmt: skip

    def going_on(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        moved = self._from != self._where
        since = np.where(moved, self._moved_on + 1, self._start)
        rest = ~self._leaves
        return self._who[rest], since[rest], self._where[rest]


def _reasons(year: int, number: int, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Why they end: as many by agreement, and to work or education, as table 4.3 has."""
    try:
        agreed, to_work = (
            scale * published.printed("4.03", f"kvp_exits_{what}", year)
            for what in ("by_agreement", "to_work_or_education")
        )
    except KeyError:
        agreed = AGREED_SHARE * number
        to_work = TO_WORK_SHARE * agreed
    agreed = min(round(agreed), number)
    to_work = min(round(to_work), agreed)
    name = "2017" if year < 2021 else "2021"
    quota = np.zeros(len(EXIT_CODES), np.int64)
    for weights, part in zip(REASONS[name], (to_work, agreed - to_work, number - agreed), strict=True):
        codes = [EXIT_CODES.index(code, EXIT_LISTS.index(name)) for code in weights]
        quota[codes] = apportion(np.array(list(weights.values())), part)
    return shuffled(quota, rng)
