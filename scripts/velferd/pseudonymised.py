"""The pseudonymised zone: what has been landed, with a pseudonym in the place of every ident, as Parquet files.

DuckDB writes whole blocks, and what a process's memory held before can stand in the unused parts of one. So whoever
reads idents writes no database that others open: one process reads raw.duckdb and writes these files, which hold values
and nothing else, and dbt, which never sees an ident, builds the warehouse from them.

Below the folder there is <system>/<table>/ with one file per delivery, and one without rows, for tables that nobody has
delivered. DUF numbers, the ledger's free text and rows as delivered stay behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import duckdb

from velferd.contract import JSON_STAT_TABLES, TABLES, JsonStatTable, Table
from velferd.data_folder import flush, for_owner_only
from velferd.database import literal, quoted, spilling_to
from velferd.keys import KEY_VARIABLE, fingerprint, hmac_key_blocks

#: Part of every file's name: another version writes the files anew.
VERSION = 3
FOLDER = "pseudonymised"
#: What landing knows about the deliveries. Quarantined rows may hold idents in any place.
BOOKS = {"deliveries": "*", "delivery_tables": "*", "quarantine": "* exclude (raw_row)"}
#: Columns of text that may name people, which nobody counts by.
FREE_TEXT = {("unit4.hovedbok", "tekst")}
#: HMAC-SHA-256 of a text, with the key blocks that the connection holds.
KEYED_HASH = """
    create temp macro keyed_hash(text) as sha256(
        getvariable('key_outer') || unhex(sha256(getvariable('key_inner') || encode(text)))
    )
"""
#: The first 63 bits as a number: DuckDB joins and writes those in two thirds of the time that texts take, and among
#: 20 million people the chance that two share one is 1 to 46 000. Then the build stops.
PSEUDONYM = "(cast('0x' || left(keyed_hash('person:v1:' || ident), 16) as ubigint) >> 1)::bigint"


def pseudonymise(raw: Path, key: str) -> None:
    """Write what has been landed in `raw` since the last time to the folder beside it.

    To be run apart (see velferd.processes). Raises click.ClickException when there is no `key`, when it is not the one
    that `raw` was first read with, or when two idents have one pseudonym.
    """
    require_raw(raw)
    if not key:
        raise click.ClickException(f"{KEY_VARIABLE} is not set: without it no person can be given a pseudonym.")
    folder = raw.parent / FOLDER
    with _reading(raw, key) as connection:
        mark = _checked_fingerprint(connection, raw, key)
        connection.execute("create temp table pseudonym (ident varchar, pseudonym bigint)")
        kept = set()
        for table in (*TABLES, *JSON_STAT_TABLES):
            file = folder / table.system / table.name / f"none-{VERSION}.parquet"
            kept.add(_written(connection, _rows(table, "delivery_date is null"), file))
        for system, date, digest in connection.execute(
            "select system, delivery_date::varchar, content_digest from raw.landing.deliveries order by all"
        ).fetchall():
            name = f"{date}-{hashlib.sha256(f'{VERSION} {digest} {mark}'.encode()).hexdigest()[:16]}.parquet"
            kept |= _write_delivery(connection, folder, system, date, name)
        for name, columns in BOOKS.items():
            file = folder / "landing" / name / "all.parquet"
            _write(connection, f"select {columns} from raw.landing.{name}", file)
            kept.add(file)
    for file in folder.glob("*/*/*"):
        if file not in kept:
            file.unlink()


def require_raw(raw: Path) -> None:
    """Raise click.ClickException where nothing has been landed yet."""
    if not raw.exists():
        raise click.ClickException(
            f"{raw} is not there: land deliveries first, with `make build`, or with "
            f"`velferd land --extracts <folder> --data {raw.parent}`."
        )


def create_sources(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Let the connection see the files in `folder` as the database `raw`: <system>.<table>, and landing's books."""
    connection.execute("attach ':memory:' as raw (read_write)")
    for table in sorted(folder.glob("*/*")):
        connection.execute(f"create schema if not exists raw.{table.parent.name}")
        files = ", ".join(f"'{quoted(literal(file))}'" for file in sorted(table.glob("*.parquet")))
        connection.execute(
            f"""create view raw.{table.parent.name}.{table.name} as
            from read_parquet([{files}], hive_partitioning = false)"""
        )


@contextmanager
def _reading(raw: Path, key: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees `raw` and can hash; what it writes and spills is for this user only."""
    spill = raw.parent / "tmp"
    spill.mkdir(mode=0o700, exist_ok=True)
    with for_owner_only(), duckdb.connect(config=spilling_to(spill)) as connection:
        connection.execute(f"attach '{quoted(raw)}' as raw (read_only)")
        for name, block in zip(("key_inner", "key_outer"), hmac_key_blocks(key), strict=True):
            connection.execute(f"set variable {name} = ?::blob", [block])
        connection.execute(KEYED_HASH)
        yield connection


def _checked_fingerprint(connection: duckdb.DuckDBPyConnection, raw: Path, key: str) -> str:
    """The fingerprint of the key, which `raw` remembers: pseudonyms of two keys never meet."""
    mark = fingerprint(key)
    try:
        known = connection.execute("select fingerprint from raw.identity.key_fingerprint").fetchall()
    except duckdb.CatalogException:
        known = [(mark,)]
        connection.execute("detach raw")
        with duckdb.connect(str(raw)) as writing:
            writing.execute("create schema identity")
            writing.execute("create table identity.key_fingerprint as select ? as fingerprint", [mark])
        connection.execute(f"attach '{quoted(raw)}' as raw (read_only)")
    if known != [(mark,)]:
        raise click.ClickException(
            f"{KEY_VARIABLE} is not the key that this raw.duckdb was built with before. Set that key, or remove {raw} "
            "and land the deliveries again to start with a new one."
        )
    return mark


def _write_delivery(
    connection: duckdb.DuckDBPyConnection, folder: Path, system: str, date: str, name: str
) -> set[Path]:
    """Write those files of a delivery that are not there; return all."""
    tables = [table for table in (*TABLES, *JSON_STAT_TABLES) if table.system == system]
    files = {table: folder / system / table.name / name for table in tables}
    if not all(_is_whole(connection, file) for file in files.values()):
        delivery = f"delivery_date = '{date}'"
        idents = [
            f"select {column.name} as ident from raw.{table.relation} where {delivery}"
            for table in tables
            if isinstance(table, Table)
            for column in table.columns
            if column.type == "fnr"
        ]
        if idents:
            _hash(connection, " union all ".join(idents), f"{system} {date}")
        for table, file in files.items():
            _written(connection, _rows(table, delivery), file)
    return set(files.values())


def _hash(connection: duckdb.DuckDBPyConnection, idents: str, delivery: str) -> None:
    """Make `pseudonym` of the distinct idents: people are hashed once, not per row."""
    connection.execute(
        f"""
        create or replace temp table pseudonym as
        select ident, {PSEUDONYM} as pseudonym from (select distinct ident from ({idents}))
        """
    )
    [(is_unique,)] = connection.execute("select count(*) = count(distinct pseudonym) from pseudonym").fetchall()
    if not is_unique:
        raise click.ClickException(f"{delivery}: two idents have one pseudonym under this key. Use another key.")


def _rows(table: Table | JsonStatTable, condition: str) -> str:
    """SQL of the rows of a table, with pseudonyms in the place of idents and without DUF numbers and free text."""
    if isinstance(table, JsonStatTable):
        return f"select * from raw.{table.relation} where {condition}"
    columns, joins = ["delivery_date", "source_file", "source_line"], []
    for column in table.columns:
        if column.type == "fnr":
            columns.append(f"of_{column.name}.pseudonym as {column.name}")
            joins.append(f"inner join pseudonym as of_{column.name} on {column.name} = of_{column.name}.ident")
        elif column.type != "duf" and (table.relation, column.name) not in FREE_TEXT:
            columns.append(column.name)
    return f"select {', '.join(columns)} from raw.{table.relation} {' '.join(joins)} where {condition}"


def _written(connection: duckdb.DuckDBPyConnection, rows: str, file: Path) -> Path:
    if not _is_whole(connection, file):
        _write(connection, rows, file)
    return file


def _is_whole(connection: duckdb.DuckDBPyConnection, file: Path) -> bool:
    """Whether the file is there with its end, where Parquet says what is in it: a torn one has none."""
    try:
        connection.execute("select count(*) from parquet_file_metadata(?)", [literal(file)])
    except duckdb.Error:
        return False
    return True


def _write(connection: duckdb.DuckDBPyConnection, rows: str, file: Path) -> None:
    """Write the rows to the file, whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    connection.execute(f"copy ({rows}) to '{quoted(unfinished)}' (format parquet, parquet_version v2)")
    flush(unfinished)
    unfinished.replace(file)
    flush(file.parent)
