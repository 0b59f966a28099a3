"""What crosses into the pseudonymised zone: what the contract knows, and nothing else that a delivery may hold."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import duckdb
import pytest
from deliveries import FASIT_DATE, dataset, ident, row, write, write_file
from identifier_search import Identifiers, traces
from landed import findings, land_rows, landed
from rich.console import Console
from velferd.contract import JSON_STAT_TABLES, SYSTEMS, TABLES, Column, Table, Type, tables_of
from velferd.landing import LandingReport, land
from velferd.pseudonymised import FOLDER, _crossing, create_sources, pseudonymise

KEY = "only-for-the-tests-of-what-crosses-the-line"
PLACES = [(table.relation, column.name) for table in (*TABLES, *JSON_STAT_TABLES) for column in table.columns]
#: One ident that has ten digits as a number, and one that keeps its eleven.
BIRTH_DATES = ("018190", "318190")


def planted(relation: str, column: str) -> list[str]:
    """The idents that stand in this column of a delivery, and nowhere else."""
    return [ident(PLACES.index((relation, column)), birth_date) for birth_date in BIRTH_DATES]


def rows_with_idents(table: Table) -> list[dict[str, str]]:
    """Rows with an ident in one column each, sound else and with a key of their own."""
    found = []
    for column in table.columns:
        for each in planted(table.relation, column.name):
            number = len(found) + 1
            own = {
                "fnr": ident(number, "028190"),
                "key": str(number),
                "duf": f"2015{number:08d}",
                "date": f"2020-01-{number:02d}",
                "month": f"2010-{number:02d}",
            }
            key = {key.name: own[key.type] for key in table.columns if key.name in table.key and key.type in own}
            found.append(row(table.relation, **key) | {column.name: each})
    return found


def dataset_with_idents(name: str) -> bytes:
    """A dataset with an ident among the codes of each dimension that landing lets have one."""
    content = dataset(name)
    for dimension, column in next(table.dimensions for table in JSON_STAT_TABLES if table.name == name):
        index = content["dimension"][dimension]["category"]["index"]
        if dimension in ("Region", "ContentsCode"):
            index[-1] = planted(f"ssb.{name}", column)[0]
    return json.dumps(content).encode()


@pytest.fixture(scope="module")
def zone(tmp_path_factory) -> Path:
    """raw.duckdb and what it was pseudonymised to, of deliveries with idents in every column."""
    extracts, data = tmp_path_factory.mktemp("extracts"), tmp_path_factory.mktemp("data")
    for system in SYSTEMS:
        folder = write(extracts, system, **{table.name: rows_with_idents(table) for table in tables_of(system)})
        for table in JSON_STAT_TABLES:
            if table.system == system:
                (folder / f"{table.name}.json").write_bytes(dataset_with_idents(table.name))
    payments = [row("fasit.utbetaling", utbetaling_id="99")]
    write_file(extracts / "fasit" / FASIT_DATE / "utbetaling-18190123.csv", "fasit.utbetaling", payments)
    report = land(extracts, data, quarantine_threshold=1)
    (data / "said.txt").write_text(printed(report))
    pseudonymise(data / "raw.duckdb", KEY)
    return data


def printed(report: LandingReport) -> str:
    """What the console shows of landing."""
    console = Console(width=1000, file=io.StringIO())
    console.print(report)
    return console.file.getvalue()


@pytest.fixture(scope="module")
def wanted() -> Identifiers:
    idents = frozenset(each for place in PLACES for each in planted(*place))
    return Identifiers(idents, (KEY.lower(),), (KEY.encode(),))


def test_no_ident_crosses_from_whichever_column(zone, wanted):
    assert traces([zone / FOLDER], wanted) == []


def test_idents_were_there_to_cross(zone, wanted):
    """Landing lets some values be of any kind, and those are what the search above is about."""
    found = set(traces([zone / "raw.duckdb"], wanted))
    free = {
        f"{zone / 'raw.duckdb'}, {table.relation}.{column.name}: an ident"
        for table in (*TABLES, *JSON_STAT_TABLES)
        for column in table.columns
        if column.type in ("fnr", "key", "code", "account", "free_text", "region")
        or (column.type == "count" and column.optional)
    }
    assert free <= found
    assert f"{zone / 'raw.duckdb'}, landing.quarantine.raw_row: an ident" in found


def test_no_ident_is_told(zone, wanted):
    assert "key_like_an_ident" in (zone / "said.txt").read_text()
    assert traces([zone / "said.txt"], wanted) == []


def test_no_part_of_a_file_name_crosses(zone):
    assert not [path for path in (zone / FOLDER).rglob("*") if "18190123" in path.name]
    assert not any(b"18190123" in path.read_bytes() for path in (zone / FOLDER).rglob("*.parquet"))
    with duckdb.connect() as connection:
        create_sources(connection, zone / FOLDER)
        parts = connection.execute("select distinct source_part from raw.fasit.utbetaling order by 1").fetchall()
        columns = connection.execute("select distinct column_name from (describe raw.fasit.utbetaling)").fetchall()
    assert parts == [(1,), (2,)]
    assert ("source_file",) not in columns


@pytest.mark.parametrize(
    ("kind", "more"), [("text", {}), ("integer", {}), ("code", {}), ("count", {}), ("date", {"codes": "sex_code"})]
)
def test_a_column_must_say_what_it_is(kind, more):
    with pytest.raises(ValueError, match="^ny: "):
        Column("ny", kind, **more)


def test_what_nobody_has_classified_stays_behind():
    assert _crossing(SimpleNamespace(name="ny", type="text")) is None
    more = {"code": {"codes": "sex_code"}, "count": {"range": (0, 1)}, "measure": {"range": (0, 1)}}
    columns = [Column("ny", kind, **more.get(kind, {})) for kind in get_args(Type)]
    assert [column.type for column in columns if _crossing(column) is None] == ["duf", "free_text"]


def test_every_range_leaves_all_idents_out():
    bounded = [column for table in (*TABLES, *JSON_STAT_TABLES) for column in table.columns if column.range]
    assert bounded and all(-(10**9) < bound < 10**9 for column in bounded for bound in column.range)


def test_keys_cross_with_their_order_and_find_each_other(tmp_path):
    """E7, R5: of rows that tie the greater key is the later one, though numbers of keys have an order of their own."""
    keys = [5, 70, 6, 800, 9, -3]
    payments = [row("fasit.utbetaling", utbetaling_id=str(key)) for key in keys]
    payments.append(row("fasit.utbetaling", utbetaling_id="1000", korrigerer_utbetaling_id="70"))
    land_rows(tmp_path, "fasit.utbetaling", *payments).close()
    pseudonymise(tmp_path / "data" / "raw.duckdb", KEY)
    with duckdb.connect() as connection:
        create_sources(connection, tmp_path / "data" / FOLDER)
        found = connection.execute(
            "select source_line, key_rank, utbetaling_id, korrigerer_utbetaling_id from raw.fasit.utbetaling order by 1"
        ).fetchall()
    [*ranks, last] = [rank for _, rank, *_ in found]
    assert [key for _, key in sorted(zip(ranks, keys, strict=True))] == sorted(keys)
    assert last == len(keys) + 1
    numbers = [number for *_, number, _ in found]
    assert sorted(numbers[:-1]) != [number for _, number in sorted(zip(keys, numbers[:-1], strict=True))]
    assert [corrected for *_, corrected in found] == [None] * len(keys) + [numbers[1]]


def test_files_are_numbered_in_their_order(tmp_path):
    folder = write(tmp_path / "extracts", utbetaling=[row("fasit.utbetaling", utbetaling_id="1")])
    for number in (10, 9):
        bad, sound = row("fasit.utbetaling", belop="x"), row("fasit.utbetaling", utbetaling_id=str(number))
        write_file(folder / f"utbetaling-{number}.csv", "fasit.utbetaling", [bad] if number == 9 else [bad, sound])
    landed(tmp_path).close()
    pseudonymise(tmp_path / "data" / "raw.duckdb", KEY)
    with duckdb.connect() as connection:
        create_sources(connection, tmp_path / "data" / FOLDER)
        rows = "select source_part, source_line from raw.fasit.utbetaling order by all"
        quarantine = "select source_part, source_line from raw.landing.quarantine order by all"
        assert connection.execute(rows).fetchall() == [(1, 2), (3, 3)]
        assert connection.execute(quarantine).fetchall() == [(2, 2), (3, 2)]


@pytest.mark.parametrize(
    ("relation", "column", "value", "rule"),
    [
        ("socio.introduksjonsprogram", "antall_barn", "-1", "count_out_of_range"),
        ("socio.introduksjonsprogram", "antall_barn", "31", "count_out_of_range"),
        ("socio.introduksjonsprogram", "antall_barn", "30", None),
        ("socio.introduksjonsprogram", "antall_barn", "0", None),
        ("fasit.utbetaling", "vedtak_id", ident(3), "key_like_an_ident"),
        ("fasit.utbetaling", "utbetaling_id", ident(3, "318190"), "key_like_an_ident"),
        ("fasit.utbetaling", "utbetaling_id", "31819012345", None),
        ("unit4.hovedbok", "art", "1470", "unknown_code"),
        ("unit4.hovedbok", "art", "14700", None),
    ],
)
def test_what_does_not_cross_as_it_is_is_a_finding(tmp_path, relation, column, value, rule):
    name = relation.split(".")[1]
    with land_rows(tmp_path, relation, row(relation, **{column: value})) as raw:
        assert raw.execute(f"select cast({column} as bigint) from {relation}").fetchall() == [(int(value),)]
        assert [each for each in findings(raw) if each[0] == name] == ([(name, 2, column, rule)] if rule else [])


@pytest.mark.parametrize(
    ("relation", "column", "value", "rule"),
    [
        ("nav.helt_ledige", "antall", "-1", "count_out_of_range"),
        ("nav.helt_ledige", "antall", "1000001", "count_out_of_range"),
        ("microdata.mottakere_maned", "antall", ident(3), "count_out_of_range"),
        ("fasit.utbetaling", "belop", ident(3), "amount_like_an_ident"),
        ("fasit.utbetaling", "belop", f"-{ident(3)},00", "amount_like_an_ident"),
        ("unit4.hovedbok", "belop", ident(3, "318190"), "amount_like_an_ident"),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_number_that_cannot_be_what_it_says_goes_to_quarantine(tmp_path, relation, column, value, rule, suffix):
    system, name = relation.split(".")
    write(tmp_path / "extracts", system, suffix=suffix, **{name: [row(relation, **{column: value})]})
    if system != "fasit":
        write(tmp_path / "extracts")
    with landed(tmp_path) as raw:
        assert raw.execute("select column_name, rule from landing.quarantine").fetchall() == [(column, rule)]


@pytest.mark.parametrize("value", [f"{ident(3)},50", str(int(ident(3)) + 1), "9999999999"])
def test_any_other_amount_is_loaded(tmp_path, value):
    with land_rows(tmp_path, "fasit.utbetaling", row("fasit.utbetaling", belop=value)) as raw:
        assert raw.execute("select count(*) from fasit.utbetaling").fetchall() == [(1,)]
