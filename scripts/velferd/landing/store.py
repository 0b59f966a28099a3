"""raw.duckdb: opening it safely, its tables, and loading one delivery into it whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import duckdb
from duckdb import DuckDBPyConnection

from velferd.contract import JSON_STAT_TABLES, SQL_TYPE, TABLES, JsonStatTable, Table
from velferd.database import spilling_to
from velferd.landing.delivery import Delivery
from velferd.landing.staging import staged
from velferd.landing.values import REASONS

_BOOKS = {
    "deliveries": "system varchar, delivery_date date, content_digest varchar, has_real_idents boolean",
    "delivery_tables": """system varchar, delivery_date date, table_name varchar, delivered_row_count bigint,
        loaded_row_count bigint, quarantined_row_count bigint, duplicate_row_count bigint""",
    "findings": """system varchar, delivery_date date, table_name varchar, source_file varchar, source_line bigint,
        column_name varchar, rule varchar""",
    "quarantine": """system varchar, delivery_date date, table_name varchar, source_file varchar, source_line bigint,
        column_name varchar, rule varchar, reason varchar, raw_row varchar, amount_nok decimal(18,2)""",
}


@contextmanager
def open_raw(data: Path) -> Iterator[DuckDBPyConnection]:
    """Open <data>/raw.duckdb, made with all its tables where it is new. Raises click.ClickException when it is in use.

    It holds identified data: the file, what DuckDB writes beside it and what it spills are for this user only, and
    spilled rows are encrypted.
    """
    path, spill = data / "raw.duckdb", data / "tmp"
    data.mkdir(parents=True, exist_ok=True)
    umask = os.umask(0o077)
    try:
        spill.mkdir(exist_ok=True)
        spill.chmod(0o700)
        try:
            connection = duckdb.connect(str(path), config=spilling_to(spill))
        except duckdb.Error as error:
            raise click.ClickException(f"{path} cannot be opened ({type(error).__name__}); is it in use?") from None
        with connection:
            path.chmod(0o600)
            _create_tables(connection)
            yield connection
    finally:
        os.umask(umask)


def _raw_columns(table: Table | JsonStatTable) -> list[tuple[str, str]]:
    """Names and SQL types of the delivered columns."""
    if isinstance(table, JsonStatTable):
        return [*((column, "varchar") for _, column in table.dimensions), ("value", "double")]
    return [(column.name, SQL_TYPE[column.type]) for column in table.columns]


def load(connection: DuckDBPyConnection, delivery: Delivery, has_real_idents: bool) -> None:
    """Load the staged tables and their findings, in one transaction."""
    connection.begin()
    try:
        for table in delivery.tables:
            _load_table(connection, delivery, table)
        connection.execute(
            """insert into landing.findings
            select ?, ?, * from new_finding order by table_name, source_file, source_line, column_name, rule""",
            [delivery.system, delivery.date],
        )
        connection.execute(
            "insert into landing.deliveries values (?, ?, ?, ?)",
            [delivery.system, delivery.date, delivery.content_digest, has_real_idents],
        )
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _load_table(connection: DuckDBPyConnection, delivery: Delivery, table: Table | JsonStatTable) -> None:
    columns = ", ".join(name for name, _ in _raw_columns(table))
    source = staged(table.name)
    parameters = [delivery.system, delivery.date, table.name]
    # In the order of the files: the rows of a delivery stand together and are found fast.
    connection.execute(
        f"""insert into {table.relation} (delivery_date, source_file, source_line, {columns})
        select ?, source_file, source_line, {columns} from {source} where rule is null""",
        [delivery.date],
    )
    connection.execute(
        f"""insert into landing.quarantine
        select ?, ?, ?, source_file, source_line, bad_column, rule, map(?, ?)[rule], raw_row, amount_nok
        from {source} where rule <> 'duplicate_row' order by source_file, source_line""",
        [*parameters, list(REASONS), list(REASONS.values())],
    )
    connection.execute(
        f"""insert into landing.delivery_tables
        select
            ?, ?, ?, count(*), count(*) filter (where rule is null),
            count(*) filter (where rule <> 'duplicate_row'), count(*) filter (where rule = 'duplicate_row')
        from {source}""",
        parameters,
    )


def _create_tables(connection: DuckDBPyConnection) -> None:
    connection.begin()
    for table in (*TABLES, *JSON_STAT_TABLES):
        columns = ", ".join(f"{name} {sql_type}" for name, sql_type in _raw_columns(table))
        connection.execute(f"create schema if not exists {table.system}")
        connection.execute(
            f"""create table if not exists {table.relation}
            (delivery_date date, source_file varchar, source_line bigint, {columns})"""
        )
    connection.execute("create schema if not exists landing")
    for name, columns in _BOOKS.items():
        connection.execute(f"create table if not exists landing.{name} ({columns})")
    connection.commit()
