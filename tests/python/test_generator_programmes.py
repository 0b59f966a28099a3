"""The programmes of the synthetic city: drawing by quota, and participants as many as the report prints."""

from __future__ import annotations

import numpy as np
import pytest
from velferd.generator import introduction, introduction_targets, kvp, published, quota
from velferd.generator.idents import IdentRegister
from velferd.generator.introduction import Mains, Programme
from velferd.generator.persons import COUNTRY_CODES, MISSING, make_persons
from velferd.generator.pool import simulate
from velferd.generator.timeline import NEVER, first_day, month_index

SCALE = 0.1
LAST_YEAR = 2024


def days_of(year: int) -> tuple[int, int]:
    return int(first_day(month_index(year, 1))), int(first_day(month_index(year + 1, 1))) - 1


def test_apportioned_numbers_add_up_and_none_is_a_whole_one_off():
    weights = np.array([0.5, 2.0, 3.3, 0.0, 7.1])
    parts = quota.apportion(weights, 100)
    assert parts.sum() == 100
    assert (np.abs(parts - weights / weights.sum() * 100) < 1).all()
    assert quota.apportion(np.zeros(3), 0).tolist() == [0, 0, 0]


def test_shuffled_has_each_kind_as_often_as_its_quota():
    drawn = quota.shuffled(np.array([3, 0, 5]), np.random.default_rng(1))
    assert np.bincount(drawn).tolist() == [3, 0, 5]


def test_picking_fills_all_quotas_at_once():
    rng = np.random.default_rng(2)
    kinds = [rng.integers(0, 2, 600), rng.integers(0, 3, 600)]
    quotas = [np.array([70, 30]), np.array([10, 20, 70])]
    picked = quota.pick(kinds, quotas, 100, np.zeros(600))
    assert len(set(picked.tolist())) == 100
    for kind, wanted in zip(kinds, quotas, strict=True):
        assert np.bincount(kind[picked]).tolist() == wanted.tolist()


def test_picking_stops_at_a_full_quota_only_when_told_to():
    kinds, quotas = [np.array([0, 0, 0, 1])], [np.array([1, 2])]
    assert len(quota.pick(kinds, quotas, 3, np.zeros(4))) == 3
    assert sorted(kinds[0][quota.pick(kinds, quotas, 3, np.zeros(4), fill_only=True)].tolist()) == [0, 1]


def test_the_power_brings_a_sum_of_months_to_its_target():
    draw = np.random.default_rng(3).random(500)

    def months(power: float) -> float:
        return float((12 * quota.late(draw, power)).sum())

    assert months(quota.solve_power(months, 4000)) == pytest.approx(4000, rel=1e-3)
    # As close as can be, when it is out of reach.
    assert months(quota.solve_power(months, 1e9)) < 6000


def test_the_plan_of_kvp_has_the_printed_numbers_and_nobody_leaves_who_is_not_there():
    plan = kvp.make_plan(1.0)
    for n, year in enumerate(kvp.YEARS):
        if year in published.PRINTED_YEARS:
            by_bydel = published.printed_by_bydel("4.02", "kvp_participants_year", year)
            assert plan.participants[n].tolist() == by_bydel.tolist()
            total = published.printed("4.02", "kvp_participants_year", year)
            assert plan.participants[n].sum() - plan.arriving[n].sum() == total
        if n + 1 < len(kvp.YEARS):
            assert (plan.participants[n] >= plan.carried(n + 1)).all()


@pytest.fixture(scope="module")
def participations() -> dict:
    rng = np.random.default_rng(4)
    city = simulate(12_000, rng)
    city = city.take(city.receipt.any(axis=1))
    persons = make_persons(city, IdentRegister(), rng)
    rows = kvp.make_participations(city, persons, SCALE, 1, rng)
    # Who has two idents counts once.
    current = dict(zip(persons.idents.ravel().tolist(), np.repeat(np.arange(len(persons.birth)), 3), strict=True))
    rows["person"] = np.array([current[ident] for ident in rows["fnr"].tolist()])
    return rows


@pytest.mark.parametrize("year", published.PRINTED_YEARS)
def test_kvp_has_the_participants_of_each_bydel_and_their_months(participations, year):
    first, last = days_of(year)
    start, end, bydel = participations["startdato"], participations["sluttdato"], participations["bydel"][1]
    present = (start <= last) & (end >= first)
    pairs = np.unique(np.stack([participations["person"][present], bydel[present]]), axis=1)
    printed = SCALE * published.printed_by_bydel("4.02", "kvp_participants_year", year)
    assert np.abs(np.bincount(pairs[1], minlength=15) - printed).max() <= 2
    months = [first_day(month_index(year, month)) for month in range(1, 14)]
    counts = [((start < after) & (end >= before)).sum() for before, after in zip(months[:-1], months[1:], strict=True)]
    average = SCALE * published.printed("4.02", "kvp_participants_month_avg", year)
    assert np.mean(counts) == pytest.approx(average, rel=0.04)


def test_kvp_endings_are_as_agreed_as_often_as_printed(participations):
    first, last = days_of(LAST_YEAR)
    codes, reason = participations["sluttarsak"]
    ended = (participations["sluttdato"] >= first) & (participations["sluttdato"] <= last)
    agreed = sum(codes[number] not in ("FLYTTET", "UTEBLITT") for number in reason[ended])
    assert agreed == round(SCALE * published.printed("4.03", "kvp_exits_by_agreement", LAST_YEAR))
    going_on = participations["sluttdato"] == NEVER
    assert (reason[going_on] == MISSING).all() and (reason[~going_on] != MISSING).all()


@pytest.fixture(scope="module")
def programme() -> Programme:
    rng = np.random.default_rng(5)
    count = 1500
    year = rng.integers(2008, LAST_YEAR + 1, count)
    mains = Mains(
        birth=(first_day(month_index(2004, 1) + 12 * (year - 2004)) - 365.25 * rng.uniform(16, 60, count)).astype(int),
        is_woman=rng.random(count) < 0.5,
        country=rng.choice([COUNTRY_CODES.index(code) for code in ("SYR", "ERI", "COL")], count),
        bydel=rng.integers(0, 15, count),
        settled_year=year,
    )
    return Programme(mains, SCALE, rng)


def of_year(programme: Programme, year: int) -> np.ndarray:
    first, last = days_of(year)
    return np.flatnonzero((programme.people.start <= last) & (programme.people.end >= first))


def test_the_introduction_programme_has_the_participants_of_each_year(programme):
    for year in introduction_targets.PRINTED_YEARS:
        printed = SCALE * published.printed("5.02", "intro_participants_year", year)
        assert len(of_year(programme, year)) == pytest.approx(printed, abs=1.5)
    first, last = days_of(LAST_YEAR)
    start = programme.people.start
    new = SCALE * published.printed("5.02", "intro_new_participants", LAST_YEAR)
    assert ((start >= first) & (start <= last)).sum() == pytest.approx(new, abs=1)


@pytest.mark.parametrize("year", introduction_targets.PRINTED_YEARS)
def test_participants_of_the_introduction_programme_are_of_the_printed_kinds(programme, year):
    people, rows = programme.people, of_year(programme, year)
    women = published.printed("5.02", "share_intro_participants", year, category="Kjønn: Kvinne")
    alone = published.printed("5.02", "share_intro_participants", year, category="Antall barn: Ingen barn")
    europe = published.printed("5.02", "share_intro_participants", year, category="Verdensdel: Europa")
    parts = np.array([*introduction_targets.WORLD_PARTS, ""])[people.country[rows]]
    # One of them weighs half a percent or more at this scale.
    assert 100 * people.is_woman[rows].mean() == pytest.approx(women, abs=3)
    assert 100 * (people.children[rows] == 0).mean() == pytest.approx(alone, abs=3)
    assert 100 * (parts == "Europa").mean() == pytest.approx(europe, abs=3)


def test_nobody_begins_before_settling_or_ends_before_beginning(programme):
    people = programme.people
    assert (people.settled <= people.start).all()
    assert (people.end >= people.start).all()
    from_ukraine = people.country == introduction.UKRAINE
    assert (people.settled[from_ukraine] >= introduction.FIRST_FROM_UKRAINE).all()
    assert ((people.reason == MISSING) == (people.end == NEVER)).all()
