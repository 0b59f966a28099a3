"""A copy of the values has every row and comment of a database, and nothing else of its bytes."""

from __future__ import annotations

import duckdb
import pytest
from velferd.values import copy_values

#: Made up: month + 80.
IDENT = "01819012345"


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "built.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table gone as select '{IDENT}' || i as ident from range(1000) t(i)")
        connection.execute("checkpoint")
        connection.execute(
            """
            drop table gone;
            create schema marts;
            create table marts.numbers as
            select i % 7 as a, i::bigint * 10000000000 as b, i / 7 as c, (i / 100)::decimal(18, 2) as d
            from range(500) t(i);
            create table marts.others (t varchar, b boolean, d date);
            insert into marts.others values
            ('a ''quoted'' text', true, '9999-12-31'), (null, null, null), ('', false, '0001-01-01');
            comment on table marts.others is 'Others'' table';
            comment on column marts.others.t is 'Text; with what SQL ends on'
            """
        )
    return path


def test_all_values_come_along_in_order_and_nothing_else(database, tmp_path):
    copy = tmp_path / "copy.duckdb"
    copy_values(database, copy, tmp_path)
    assert IDENT.encode() in database.read_bytes()
    assert IDENT.encode() not in copy.read_bytes()
    assert not (tmp_path / "values").exists()
    facts = (
        "from marts.numbers",
        "from marts.others",
        "select table_name, sql, comment from duckdb_tables() order by all",
        "select table_name, column_name, data_type, comment from duckdb_columns() where not internal order by all",
    )
    with duckdb.connect(str(database), read_only=True) as before, duckdb.connect(str(copy), read_only=True) as after:
        for fact in facts:
            assert after.execute(fact).fetchall() == before.execute(fact).fetchall()


def test_a_type_that_parquet_would_change_is_refused(database, tmp_path):
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table marts.large as select 1::hugeint as number")
    with pytest.raises(ValueError, match='"marts"."large"."number" is HUGEINT'):
        copy_values(database, tmp_path / "copy.duckdb", tmp_path)
