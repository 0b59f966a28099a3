"""R2 in landing and in staging: chains of any length are followed in little memory, cycles stay as they are."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import duckdb
import pytest
from conftest import PROJECT
from velferd.landing.idents import resolve_idents

LINK_COUNT = 20_000
Links = dict[int, int]


def landed_persons(links: Links) -> Links:
    """Landing's view: the person of each ident of `links`."""
    with duckdb.connect(config={"memory_limit": "300MB", "temp_directory": ""}) as connection:
        connection.execute(
            """create table accepted_identhistorikk as
            select printf('%011d', unnest(?)) as fnr_tidligere, printf('%011d', unnest(?)) as fnr_gjeldende""",
            [list(links), list(links.values())],
        )
        resolve_idents(connection)
        return dict(connection.execute("select ident::bigint, person::bigint from ident_person").fetchall())


def staged_persons(links: Links) -> Links:
    """Staging's, with the idents that stay alone, which it leaves out."""
    model = (PROJECT / "models/staging/identity/stg_identity__several_idents.sql").read_text()
    query = re.sub(r"\{\{ source\(.*?\) \}\}", "history_of_idents", model)
    query = re.sub(r"\{\{ in_current_delivery\(.*?\) \}\}", "true", query)
    with duckdb.connect(config={"memory_limit": "300MB", "temp_directory": ""}) as connection:
        connection.execute(
            """create table history_of_idents as select
                unnest(?)::bigint as fnr_tidligere, unnest(?)::bigint as fnr_gjeldende,
                date '2020-01-01' as endret_dato, 1 as source_part, 1 as source_line""",
            [list(links), list(links.values())],
        )
        several = dict(connection.execute(f"select ident, person_pseudonym from ({query})").fetchall())
    return {ident: several.get(ident, ident) for ident in links}


def walked(links: Links) -> Links:
    """The rule as it is written, one step after the other."""

    def person(ident: int) -> int:
        passed = [ident]
        while passed[-1] in links:
            if links[passed[-1]] in passed:
                return ident
            passed.append(links[passed[-1]])
        return passed[-1]

    return {ident: person(ident) for ident in links}


@pytest.mark.parametrize("persons", [landed_persons, staged_persons])
def test_a_long_chain_takes_no_memory_of_its_square(persons: Callable[[Links], Links]):
    links = {ident: ident + 1 for ident in range(LINK_COUNT)}
    assert persons(links) == dict.fromkeys(links, LINK_COUNT)


@pytest.mark.parametrize("persons", [landed_persons, staged_persons])
def test_chains_cycles_and_what_leads_into_them(persons: Callable[[Links], Links]):
    chance = random.Random(7)
    for link_count in (0, 1, 2, 3, 5, 8, 12) * 3:
        links = {ident: chance.randrange(13) for ident in chance.sample(range(13), link_count)}
        assert persons(links) == walked(links)
