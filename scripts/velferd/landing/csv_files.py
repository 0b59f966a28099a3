"""Stage a CSV file of the contract with DuckDB's reader, each row with its line."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from velferd.contract import ENCODING, Table
from velferd.landing.delivery import SourceFile
from velferd.landing.lines import LineRuns, LinesDoNotAddUp, number_lines
from velferd.landing.refusal import Refusal
from velferd.landing.staging import check_columns, insert_typed, payment_amount, staged
from velferd.landing.values import amount_of_text, csv_value

#: One column more than the header has, and a text for NULL that no field has: so a field that is not there (NULL) is
#: told from an empty one (''), and rows with a field too many show, even when that field is empty.
_SURPLUS = "surplus_field"
_NO_FIELD = "\x01no field\x01"
#: DuckDB gives a rejected record with the line end, and blank lines before it.
_REJECTED_TEXT = "trim(csv_line, chr(10) || chr(13))"
_FEW_RUNS = 100
_LONGEST_HEADER = 1 << 16  # bytes; a file that is no text may go on without a line break


def stage_csv(connection: DuckDBPyConnection, table: Table, file: SourceFile) -> None:
    """Append the file's rows to the staging table. Raises `Refusal` when it cannot be read or has other columns."""
    encoding = ENCODING.get(table.system, "utf-8")
    header = _header(file, encoding)
    check_columns(table, file.name, header)
    try:
        with _as_utf8(connection, file, encoding) as path:
            _read(connection, path, header)
        lines = _number(connection, file, header)
    except (duckdb.OutOfMemoryException, duckdb.IOException):
        raise
    except (duckdb.Error, LinesDoNotAddUp):
        raise Refusal(
            f"{file.name}: the file cannot be read as CSV; a quote is not closed, or different line ends are mixed"
        ) from None
    _insert(connection, table, file, header, lines)
    connection.execute("drop table csv_rows")


def _header(file: SourceFile, encoding: str) -> list[str]:
    try:
        with file.path.open("rb") as stream:
            line = stream.readline(_LONGEST_HEADER).decode("utf-8-sig" if encoding == "utf-8" else encoding)
        return next(csv.reader([line], delimiter=";", strict=True), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        raise Refusal(f"{file.name}: the file cannot be read as {encoding} text") from None


@contextmanager
def _as_utf8(connection: DuckDBPyConnection, file: SourceFile, encoding: str) -> Iterator[Path]:
    """The file itself, or a copy in UTF-8, beside what DuckDB spills, for as long as it is read.

    DuckDB could read latin-1, but gives up on the characters 128-159, which Windows programs put into free text.
    """
    if encoding == "utf-8":
        yield file.path
        return
    (folder,) = connection.execute("select current_setting('temp_directory')").fetchone()
    with (
        file.path.open(encoding=encoding, newline="") as source,
        tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=folder) as copy,
    ):
        shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)


def _read(connection: DuckDBPyConnection, path: Path, header: list[str]) -> None:
    """Read the file into `csv_rows`, and what DuckDB cannot split into fields into `rejected_records`.

    In one thread: reading in parallel fails on line breaks inside quotes, and leaves tables in pieces of odd sizes that
    the commit at the end has to put together again, which takes longer than is won.
    """
    for name in ("rejected_records", "rejected_scans"):
        connection.execute(f"drop table if exists {name}")
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in (*header, _SURPLUS))
    connection.execute(
        f"""create or replace temp table csv_rows as
        select * from read_csv(
            ?, columns = {{{columns}}},
            auto_detect = false, header = true, delim = ';', quote = '"', escape = '"', encoding = 'utf-8',
            compression = 'none', hive_partitioning = false, null_padding = true, nullstr = ?, parallel = false,
            store_rejects = true, rejects_table = 'rejected_records', rejects_scan = 'rejected_scans', rejects_limit = 0
        )""",
        [str(path), _NO_FIELD],
    )


def _number(connection: DuckDBPyConnection, file: SourceFile, header: list[str]) -> LineRuns:
    """Find the line of each record. Raises `LinesDoNotAddUp`, also where a bad quote seems to have swallowed rows."""
    record_count = connection.execute("select count(*) from csv_rows").fetchone()[0]
    rejected = connection.execute(
        f"select line, bool_or(contains({_REJECTED_TEXT}, chr(10))) from rejected_records group by line order by line"
    ).fetchall()
    if file.line_count == record_count + 1 and not rejected:
        return LineRuns([(2, record_count)], [], [])
    tall = connection.execute(
        f"""select record, length(text) - length(replace(text, chr(10), '')), is_wrong
        from (
            select rowid as record, concat({", ".join(header)}) as text, {_wrong_field_count(header)} as is_wrong
            from csv_rows
        )
        where contains(text, chr(10)) order by record"""
    ).fetchall()
    if any(is_wrong for *_, is_wrong in tall) or any(is_tall for _, is_tall in rejected):
        raise LinesDoNotAddUp
    return number_lines(
        record_count,
        file.line_count,
        [(record, line_breaks) for record, line_breaks, _ in tall],
        [ordinal for ordinal, _ in rejected],
        list(_blank_lines(file)),
    )


def _wrong_field_count(header: list[str]) -> str:
    return f"({header[-1]} is null or {_SURPLUS} is not null)"


def _blank_lines(file: SourceFile) -> Iterator[int]:
    with file.path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line in (b"\n", b"\r\n"):
                yield number


def _line_of_few_runs(runs: list[tuple[int, int]]) -> str:
    """SQL of a record's line: unlike a positional join, which goes with any number of runs, it works in parallel."""
    end, cases = 0, []
    for first_line, count in runs:
        cases.append(f"when rowid < {end + count} then rowid + {first_line - end}")
        end += count
    return f"case {' '.join(cases)} end" if cases else "null"


def _insert(connection: DuckDBPyConnection, table: Table, file: SourceFile, header: list[str], lines: LineRuns) -> None:
    fields = ", ".join(f"csv_field({name})" for name in (*header, _SURPLUS))
    amount = payment_amount(table)
    if len(lines.runs) <= _FEW_RUNS:
        source, parameters, line = "csv_rows", [], _line_of_few_runs(lines.runs)
    else:
        runs = "unnest(cast(? as bigint[][])) as runs(run)"
        numbers = f"select unnest(range(run[1], run[1] + run[2])) as source_line from {runs}"
        source, parameters, line = f"(csv_rows positional join ({numbers}))", [lines.runs], "source_line"
    insert_typed(
        connection,
        table,
        file.name,
        source,
        parameters,
        line,
        {column: csv_value(column, column.name) for column in table.columns},
        raw_row=f"concat_ws(';', {fields})",
        amount=amount_of_text(amount, "decimal(18,2)") if amount else "null",
        wrong_field_count=_wrong_field_count(header),
    )
    append = f"insert into {staged(table.name)} (source_file, source_line, bad_column, rule, raw_row)"
    if lines.rejected:
        connection.execute(
            f"""{append}
            select ?, source_line, bad_column, rule, text
            from (
                select
                    any_value({_REJECTED_TEXT}) as text,
                    bool_or(error_type = 'INVALID ENCODING') as is_garbled,
                    case when is_garbled then 'invalid_encoding' else 'wrong_field_count' end as rule,
                    case when is_garbled then min(column_name) end as bad_column
                from rejected_records group by line order by line
            ) positional join (select unnest(?) as source_line)""",
            [file.name, lines.rejected],
        )
    if lines.blank:
        connection.execute(f"{append} select ?, unnest(?), null, 'wrong_field_count', ''", [file.name, lines.blank])
