"""The pseudonymised zone: what has been landed, with a pseudonym in the place of every ident, as Parquet files.

DuckDB writes whole blocks, and what a process's memory held before can stand in the unused parts of one. So whoever
reads idents writes no database that others open: one process reads raw.duckdb and writes these files, which hold values
and nothing else, and dbt, which never sees an ident, builds the warehouse from them.

Below the folder there is <system>/<table>/ with one file per delivery, and one without rows, for tables that nobody has
delivered. A column crosses by what the contract says it is, and what it does not know stays behind: see `_crossing`.
Of where a row came from, the number of its file among those of the table crosses, and its line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import duckdb

from velferd.code_lists import is_known, load_code_lists
from velferd.contract import JSON_STAT_TABLES, PATTERN, TABLES, Column, JsonStatTable, Table
from velferd.data_folder import flush, for_owner_only
from velferd.database import literal, quoted, spilling_to
from velferd.keys import KEY_VARIABLE, fingerprint, hmac_key_blocks
from velferd.landing.idents import create_ident_macros

#: Part of every file's name: another version writes the files anew.
VERSION = 4
FOLDER = "pseudonymised"
#: What landing knows about the deliveries. Quarantined rows may hold idents in any place, an amount among them.
BOOKS = {
    "deliveries": "select system, delivery_date, has_real_idents from raw.landing.deliveries",
    "delivery_tables": """
        select
            system, delivery_date, table_name,
            delivered_row_count, loaded_row_count, quarantined_row_count, duplicate_row_count
        from raw.landing.delivery_tables""",
    "quarantine": """
        select
            system, delivery_date, table_name, source_part, source_line, column_name, rule,
            case when not number_is_ident(amount_nok) then amount_nok end as amount_nok
        from raw.landing.quarantine inner join part using (system, delivery_date, table_name, source_file)""",
}
#: HMAC-SHA-256 of a text, with the key blocks that the connection holds.
KEYED_HASH = """
    create temp macro keyed_hash(text) as sha256(
        getvariable('key_outer') || unhex(sha256(getvariable('key_inner') || encode(text)))
    )
"""
#: The first 63 bits as a number: DuckDB joins and writes those in two thirds of the time that texts take, and among
#: 20 million people the chance that two share one is 1 to 46 000. Then the build stops.
KEYED_NUMBER = """
    create temp macro keyed_number(text) as (cast('0x' || left(keyed_hash(text), 16) as ubigint) >> 1)::bigint
"""
PSEUDONYM = "keyed_number('person:v1:' || value)"
#: Equal keys have equal numbers, in whatever column and delivery, so that a correction finds its payment.
KEY_NUMBER = "keyed_number('key:v1:' || value)"
#: Tables of what has been hashed, with the number that stands for it, by the type of the columns that hold it.
HASHED = {"fnr": "pseudonym", "key": "source_key"}


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
        codes = _load_codes(connection)
        _number_files(connection)
        connection.execute("create temp table pseudonym (value varchar, number bigint)")
        connection.execute("create temp table source_key (value bigint, number bigint)")
        kept = set()
        for table in (*TABLES, *JSON_STAT_TABLES):
            file = folder / table.system / table.name / f"none-{VERSION}.parquet"
            kept.add(_written(connection, _rows(table, "delivery_date is null"), file))
        for system, date, digest in connection.execute(
            "select system, delivery_date::varchar, content_digest from raw.landing.deliveries order by all"
        ).fetchall():
            name = f"{date}-{hashlib.sha256(f'{VERSION} {codes} {digest} {mark}'.encode()).hexdigest()[:16]}.parquet"
            kept |= _write_delivery(connection, folder, system, date, name)
        for name, rows in BOOKS.items():
            file = folder / "landing" / name / "all.parquet"
            _write(connection, rows, file)
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
        connection.execute(KEYED_NUMBER)
        create_ident_macros(connection)
        yield connection


def _load_codes(connection: duckdb.DuckDBPyConnection) -> str:
    """Make the code lists known, and return their digest: files that were written by other lists are written anew."""
    load_code_lists(connection)
    codes = connection.execute("select name, code_list, code from known_code order by all").fetchall()
    return hashlib.sha256(repr(codes).encode()).hexdigest()


def _number_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `part`: the files of each table of each delivery, numbered from 1 in the delivery's order."""
    tables = [
        f"select distinct '{table.system}' as system, delivery_date, '{table.name}' as table_name, source_file "
        f"from raw.{table.relation}"
        for table in (*TABLES, *JSON_STAT_TABLES)
    ]
    quarantined = "select system, delivery_date, table_name, source_file from raw.landing.quarantine"
    connection.execute(
        f"""create temp table part as
        select
            *,
            row_number() over (
                partition by system, delivery_date, table_name
                order by try_cast(regexp_extract(source_file, '-(\\d+)\\.', 1) as bigint) nulls first, source_file
            )::integer as source_part
        from ({" union ".join([*tables, quarantined])})"""
    )


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
        for kind, number in (("fnr", PSEUDONYM), ("key", KEY_NUMBER)):
            values = [
                f"select {column.name} from raw.{table.relation} where {delivery}"
                for table in tables
                for column in table.columns
                if column.type == kind
            ]
            if values and not _hash(connection, HASHED[kind], number, " union all ".join(values)):
                what = "idents have one pseudonym" if kind == "fnr" else "keys have one number"
                raise click.ClickException(f"{system} {date}: two {what} under this key. Use another key.")
        for table, file in files.items():
            _written(connection, _rows(table, delivery), file)
    return set(files.values())


def _hash(connection: duckdb.DuckDBPyConnection, table: str, number: str, values: str) -> bool:
    """Add the numbers of the values (SQL) to the table, each once, not per row; return whether all differ."""
    connection.execute(
        f"""
        insert into {table}
        select value, {number}
        from (select distinct value from ({values}) as given(value)) as new anti join {table} using (value)
        where value is not null
        """
    )
    [(is_unique,)] = connection.execute(f"select count(*) = count(distinct number) from {table}").fetchall()
    return is_unique


def _rows(table: Table | JsonStatTable, condition: str) -> str:
    """SQL of what crosses of the rows of a table: whose, from where, in which order, and its columns' values."""
    rows = f"select * from raw.{table.relation} where {condition}"
    of_table = f"system = '{table.system}' and table_name = '{table.name}'"
    columns = ["delivery_date", "source_part", "source_line"]
    joins = [f"inner join (from part where {of_table}) using (delivery_date, source_file)"]
    if table.order:
        # E7 takes the greater key for the later one, which a keyed number does not tell.
        ranks = f"select {table.order}, row_number() over (order by {table.order})::integer as key_rank from ({rows})"
        columns.append("key_rank")
        joins.append(f"inner join ({ranks}) using ({table.order})")
    for column in table.columns:
        if crossing := _crossing(column):
            columns.append(f"{crossing} as {column.name}")
        if column.type in HASHED:
            joins.append(
                f"left join {HASHED[column.type]} as of_{column.name} on {column.name} = of_{column.name}.value"
            )
    # In the delivery's order: the same bytes whenever they are written, and fewer.
    order = "order by source_part, source_line"
    return f"select {', '.join(columns)} from ({rows}) {' '.join(joins)} {order}"


def _crossing(column: Column) -> str | None:
    """SQL of what crosses of a column; None for one that stays behind, as DUF numbers and free text do.

    Whatever is not of its kind becomes NULL; landing has told of it.
    """
    name = column.name
    match column.type:
        case "fnr" | "key":
            return f"of_{name}.number"
        case "code":
            return f"case when {is_known(column)} then {name} end"
        case "count" | "measure":
            return f"case when {name} between {column.range[0]} and {column.range[1]} then {name} end"
        case "month" | "period" | "account" | "region" | "ssb_sex" | "age" | "year":
            return f"case when regexp_full_match({name}, '{PATTERN[column.type]}') then {name} end"
        case "date" | "percent" | "amount" | "ledger_amount":
            return name
        case _:
            return None


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
