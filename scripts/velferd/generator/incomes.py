"""Fasit's incomes by household member and month, consistent with the months with base income that were drawn."""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.payments import Months
from velferd.generator.persons import Persons
from velferd.generator.pool import Pool
from velferd.generator.timeline import (
    FASIT_MONTH,
    FASIT_YEAR,
    LAST_YEAR,
    MONTH_COUNT,
    anniversary,
    first_day,
    month_index,
)

INCOME_CODES = published.codes("income_type_code")
#: Base incomes in the order in which they are dealt out: (code, label in tables 3.16 and 3.17, usual kr, years of age
#: it suits, who it suits). Old-age pension first, as few can have it; work last, as anyone can.
BASE_INCOMES = (
    ("ALDERSPENSJON", "Alderspensjon", 14_000, 67, 120, None),
    ("INTRODUKSJONSSTONAD", "Introduksjonsstønad", 16_000, 18, 56, "refugee"),
    ("KVALIFISERINGSSTONAD", "Kvalifiseringsstønad", 18_000, 20, 60, None),
    ("UFORETRYGD", "Uføretrygd", 17_000, 36, 67, None),
    ("AAP", "AAP", 15_500, 22, 66, None),
    ("SYKEPENGER", "Sykepenger", 15_000, 20, 67, None),
    ("DAGPENGER", "Dagpenger", 13_000, 22, 66, None),
    ("TILTAKSPENGER", "Tiltakspenger", 9_500, 18, 60, None),
    ("ARBEIDSINNTEKT", "Arbeidsinntekt", 11_000, 17, 68, None),
)
#: What those without any of the above have.
OTHER_BASE = {"ANNEN_INNTEKT": 0.8, "OMSORGSSTONAD": 0.12, "PLEIEPENGER": 0.08}
FIRST_PRINTED_YEAR = 2017
#: Types whose share in the last year the text has with a decimal.
TEXT_LABELS = ("Kvalifiseringsstønad", "Introduksjonsstønad", "Arbeidsinntekt", "Dagpenger", "Tiltakspenger",
               "Sykepenger", "AAP", "Uføretrygd", "Statlig bostøtte")  # fmt: skip
#: Incomes beside assistance that are no base income: chance in a month (with children: second), usual kr.
WITH_CHILDREN = {"BARNETRYGD": (0.92, 1500), "BARNETILSYN": (0.04, 3500), "BARNEBIDRAG": (0.12, 2200)}
WITH_ANYBODY = {"GRUNNSTONAD": (0.02, 900), "HJELPESTONAD": (0.012, 1300)}
KR = 100
#: Of the months with base income of those who live by work, how many are of another kind: under 10 percent of a month's
#: recipients work (figure 3.18).
OTHER_THAN_WORK = 0.4
#: Percent of a month's recipients with state housing allowance (figure 3.18's text), by month; and how much more common
#: it is for each month of receipt, as those who receive for long have had the time to apply, and less for who move.
HOUSING_PERCENT = {
    (2016, 1): 39, (2018, 12): 40, (2019, 6): 42, (2020, 6): 38, (2021, 6): 41, (2021, 12): 41, (2022, 4): 50.5,
    (2022, 9): 40, (2022, 12): 38, (2023, 1): 41, (2023, 4): 50.5, (2023, 9): 37, (2023, 12): 37, (2024, 4): 46,
    (2024, 7): 43, (2024, 10): 39, (2024, 12): 34,
}  # fmt: skip
MORE_EACH_MONTH, LESS_IN_SEVERAL_BYDELER = 0.1, 0.25


def make_incomes(city: Pool, persons: Persons, months: Months, rng: np.random.Generator) -> dict:
    """One row per household, member, month and type."""
    has_base = city.base_income[months.household, months.month - FASIT_MONTH]
    recipients = RecipientYears(city, months, has_base)
    parts = [
        *_base_parts(city, persons, months, recipients, has_base, rng),
        *_housing_parts(months, recipients, rng),
        *_family_parts(city, months, rng),
        *_before_and_after(city, rng),
        *_of_children(city, persons, months, rng),
    ]
    household = np.concatenate([p[0] for p in parts]).astype(np.int64)
    person = np.concatenate([np.where(p[1] < 0, p[0], p[1]) for p in parts]).astype(np.int64)
    month = np.concatenate([p[2] for p in parts]).astype(np.int64)
    kind = np.concatenate([np.broadcast_to(p[3], p[0].shape) for p in parts]).astype(np.int64)
    usual = np.concatenate([np.broadcast_to(p[4], p[0].shape) for p in parts])
    # One row per key, in the order of months.
    key = ((month * len(city) + household) * (len(persons.birth) + 1) + person) * len(INCOME_CODES) + kind
    _, first = np.unique(key, return_index=True)
    household, person, month, kind, usual = (a[first] for a in (household, person, month, kind, usual))
    amount = np.round(usual * rng.lognormal(-0.08, 0.4, len(usual))) * KR + rng.integers(0, 2, len(usual)) * 50
    start = first_day(month)
    return {
        "hovedperson_fnr": persons.ident_on(household, start),
        "fnr": persons.ident_on(person, start),
        "maned": month,
        "inntektstype": (INCOME_CODES, kind.astype(np.int32)),
        "belop": np.where(usual == 0, 0, np.maximum(amount, KR)).astype(np.int64),
    }


class RecipientYears:
    """Recipients of a year: one element each, with the bydel of last contact."""

    def __init__(self, city: Pool, months: Months, has_base: np.ndarray) -> None:
        years = LAST_YEAR - FASIT_YEAR + 1
        key = months.household.astype(np.int64) * years + months.year
        # Months are in order within a household, so the last one of each key is the last contact.
        self.key, last = np.unique(key[::-1], return_index=True)
        last = len(key) - 1 - last
        self.of_month = np.searchsorted(self.key, key)
        self.household, self.year = self.key // years, self.key % years
        self.bydel = months.bydel[last]
        self.month_count = np.bincount(self.of_month, minlength=len(self.key))
        elsewhere = months.bydel != self.bydel[self.of_month]
        self.in_several = np.bincount(self.of_month, elsewhere, minlength=len(self.key)) > 0
        self.has_base = np.bincount(self.of_month, has_base, minlength=len(self.key)) > 0
        now = first_day(months.month[last])
        birth = city.birth[self.household]
        self.age = (now - birth) / 365.25
        self.is_refugee = city.is_refugee[self.household]


def _share(label: str, year: int) -> np.ndarray:
    """Share of recipients with a type of income in a year, by bydel: table 3.16, apart as in table 3.17."""
    try:
        by_bydel = published.printed_by_bydel("3.17", "share_with_income", LAST_YEAR, label)
        by_bydel = by_bydel / published.printed("3.16", "share_with_income", LAST_YEAR, category=label)
    except KeyError:  # table 3.17 leaves the rarest out
        by_bydel = np.ones(15)
    return _city_share(label, year) * by_bydel


def _city_share(label: str, year: int) -> float:
    """Table 3.16; with a decimal where the text has one."""
    percent = published.printed("3.16", "share_with_income", max(year, FIRST_PRINTED_YEAR), category=label)
    if year == LAST_YEAR and label in TEXT_LABELS:
        percent = published.printed("text", "share_with_income", year, category=label)
    return percent / 100


def _deal(
    recipients: RecipientYears, label: str, suits: np.ndarray, score: np.ndarray, part: float = 1.0
) -> np.ndarray:
    """Mask of the recipients who get an income: in each year and bydel its share of all, best scores first."""
    area = recipients.year * 15 + recipients.bydel
    shares = np.concatenate([_share(label, year) for year in range(FASIT_YEAR, LAST_YEAR + 1)])
    everyone = np.bincount(area, minlength=len(shares))
    # Table 3.17 counts in every bydel of the year, so that its shares lie below those of table 3.16.
    wanted = (shares * everyone).reshape(-1, 15)
    city = everyone.reshape(-1, 15).sum(axis=1) * [_city_share(label, y) for y in range(FASIT_YEAR, LAST_YEAR + 1)]
    wanted *= (city / np.maximum(wanted.sum(axis=1), 1e-9))[:, None]
    wanted = np.round(part * wanted).ravel()
    order = np.lexsort((np.where(suits, -score, np.inf), area))
    starts = np.concatenate([[0], np.cumsum(everyone)])
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - starts[area[order]]
    return suits & (rank < wanted[area])


def _base_parts(city, persons, months, recipients, has_base, rng) -> list[tuple]:
    """Each recipient with base income in a year has one type of it, some a second."""
    nothing = -1
    primary = np.full(len(recipients.key), nothing)
    secondary = primary.copy()
    lasting = {}
    for code, label, _, youngest, oldest, needs in BASE_INCOMES:
        # What somebody has in one year, they mostly have in the next.
        lasting[code] = rng.random(len(city))[recipients.household] + 0.15 * rng.random(len(primary))
        suits = recipients.has_base & (primary == nothing)
        fits = (recipients.age >= youngest) & (recipients.age < oldest)
        if needs == "refugee":
            fits &= recipients.is_refugee
        taken = _deal(recipients, label, suits, lasting[code] + 2 * fits, 0.9)
        primary[taken] = INCOME_CODES.index(code)
    for code, label, _, youngest, oldest, _ in BASE_INCOMES:
        number = INCOME_CODES.index(code)
        have = (primary == number) | (secondary == number)
        fits = (recipients.age >= youngest) & (recipients.age < oldest)
        suits = recipients.has_base & (have | (secondary == nothing))
        # Those who have it come first, so that only the missing ones are added.
        taken = _deal(recipients, label, suits, lasting[code] + 2 * fits + 10 * have)
        new = taken & ~have
        free = new & (primary == nothing)
        primary[free] = number
        secondary[new & ~free] = number
    left = recipients.has_base & (primary == nothing)
    others = [INCOME_CODES.index(code) for code in OTHER_BASE]
    primary[left] = rng.choice(others, left.sum(), p=list(OTHER_BASE.values()))

    usual = np.full(len(INCOME_CODES), 8000)
    for code, _, kr, *_ in BASE_INCOMES:
        usual[INCOME_CODES.index(code)] = kr
    row = np.flatnonzero(has_base)
    of = recipients.of_month[row]
    # In a couple, either or both have it.
    draw = rng.random(len(city))[months.household[row]]
    partner = np.where(months.has_partner[row], persons.partner[months.household[row]], -1)
    by_partner = (partner >= 0) & (draw < 0.4)
    by_main = ~by_partner | (draw < 0.15)
    parts = []
    work, other = INCOME_CODES.index("ARBEIDSINNTEKT"), INCOME_CODES.index("ANNEN_INNTEKT")
    # One month each, any one, is kept for work.
    order = np.lexsort((rng.random(len(row)), of))
    not_working = rng.random(len(row)) < OTHER_THAN_WORK
    not_working[order[np.diff(of[order], prepend=-1) > 0]] = False
    for types in (primary, secondary):
        kind = np.where(not_working & (types[of] == work), other, types[of])
        for who, which in ((np.full(len(row), -1), by_main), (partner, by_partner)):
            n = np.flatnonzero(which & (kind != nothing))
            parts.append((months.household[row[n]], who[n], months.month[row[n]], kind[n], usual[kind[n]]))
    # Rows of nothing: they are no income.
    zero = np.flatnonzero(~has_base & (rng.random(len(has_base)) < 0.01))
    parts.append((months.household[zero], np.full(len(zero), -1), months.month[zero], work, 0))
    return parts


def _housing_parts(months: Months, recipients: RecipientYears, rng: np.random.Generator) -> list[tuple]:
    """State housing allowance, with its ups and downs by month, and the municipal grant."""
    when = np.array([month_index(*point) for point in HOUSING_PERCENT])
    percent = np.interp(np.arange(FASIT_MONTH, MONTH_COUNT), when, list(HOUSING_PERCENT.values()))
    calendar = months.month - FASIT_MONTH
    in_month = np.bincount(calendar, minlength=len(percent))
    parts = []
    for code, label, kr in (
        ("STATLIG_BOSTOTTE", "Statlig bostøtte", 3000),
        ("KOMMUNALT_BOLIGTILSKUDD", "Kommunalt boligtilskudd", 2500),
    ):
        household_score = rng.random(int(months.household.max(initial=0)) + 1)
        score = household_score[recipients.household] + MORE_EACH_MONTH * recipients.month_count
        score -= LESS_IN_SEVERAL_BYDELER * recipients.in_several
        taken = _deal(recipients, label, np.ones(len(score), bool), score)
        row = np.flatnonzero(taken[recipients.of_month])
        wanted = 0.8 * np.bincount(calendar[row], minlength=len(percent))
        if code == "STATLIG_BOSTOTTE":
            wanted = percent / 100 * in_month
        # Those whose score is best have it in most months; everybody once in the year, in the first month.
        order = np.lexsort((-score[recipients.of_month[row]] - rng.random(len(row)), calendar[row]))
        rank = np.empty(len(row), np.int64)
        starts = np.searchsorted(calendar[row][order], np.arange(len(percent)))
        rank[order] = np.arange(len(row)) - starts[calendar[row][order]]
        has = rank < wanted[calendar[row]]
        count = np.bincount(recipients.of_month[row[has]], minlength=len(taken))
        first = np.unique(recipients.of_month, return_index=True)[1]
        n = np.union1d(row[has], first[taken & (count == 0)])
        parts.append((months.household[n], np.full(len(n), -1), months.month[n], INCOME_CODES.index(code), kr))
    return parts


def _family_parts(city: Pool, months: Months, rng: np.random.Generator) -> list[tuple]:
    parts = []
    draw = rng.random((len(city), len(WITH_CHILDREN) + len(WITH_ANYBODY)))
    for n, (code, (chance, kr)) in enumerate({**WITH_CHILDREN, **WITH_ANYBODY}.items()):
        has = draw[months.household, n] < chance
        if code in WITH_CHILDREN:
            has &= months.children > 0
        row = np.flatnonzero(has)
        usual = kr * np.maximum(months.children[row], 1) if code in WITH_CHILDREN else kr
        parts.append((months.household[row], np.full(len(row), -1), months.month[row], INCOME_CODES.index(code), usual))
    return parts


def _before_and_after(city: Pool, rng: np.random.Generator) -> list[tuple]:
    """Incomes are registered in months beside those of receipt too; they count nowhere."""
    receipt = city.receipt[:, FASIT_MONTH:]
    near = np.zeros_like(receipt)
    near[:, 1:] |= receipt[:, :-1]
    near[:, :-1] |= receipt[:, 1:]
    household, month = np.nonzero(near & ~receipt & city.base_income)
    keep = rng.random(len(household)) < 0.6
    household, month = household[keep], month[keep]
    kind = np.where(
        rng.random(len(household)) < 0.8, INCOME_CODES.index("ARBEIDSINNTEKT"), INCOME_CODES.index("DAGPENGER")
    )
    return [(household, np.full(len(household), -1), month + FASIT_MONTH, kind, 16_000)]


def _of_children(city: Pool, persons: Persons, months: Months, rng: np.random.Generator) -> list[tuple]:
    """Some of the children work, or get child support in their own name: no income of the household's."""
    position = np.full((len(city), MONTH_COUNT - FASIT_MONTH), False)
    position[months.household, months.month - FASIT_MONTH] = True
    parts = []
    working = np.flatnonzero(rng.random(len(city.child_birth)) < 0.3)
    begin = anniversary(city.child_birth[working], 16)
    end = anniversary(city.child_birth[working], 18)
    for month in range(FASIT_MONTH, MONTH_COUNT):
        now = first_day(month)
        n = working[(begin <= now) & (now < end)]
        n = n[position[city.child_household[n], month - FASIT_MONTH]]
        n = n[rng.random(len(n)) < 0.5]
        whole = np.full(len(n), month)
        parts.append((city.child_household[n], persons.child[n], whole, INCOME_CODES.index("ARBEIDSINNTEKT"), 3000))
    return parts
