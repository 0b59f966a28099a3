"""raw.duckdb: opening it safely, its tables, and loading one delivery into it whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import duckdb
from duckdb import DuckDBPyConnection

from velferd.contract import JSON_STAT_TABLES, TABLES, JsonStatTable, Table
from velferd.data_folder import for_owner_only, make_data_folder
from velferd.database import spilling_to
from velferd.landing.delivery import Delivery
from velferd.landing.staging import Source, accepted_in_order, bad, value_columns
from velferd.landing.values import REASONS
from velferd.trouble import why_not_opened

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
    """Open <data>/raw.duckdb, made with all its tables where it is new. Raises click.ClickException when it cannot be.

    It holds identified data: the file, what DuckDB writes beside it and what it spills are for this user only, and
    spilled rows are encrypted.
    """
    path, spill = data / "raw.duckdb", data / "tmp"
    if "?" in str(path.resolve()):
        # DuckDB takes what follows for options.
        raise click.ClickException(f"{data} cannot hold a database: there must be no ? in the path of the data folder.")
    make_data_folder(data)
    with for_owner_only():
        spill.mkdir(exist_ok=True)
        spill.chmod(0o700)
        # Nobody but this project reads the file, so it need not be one for older clients.
        config = {**spilling_to(spill), "storage_compatibility_version": "latest"}
        try:
            connection = duckdb.connect(str(path), config=config)
        except duckdb.Error as error:
            raise click.ClickException(f"{path} cannot be opened: {why_not_opened(error)}") from None
        with connection:
            path.chmod(0o600)
            _create_tables(connection)
            yield connection


def load(
    connection: DuckDBPyConnection,
    delivery: Delivery,
    sources: dict[str, list[Source]],
    has_real_idents: bool,
    begin: Callable[[str], None],
) -> None:
    """Load the accepted rows, the bad ones and the findings, in one transaction; `begin` is told of each file."""
    connection.begin()
    try:
        for table in delivery.tables:
            loaded = _load_rows(connection, delivery, table, sources[table.name], begin)
            _load_books(connection, delivery, table, loaded)
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


def _load_rows(
    connection: DuckDBPyConnection,
    delivery: Delivery,
    table: Table | JsonStatTable,
    sources: list[Source],
    begin: Callable[[str], None],
) -> int:
    """Load the accepted rows in the order of the files, so that they stand together and are found fast; count them."""
    columns = ", ".join(value_columns(table))
    loaded = 0
    all_files = (file_rows for source in sources for file_rows in source.files)
    for number, (file, file_rows) in enumerate(zip(delivery.files[table.name], all_files, strict=True)):
        begin(f"loading {file.name}")
        (row_count,) = connection.execute(
            f"""insert into {table.relation} (delivery_date, source_file, source_line, {columns})
            select ?, source_file, source_line, {columns}
            from ({accepted_in_order(connection, table, number, file_rows)})""",
            [delivery.date],
        ).fetchone()
        loaded += row_count
    return loaded


def _load_books(connection: DuckDBPyConnection, delivery: Delivery, table: Table | JsonStatTable, loaded: int) -> None:
    """Load the quarantine, and how many rows came to what."""
    parameters = [delivery.system, delivery.date, table.name]
    connection.execute(
        f"""insert into landing.quarantine
        select ?, ?, ?, source_file, source_line, bad_column, rule, map(?, ?)[rule], raw_row, amount_nok
        from {bad(table.name)} where rule <> 'duplicate_row' order by source_file, source_line""",
        [*parameters, list(REASONS), list(REASONS.values())],
    )
    connection.execute(
        f"""insert into landing.delivery_tables
        select
            ?, ?, ?, ? + count(*), ?,
            count(*) filter (where rule <> 'duplicate_row'), count(*) filter (where rule = 'duplicate_row')
        from {bad(table.name)}""",
        [*parameters, loaded, loaded],
    )


def _create_tables(connection: DuckDBPyConnection) -> None:
    connection.begin()
    for table in (*TABLES, *JSON_STAT_TABLES):
        columns = ", ".join(f"{name} {sql_type}" for name, sql_type in value_columns(table).items())
        connection.execute(f"create schema if not exists {table.system}")
        connection.execute(
            f"""create table if not exists {table.relation}
            (delivery_date date, source_file varchar, source_line bigint, {columns})"""
        )
    connection.execute("create schema if not exists landing")
    for name, columns in _BOOKS.items():
        connection.execute(f"create table if not exists landing.{name} ({columns})")
    connection.commit()
