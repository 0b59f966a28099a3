"""The real project on a small generated city, by the command line."""

from __future__ import annotations

import hashlib

import duckdb
import pytest
from conftest import build_demo, velferd


@pytest.fixture(scope="module")
def from_parquet(tmp_path_factory):
    """The same city once more, from Parquet."""
    return build_demo(tmp_path_factory.mktemp("parquet"), "parquet")


def test_the_build_tells_what_it_did(demo):
    for words in (
        "landed",
        "This build reads fasit 2025-02-11",
        "unit tests and",
        "0 failed, 0 skipped",
        "Gate: what a delivery promises",
        "Marts: what a data product promises",
        "Printed report against this warehouse",
        "duckdb -readonly",
    ):
        assert words in demo.output
    assert "0 did not hold, 0 error" in demo.output


def test_older_clients_can_open_the_warehouse(demo):
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        [(tags,)] = connection.execute("select tags from duckdb_databases() where not internal").fetchall()
        assert connection.execute("select count(*) > 0 from marts.recipients_by_bydel").fetchone()[0]
    assert tags["storage_version"].startswith("v1.2.0")


def test_the_same_city_from_csv_and_from_parquet_gives_the_same_marts(demo, from_parquet):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{demo.warehouse}' as one (read_only)")
        connection.execute(f"attach '{from_parquet.warehouse}' as other (read_only)")
        tables = connection.execute(
            """
            select database_name, table_name from duckdb_tables()
            where schema_name = 'marts' and database_name in ('one', 'other') order by all
            """
        ).fetchall()
        names = [name for database, name in tables if database == "one"]
        assert names and names == [name for database, name in tables if database == "other"]
        for name in names:
            differing = connection.execute(
                f"""
                select count(*) from (
                    (from one.marts.{name} except all from other.marts.{name})
                    union all
                    (from other.marts.{name} except all from one.marts.{name})
                )
                """
            ).fetchone()[0]
            assert differing == 0, name


def test_a_build_with_another_key_is_refused_and_changes_nothing(from_parquet):
    before = hashlib.sha256(from_parquet.warehouse.read_bytes()).hexdigest()
    another = "another-key-that-is-just-as-long-as-it-must-be"
    refused = velferd(
        "build", "--extracts", from_parquet.extracts, "--data", from_parquet.data, key=another, exit_code=1
    )
    assert "is not the key that this raw.duckdb was built with before" in refused.stdout
    assert another not in refused.stdout
    assert hashlib.sha256(from_parquet.warehouse.read_bytes()).hexdigest() == before
