"""Stage Parquet files of the contract: their columns have types already, their values are judged by the same rules."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import duckdb
from duckdb import DuckDBPyConnection

from velferd.contract import SQL_TYPE, Column, Table
from velferd.database import literal, quoted
from velferd.landing.delivery import SourceFile
from velferd.landing.refusal import Refusal
from velferd.landing.staging import LINES_PER_FILE, Source, check_columns, judged, keep_bad, payment_amount, typed_row
from velferd.landing.values import parquet_type_fits, parquet_value

Types = dict[str, str]


def stage_parquet(
    connection: DuckDBPyConnection, table: Table, files: Iterable[tuple[int, SourceFile]]
) -> list[Source]:
    """Keep the bad rows of the files, given with their numbers, and return all rows, those of like files together.

    Raises `Refusal` when one cannot be read or has other columns.
    """
    checked = []
    for number, file in files:
        try:
            types = _check(connection, table, file)
            rows = _rows(table, number, [file], types)
            keep_bad(connection, table, rows)
        except (duckdb.OutOfMemoryException, duckdb.FatalException):
            raise
        except duckdb.Error:
            raise Refusal(f"{file.name}: the file cannot be read as Parquet") from None
        checked.append((number, file, types, rows))
    sources = []
    for types, alike in groupby(checked, key=lambda each: each[2]):
        numbers, together, _, file_rows = zip(*alike, strict=True)
        sources.append(Source(_rows(table, numbers[0], together, types), file_rows))
    return sources


def _check(connection: DuckDBPyConnection, table: Table, file: SourceFile) -> Types:
    """The types of the file's columns. Raises `Refusal` unless they are the contract's."""
    path = literal(file.path)
    # The file's own column names: read_parquet renames those that occur twice.
    names = connection.execute("select name from parquet_schema(?) offset 1", [path]).fetchall()
    check_columns(table, file.name, [name for (name,) in names])
    rows = "read_parquet(?, hive_partitioning = false)"
    types = dict(
        connection.execute(f"select column_name, column_type from (describe select * from {rows})", [path]).fetchall()
    )
    for column in table.columns:
        # A column without any value may have been written with whatever type.
        if not parquet_type_fits(column, types[column.name]) and _has_values(connection, column.name, rows, path):
            raise Refusal(
                f"{file.name}: column {column.name} is {types[column.name]}, "
                f"and {SQL_TYPE[column.type].upper()} is expected"
            )
    return types


def _has_values(connection: DuckDBPyConnection, column: str, rows: str, path: str) -> bool:
    return connection.execute(f"select count({column}) > 0 from {rows}", [path]).fetchone()[0]


def _nothing(column: Column) -> str:
    """SQL of a missing value: typed, for what is made of the column must be of its type with or without values."""
    return f"cast(null as {SQL_TYPE[column.type]})"


def _rows(table: Table, first_number: int, files: Iterable[SourceFile], types: Types) -> str:
    """SQL of the staged rows of files that have the same types and are numbered from `first_number` on."""
    values = {
        column: parquet_value(
            column, column.name if parquet_type_fits(column, types[column.name]) else _nothing(column)
        )
        for column in table.columns
    }
    paths = ", ".join(f"'{quoted(literal(file.path))}'" for file in files)
    names = ", ".join(f"'{file.name}'" for file in files)
    amount = payment_amount(table)
    return judged(
        f"""(
            select *, cast(file_index as integer) as file_index, file_row_number + 1 as source_line
            from read_parquet([{paths}], hive_partitioning = false)
        )""",
        values,
        raw_row=typed_row(table),
        amount=f"try_cast({amount} as decimal(18,2))" if amount else "null",
        more=f"""
            ({first_number} + file_index) * {LINES_PER_FILE} + source_line as row,
            [{names}][file_index + 1] as source_file,
            source_line,""",
    )
