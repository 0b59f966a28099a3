"""What a reader finds with a pencil: printed wholes less their printed parts, and what stands in print under two names.

Nothing of how the publication is hidden or attacked is used: only what is printed, and that counts of one to three are
nobody's to know. The figures are those of the report's own tables; the sums are what the tables say that they count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import duckdb
import pytest

SENSITIVE = range(1, 4)
OSLO = "Oslo totalt"

Place = tuple[str, str, str]
"""Year or month, area, category."""
Printed = dict[tuple[str, str], dict[Place, float | None]]
"""Table and measure -> place -> what is printed there; None where it is hidden."""
Difference = tuple[str, float | None]
"""Year or month, and what is left; None where something that it takes is hidden."""

AS_PUBLISHED = "select table_id, measure, year, area, category, value from marts.published_report_figures"
AS_IF_NOTHING_WERE_HIDDEN = """
    select table_id, measure, year, area, category, rounded_value from intermediate.int_disclosure_figures
"""


def printed(warehouse: duckdb.DuckDBPyConnection, query: str) -> Printed:
    figures: Printed = defaultdict(dict)
    for table_id, measure, year, area, category, value in warehouse.execute(query).fetchall():
        figures[table_id, measure][year, area, category] = value
    return figures


@pytest.fixture(scope="module")
def warehouse(demo) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        yield connection


def left_of(whole: float | None, *parts: float | None) -> float | None:
    return None if whole is None or None in parts else whole - sum(parts)


def in_oslo(figures: Printed, table_id: str, measure: str, category: str = "") -> dict[str, float | None]:
    places = figures[table_id, measure].items()
    return {year: value for (year, area, at), value in places if (area, at) == (OSLO, category)}


def by_year(figures: Printed, table_id: str, measure: str) -> dict[str, list[float | None]]:
    classes = defaultdict(list)
    for (year, area, category), value in figures[table_id, measure].items():
        if area == OSLO and category:
            classes[year].append(value)
    return classes


def unknown_marital_status_in_a_month(figures: Printed) -> Iterator[Difference]:
    """Figure 3.9 counts the main persons, figure 3.8 those of known marital status by type of household."""
    types = by_year(figures, "fig3.08", "recipients_household_type_month")
    main_persons = in_oslo(figures, "fig3.09", "persons_in_recipient_households_month", "Hovedperson")
    for month, households in main_persons.items():
        if month in types:
            yield month, left_of(households, *types[month])


def unknown_marital_status_by_recipients_of_a_month(figures: Printed) -> Iterator[Difference]:
    """The same from figure 3.6, whose recipients are those of figure 3.8 once Fasit alone counts them."""
    types = by_year(figures, "fig3.08", "recipients_household_type_month")
    for month, recipients in in_oslo(figures, "fig3.06", "recipients_month").items():
        if month in types:
            yield month, left_of(recipients, *types[month])


def unknown_marital_status_in_a_year(figures: Printed) -> Iterator[Difference]:
    """All of figure 3.13, less those of known status of figure 3.7."""
    known = in_oslo(figures, "fig3.07", "recipients_year", "Kjent sivilstand")
    for year, recipients in in_oslo(figures, "fig3.13", "recipients_year").items():
        yield year, left_of(recipients, known[year])


def unknown_marital_status_as_printed(figures: Printed) -> Iterator[Difference]:
    yield from in_oslo(figures, "fig3.07", "recipients_unknown_marital_status").items()


def missing_citizenship_as_printed(figures: Printed) -> Iterator[Difference]:
    yield from in_oslo(figures, "5.03", "intro_participants_missing_citizenship").items()


def missing_citizenship_by_countries(figures: Printed) -> Iterator[Difference]:
    """All of table 5.5, less the citizens of each country and the stateless of table 5.3."""
    countries = by_year(figures, "5.03", "intro_participants_year")
    stateless = in_oslo(figures, "5.03", "intro_participants_stateless")
    for year, participants in in_oslo(figures, "5.05", "intro_participants_year").items():
        yield year, left_of(participants, stateless[year], *countries[year])


def continuing_participants_by_country(figures: Printed) -> Iterator[Difference]:
    """Table 5.3's participants of a country less table 5.4's new ones."""
    new = figures["5.04", "intro_new_participants"]
    for place, participants in figures["5.03", "intro_participants_year"].items():
        if place in new:
            yield f"{place[0]} {place[2]}", left_of(participants, new[place])


def couples(figures: Printed, month: str) -> dict[str, float | None]:
    places = figures["fig3.08", "recipients_household_type_month"].items()
    return {category: value for (at, _, category), value in places if at == month and category.startswith("Samboende")}


def couples_of_a_type_by_their_partners(figures: Printed) -> Iterator[Difference]:
    """Figure 3.9's spouses and cohabitants, less figure 3.8's couples of all types but one."""
    partners = in_oslo(figures, "fig3.09", "persons_in_recipient_households_month", "Ektefelle/samboer")
    for month, persons in partners.items():
        of_month = couples(figures, month)
        for category in of_month:
            others = [value for other, value in of_month.items() if other != category]
            yield f"{month} {category}", left_of(persons, *others)


def unknown_marital_status_by_partners(figures: Printed) -> Iterator[Difference]:
    """Figure 3.9's main persons less their partners and figure 3.8's singles."""
    measure = "persons_in_recipient_households_month"
    partners = in_oslo(figures, "fig3.09", measure, "Ektefelle/samboer")
    singles = defaultdict(list)
    for (month, _, category), value in figures["fig3.08", "recipients_household_type_month"].items():
        if not category.startswith("Samboende"):
            singles[month].append(value)
    for month, main_persons in in_oslo(figures, "fig3.09", measure, "Hovedperson").items():
        if month in singles:
            yield month, left_of(main_persons, partners[month], *singles[month])


def continuing_participants_by_bydel(figures: Printed) -> Iterator[Difference]:
    """Table 4.2's participants of a year less those who are new."""
    new = figures["4.02", "kvp_new_participants"]
    for place, participants in figures["4.02", "kvp_participants_year"].items():
        yield f"{place[0]} {place[1]}", left_of(participants, new[place])


DIFFERENCES = [
    unknown_marital_status_in_a_month,
    unknown_marital_status_by_recipients_of_a_month,
    unknown_marital_status_in_a_year,
    unknown_marital_status_as_printed,
    missing_citizenship_as_printed,
    missing_citizenship_by_countries,
    continuing_participants_by_country,
    couples_of_a_type_by_their_partners,
    unknown_marital_status_by_partners,
    continuing_participants_by_bydel,
]


@pytest.mark.parametrize("difference", DIFFERENCES)
def test_no_printed_whole_less_its_printed_parts_is_one_to_three(
    warehouse, difference: Callable[[Printed], Iterator[Difference]]
):
    told = {when: left for when, left in difference(printed(warehouse, AS_PUBLISHED)) if left in SENSITIVE}
    assert not told
    # What is checked is there to be found.
    assert [when for when, left in difference(printed(warehouse, AS_IF_NOTHING_WERE_HIDDEN)) if left in SENSITIVE]


def test_what_always_counts_the_same_is_hidden_alike(warehouse):
    """Two counts that agree in every period are one count under two names: hidden in one table, it is in the other."""
    names = defaultdict(dict)
    for (table_id, measure), places in printed(warehouse, AS_IF_NOTHING_WERE_HIDDEN).items():
        for (year, area, category), value in places.items():
            names[table_id, measure, area, category][year] = value
    published = printed(warehouse, AS_PUBLISHED)
    counts = warehouse.execute(
        """
        select distinct table_id, measure, area, category from intermediate.int_disclosure_figures
        where figure_kind = 'count'
        """
    ).fetchall()
    series = defaultdict(list)
    for name in counts:
        if len(set(names[name].values()) - {0}) >= 4:
            series[tuple(sorted(names[name].items()))].append(name)
    twice = [same for same in series.values() if len(same) > 1]
    assert len(twice) >= 3
    for same in twice:
        for year in names[same[0]]:
            hidden = {published[name[:2]][year, *name[2:]] is None for name in same}
            assert len(hidden) == 1, (same, year)
