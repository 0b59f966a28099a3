"""A small generated city: its files, its two Fasit deliveries, and its dirt as landing finds it."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

import click
import duckdb
import pytest
from velferd import contract
from velferd.generator import CITY_FILE, DATES, DIRT_FILE, SECOND_FASIT_DATE, generate, keep_or_generate, published
from velferd.landing import land

SCALE = 0.01
SEED = 11
#: What a clean value of each type looks like in a CSV file.
PATTERN = {
    "code": ".*",
    "account": r"\d{5}",
    "free_text": ".*",
    "fnr": r"\d{2}(8[1-9]|9[0-2])\d{7}",
    "duf": r"\d{12}",
    "month": r"\d{4}-\d{2}",
    "period": r"\d{4}(0[1-9]|1[0-3])",
    "date": r"\d{4}-\d{2}-\d{2}",
    "key": r"\d+",
    "count": r"\d+",
    "percent": r"\d{1,3}",
    "amount": r"-?\d+,\d{2}",
    "ledger_amount": r"-?\d+,\d{2}",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    generate(folder, SCALE, SEED, "csv")
    return folder


@pytest.fixture(scope="module", params=["csv", "parquet"])
def landed(request, city, tmp_path_factory) -> tuple[Path, Path]:
    """Deliveries and the folder with raw.duckdb, in either format."""
    extracts = city
    if request.param == "parquet":
        extracts = tmp_path_factory.mktemp("parquet")
        generate(extracts, SCALE, SEED, "parquet")
    data = tmp_path_factory.mktemp("landed")
    land(extracts, data)
    return extracts, data


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(city, tmp_path):
    generate(tmp_path, SCALE, SEED, "csv")
    assert digests(tmp_path) == digests(city)
    # Generating again replaces what was generated.
    generate(tmp_path, SCALE, SEED + 1, "csv")
    payments = "fasit/2025-02-03/utbetaling.csv"
    assert digests(tmp_path).keys() == digests(city).keys()
    assert digests(tmp_path)[payments] != digests(city)[payments]


def test_a_city_is_kept_that_is_of_the_scale_asked_for_and_another_one_refused(city):
    before = digests(city)
    keep_or_generate(city, SCALE, SEED + 1, "csv")
    with pytest.raises(click.ClickException) as refusal:
        keep_or_generate(city, 1.0, SEED, "csv")
    assert digests(city) == before
    assert "holds a city of scale 0.01, and one of scale 1 is asked for" in refusal.value.message
    assert "(SCALE=0.01), or choose another folder (DATA=<folder>)" in refusal.value.message


def test_a_city_whose_scale_nobody_noted_is_refused_and_where_there_is_none_it_is_made(tmp_path, city):
    keep_or_generate(tmp_path, SCALE, SEED, "csv")
    assert digests(tmp_path) == digests(city)
    (tmp_path / CITY_FILE).unlink()
    with pytest.raises(click.ClickException) as refusal:
        keep_or_generate(tmp_path, SCALE, SEED, "csv")
    assert "did not note its scale, and one of scale 0.01 is asked for" in refusal.value.message


def test_every_table_is_delivered_in_the_formats_of_the_contract(city):
    for table in contract.TABLES:
        path = city / table.system / DATES[table.system] / f"{table.name}.csv"
        lines = path.read_text(encoding=contract.ENCODING.get(table.system, "utf-8"), errors="replace").splitlines()
        assert lines[0].split(";") == [column.name for column in table.columns]
        fields = (f"({PATTERN[c.type]})?" if c.optional else f"({PATTERN[c.type]})" for c in table.columns)
        row = re.compile(";".join(fields))
        odd = sum(not row.fullmatch(line) for line in lines[1:])
        # Only what is dirty on purpose looks otherwise.
        assert odd <= sum(expected(city, table).values())


def expected(extracts: Path, table: contract.Table) -> Counter:
    with (extracts / DIRT_FILE).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["table_name"] == table.name]
    return Counter({row["rule"]: int(row["row_count"]) for row in rows if row["delivery_date"] == DATES[table.system]})


def test_the_manifests_tell_rows_and_digests(city):
    for manifest in city.glob("*/*/manifest.json"):
        for name, table in json.loads(manifest.read_text())["tables"].items():
            for file, digest in table["sha256"].items():
                content = (manifest.parent / file).read_bytes()
                assert sha256(content).hexdigest() == digest
                if file.endswith(".csv"):
                    assert table["rows"] == content.count(b"\n") - 1, name


def test_landing_finds_exactly_the_dirt_that_is_listed(landed):
    extracts, data = landed
    with duckdb.connect(str(data / "raw.duckdb"), read_only=True) as connection:
        found = connection.execute(
            """select system, cast(delivery_date as varchar), table_name, rule, count(*)
            from (
                select system, delivery_date, table_name, rule from landing.findings
                union all
                select system, delivery_date, table_name, rule from landing.quarantine
            )
            group by all"""
        ).fetchall()
    with (extracts / DIRT_FILE).open(encoding="utf-8") as file:
        listed = [tuple(row) for row in csv.reader(file, delimiter=";")][1:]
    assert sorted(listed) == sorted((*row[:-1], str(row[-1])) for row in found)


def test_every_rule_occurs_in_csv(city):
    with (city / DIRT_FILE).open(encoding="utf-8") as file:
        rules = {row["rule"] for row in csv.DictReader(file, delimiter=";")}
    assert rules == {
        "wrong_field_count", "missing_value", "invalid_fnr", "invalid_duf_number", "invalid_date", "invalid_month",
        "invalid_period", "invalid_integer", "invalid_amount", "amount_out_of_range", "custody_share_out_of_range",
        "invalid_encoding", "conflicting_duplicate_key", "duplicate_row", "fnr_check_digits", "ident_not_in_person",
        "unknown_code", "bydel_without_nav_office", "overlapping_period", "period_ends_before_start", "self_member",
        "ident_cycle", "missing_custody_share",
    }  # fmt: skip


def recipients(connection: duckdb.DuckDBPyConnection, date: str) -> int:
    """Rules R2-R4 for the last year, straight from the landed payments."""
    return connection.execute(
        """with recursive walk as (
            select fnr_tidligere as ident, fnr_gjeldende as reached
            from fasit.identhistorikk where delivery_date = $date
            union
            select walk.ident, link.fnr_gjeldende
            from walk inner join fasit.identhistorikk as link
                on link.fnr_tidligere = walk.reached and link.delivery_date = $date
        ),
        current as (
            select ident, reached from walk
            where reached not in (select fnr_tidligere from fasit.identhistorikk where delivery_date = $date)
        ),
        months as (
            select coalesce(reached, hovedperson_fnr) as person, date_trunc('month', utbetalingsdato) as paid_month
            from fasit.utbetaling left join current on ident = hovedperson_fnr
            where delivery_date = $date and year(utbetalingsdato) = 2024
            group by all having sum(belop) > 0
        )
        select count(distinct person) from months""",
        {"date": date},
    ).fetchone()[0]


def test_the_second_fasit_delivery_has_four_recipients_less(landed):
    _, data = landed
    with duckdb.connect(str(data / "raw.duckdb"), read_only=True) as connection:
        first, second = (recipients(connection, date) for date in (DATES["fasit"], SECOND_FASIT_DATE))
        more = connection.execute(
            """select count(*), sum(belop) filter (where korrigerer_utbetaling_id is null) from (
                select * exclude (delivery_date, source_line) from fasit.utbetaling where delivery_date = ?
                except
                select * exclude (delivery_date, source_line) from fasit.utbetaling where delivery_date = ?
            )""",
            [SECOND_FASIT_DATE, DATES["fasit"]],
        ).fetchone()
    assert first == pytest.approx(SCALE * published.printed("3.04", "recipients_year", 2024), abs=3)
    assert second == first - 4
    # What is new are corrections alone.
    assert more[0] >= 4 and more[1] is None


def test_other_deliveries_are_never_overwritten(tmp_path):
    theirs = tmp_path / "fasit" / DATES["fasit"] / "person.csv"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("not ours")
    with pytest.raises(click.ClickException, match="was not generated"):
        generate(tmp_path, SCALE, SEED, "csv")
    assert theirs.read_text() == "not ours"
