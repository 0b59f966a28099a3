"""Stage a Parquet file of the contract: its columns have types already, its values are judged by the same rules."""

from __future__ import annotations

import duckdb
from duckdb import DuckDBPyConnection

from velferd.contract import Table
from velferd.landing.delivery import SourceFile
from velferd.landing.refusal import Refusal
from velferd.landing.staging import check_columns, insert_typed, payment_amount, typed_row
from velferd.landing.values import parquet_type_fits, parquet_value


def stage_parquet(connection: DuckDBPyConnection, table: Table, file: SourceFile) -> None:
    """Append the file's rows to the staging table. Raises `Refusal` when it cannot be read or has other columns."""
    try:
        _stage(connection, table, file)
    except (duckdb.OutOfMemoryException, duckdb.FatalException):
        raise
    except duckdb.Error:
        raise Refusal(f"{file.name}: the file cannot be read as Parquet") from None


def _stage(connection: DuckDBPyConnection, table: Table, file: SourceFile) -> None:
    path = str(file.path)
    # The file's own column names: read_parquet renames those that occur twice.
    names = connection.execute("select name from parquet_schema(?) offset 1", [path]).fetchall()
    check_columns(table, file.name, [name for (name,) in names])
    rows = "read_parquet(?, hive_partitioning = false, file_row_number = true)"
    types = dict(
        connection.execute(f"select column_name, column_type from (describe select * from {rows})", [path]).fetchall()
    )
    for column in table.columns:
        # A column without any value may have been written with whatever type.
        if not parquet_type_fits(column, types[column.name]) and _has_values(connection, column.name, rows, path):
            raise Refusal(f"{file.name}: column {column.name} is {types[column.name]}, which is not its type")
    values = {
        column: parquet_value(column, column.name if parquet_type_fits(column, types[column.name]) else "null")
        for column in table.columns
    }
    amount = payment_amount(table)
    insert_typed(
        connection,
        table,
        file.name,
        rows,
        [path],
        line="file_row_number + 1",
        values=values,
        raw_row=typed_row(table),
        amount=f"try_cast({amount} as decimal(18,2))" if amount else "null",
    )


def _has_values(connection: DuckDBPyConnection, column: str, rows: str, path: str) -> bool:
    return connection.execute(f"select count({column}) > 0 from {rows}", [path]).fetchone()[0]
