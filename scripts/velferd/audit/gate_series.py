"""The gate's expectations on series of numbers that others have counted: Statistics Norway's, Nav's and Microdata's."""

from __future__ import annotations

from velferd.audit.expectation import Expectation
from velferd.numbers_in_words import percent

#: Published figures are hardly ever revised: by how much one of a month or year may differ from the delivery before's.
REVISION = 0.02


def _yearly_change(relation: str, figure: str) -> str:
    """The change of a figure of Statistics Norway from the year before."""
    return f"""
        select tid as scope, {figure} / lag({figure}) over (order by tid) - 1 as observed
        from {relation}
        group by tid
        qualify lag(tid) over (order by tid) is not null
    """


def _missing_years(relation: str) -> str:
    """Count the years without a value, from the first through the one before the extract."""
    return f"""
        select
            '{relation}' as scope,
            greatest(max(tid::integer), (select year(extract_date) - 1 from chosen where system = 'ssb'))
            - min(tid::integer) + 1 - count(distinct tid) as observed
        from {relation}
        where value is not null
    """


def _revision(relation: str, period: str, figure: str) -> str:
    """What each period's figure is, relative to the delivery before, where both have it."""
    return f"""
        select '{relation}, ' || {period} as scope, now.figure / nullif(before.figure, 0) as observed
        from (select {period}, {figure} as figure from {relation} group by {period}) as now
        inner join (select {period}, {figure} as figure from {relation}_before group by {period}) as before
            using ({period})
        where before.figure > 0
    """


def _price_revision() -> str:
    """The same of the price index, in terms of the first year that both have: the base year may have changed."""
    return """
        select tid as scope, now.value / first(now.value) over years / (before.value / first(before.value) over years)
            as observed
        from ssb.kpi_arsgjennomsnitt as now
        inner join ssb.kpi_arsgjennomsnitt_before as before using (tid)
        where now.value > 0 and before.value > 0
        window years as (order by tid)
    """


OSLO = "sum(value) filter (region = '0301')"

SERIES = (
    Expectation(
        "population_is_continuous",
        "The population changes by at most 5 % from a year to the next.",
        _yearly_change("ssb.folkemengde_07459", OSLO),
        -0.05,
        0.05,
        systems=("ssb",),
    ),
    Expectation(
        "population_has_every_age",
        "Every year of the population has the one-year ages 0 to 104 and 105 or more, of each sex, each with a value.",
        """
        select tid || ', ' || if(kjonn = '0', 'both sexes', 'sex ' || kjonn) as scope, count(value) as observed
        from ssb.folkemengde_07459
        where region = '0301'
        group by tid, kjonn
        """,
        low=106,
        high=106,
        systems=("ssb",),
    ),
    Expectation(
        "population_has_both_sexes",
        "Between 40 and 60 % of the population of a year are women.",
        """
        select tid as scope, sum(value) filter (kjonn = '2') / nullif(sum(value), 0) as observed
        from ssb.folkemengde_07459
        where region = '0301' and kjonn <> '0'
        group by tid
        """,
        0.4,
        0.6,
        systems=("ssb",),
        empty_because="both sexes are delivered as one",
    ),
    Expectation(
        "population_years_are_complete",
        "No year is missing, from the first through the one before the extract.",
        _missing_years("ssb.folkemengde_07459"),
        high=0,
        systems=("ssb",),
    ),
    Expectation(
        "price_index_is_continuous",
        "The consumer price index changes by -2 to +15 % from a year to the next.",
        _yearly_change("ssb.kpi_arsgjennomsnitt", "avg(value)"),
        -0.02,
        0.15,
        systems=("ssb",),
    ),
    Expectation(
        "price_index_years_are_complete",
        "No year is missing, from the first through the one before the extract.",
        _missing_years("ssb.kpi_arsgjennomsnitt"),
        high=0,
        systems=("ssb",),
    ),
    Expectation(
        "unemployed_counts_are_continuous",
        "The number of unemployed is between 0.3 and 6 times the month before's (March 2020 was about 5 times).",
        """
        select maned as scope, antall / lag(antall) over (order by maned) as observed
        from nav.helt_ledige
        qualify lag(antall) over (order by maned) > 0
        """,
        0.3,
        6,
        systems=("nav",),
    ),
    Expectation(
        "monthly_recipient_counts_are_continuous",
        "The number of recipients of a month before 2004 is between 0.5 and 2 times the month before's.",
        """
        select maned as scope, antall / lag(antall) over (order by maned) as observed
        from microdata.mottakere_maned
        qualify lag(antall) over (order by maned) >= 100
        """,
        0.5,
        2,
        systems=("microdata",),
        empty_because="too few recipients (fewer than 100 a month) to judge by",
    ),
    Expectation(
        "population_as_in_previous_delivery",
        f"No year's population differs by more than {percent(REVISION)} from that of the delivery before.",
        _revision("ssb.folkemengde_07459", "tid", OSLO),
        1 - REVISION,
        1 + REVISION,
        systems=("ssb",),
        empty_because="no earlier delivery to compare with",
    ),
    Expectation(
        "price_index_as_in_previous_delivery",
        f"No year's consumer price index, in terms of the first year's, differs by more than {percent(REVISION)} from "
        "that of the delivery before (the index may have another base year).",
        _price_revision(),
        1 - REVISION,
        1 + REVISION,
        systems=("ssb",),
        empty_because="no earlier delivery to compare with",
    ),
    Expectation(
        "series_as_in_previous_delivery",
        f"No month's count differs by more than {percent(REVISION)} from that of the delivery before.",
        " union all ".join(
            _revision(relation, "maned", "sum(antall)") for relation in ("nav.helt_ledige", "microdata.mottakere_maned")
        ),
        1 - REVISION,
        1 + REVISION,
        systems=(),
        empty_because="no earlier delivery to compare with",
    ),
)
