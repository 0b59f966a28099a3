"""The search for idents and the key finds what is planted, in every form and place."""

from __future__ import annotations

import base64

import duckdb
import pytest
from identifier_search import identifiers, traces
from velferd.keys import hmac_key_blocks

KEY = "ab" * 32
#: Made up: month + 80, and a leading zero that a number loses.
IDENT, OTHER_IDENT, DUF = "01819012345", "31929054321", "201512345678"
INNER, OUTER = hmac_key_blocks(KEY)


@pytest.fixture
def wanted(tmp_path):
    folder = tmp_path / "extracts" / "socio" / "2025-02-05"
    folder.mkdir(parents=True)
    # An id of as many digits is no ident.
    (folder / "introduksjonsprogram.csv").write_text(f"deltakelse_id;fnr\n900000000001;{IDENT}\n")
    duckdb.sql(f"select '{OTHER_IDENT}' as fnr, '{DUF}' as duf_nummer").write_parquet(str(folder / "flyktning.parquet"))
    return identifiers(tmp_path / "extracts", KEY)


def test_all_identifiers_of_the_deliveries_are_looked_for(wanted):
    assert wanted.idents == {IDENT, OTHER_IDENT, DUF}


@pytest.mark.parametrize(
    "content",
    [
        IDENT.encode(),
        OTHER_IDENT.encode(),
        b"2025-02-03 12:00 [error] Could not convert string '" + IDENT.encode() + b"' to INT64",
        b'{"message": "' + DUF.encode() + b'"}',
        b"\x00\xff" + IDENT.encode() + b"\x00",
        b"900" + IDENT.encode() + b"17",
        KEY.encode(),
        KEY.upper().encode(),
        bytes.fromhex(KEY),
        INNER,
        OUTER,
        INNER.hex().encode(),
        OUTER.hex().upper().encode(),
        base64.b64encode(bytes.fromhex(KEY)),
    ],
)
def test_found_in_a_file(content, wanted, tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "clean.log").write_bytes(b"nothing here")
    (folder / "dbt.log").write_bytes(b"first line\n" + content + b"\nlast line")
    [trace] = traces([folder], wanted)
    assert trace.startswith(str(folder / "dbt.log"))
    assert IDENT not in trace and KEY not in trace


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (f"'{IDENT}'", "an ident"),
        (f"'x' || '{OTHER_IDENT}' || '9'", "an ident"),
        (f"{IDENT}::bigint", "an ident"),
        (f"{DUF}::hugeint", "an ident"),
        (f"{OTHER_IDENT}::double", "an ident"),
        (f"{DUF}::decimal(18, 2)", "an ident"),
        (f"['{IDENT}']", "an ident"),
        (f"{{'fnr': '{IDENT}'}}", "an ident"),
        (f"'{IDENT}'::blob", "an ident"),
        (f"'{KEY.upper()}'", "the key"),
        (f"unhex('{INNER.hex()}')", "the key"),
        (f"'{OUTER.hex()}'", "the key"),
    ],
)
def test_found_in_a_column(value, kind, wanted, tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create schema marts; create table marts.t as select 1 as id, {value} as planted")
    assert f"{path}, marts.t.planted: {kind}" in traces([path], wanted)


def test_found_where_compression_hides_it_from_a_search_of_the_bytes(wanted, tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table t as select if(i = 777, {IDENT}, i) as planted from range(200000) t(i)")
    assert IDENT.encode() not in path.read_bytes()
    assert traces([path], wanted) == [f"{path}, main.t.planted: an ident"]


def test_found_in_a_compressed_parquet_file(wanted, tmp_path):
    path = tmp_path / "part.parquet"
    duckdb.sql(f"select if(i = 777, '{IDENT}', 'x') as planted from range(2000) t(i)").write_parquet(
        str(path), compression="zstd"
    )
    assert f"{path}, main.file.planted: an ident" in traces([path], wanted)


def test_nothing_is_found_in_a_clean_database(wanted, tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create table t as
            select sha256(i::varchar) as pseudonym, i as id, i * 1.5 as amount, date '2024-01-01' as day
            from range(10000) t(i)
            """
        )
    assert traces([path], wanted) == []
