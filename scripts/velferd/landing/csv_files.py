"""Stage a CSV file of the contract with DuckDB's reader, each row with its line."""

from __future__ import annotations

import csv
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from velferd.contract import ENCODING, Table
from velferd.database import literal
from velferd.landing.delivery import SourceFile
from velferd.landing.lines import LineRuns, LinesDoNotAddUp, number_lines
from velferd.landing.refusal import Refusal
from velferd.landing.staging import (
    LINES_PER_FILE,
    Source,
    bad,
    check_columns,
    judged,
    keep_bad,
    payment_amount,
    records,
    value_columns,
)
from velferd.landing.values import amount_of_text, csv_value

#: One column more than the header has, and a text for NULL that no field has: so a field that is not there (NULL) is
#: told from an empty one (''), and rows with a field too many show, even when that field is empty.
_SURPLUS = "surplus_field"
_NO_FIELD = f"\x01{secrets.token_hex()}\x01"
#: DuckDB gives a rejected record with the line end, and blank lines before it.
_REJECTED_TEXT = "trim(csv_line, chr(10) || chr(13))"
#: A field, in quotes or not, after its separator.
_FIELD = ';("(?:[^"]|"")*"|[^;"]*)'
_FEW_RUNS = 100
_LONGEST_HEADER = 1 << 16  # bytes; a file that is no text may go on without a line break


def stage_csv(connection: DuckDBPyConnection, table: Table, number: int, file: SourceFile) -> Source:
    """Read the file, keep its bad rows and return those that could be split into fields.

    Raises `Refusal` when it cannot be read or has other columns.
    """
    encoding = ENCODING.get(table.system, "utf-8")
    header = _header(file, encoding)
    check_columns(table, file.name, header)
    kept = records(table.name, number)
    try:
        with _as_utf8(connection, file, encoding) as path:
            _read(connection, table, kept, path, header, file.has_quotes)
            _mend_garbled(connection, path)
        lines = _number(connection, kept, file)
    except (duckdb.OutOfMemoryException, duckdb.IOException):
        raise
    except (duckdb.Error, LinesDoNotAddUp):
        raise Refusal(
            f"{file.name}: the file cannot be read as CSV; a quote is not closed, or different line ends are mixed"
        ) from None
    rows = _rows(connection, table, kept, number, file, lines)
    keep_bad(connection, table, rows)
    _keep_unsplit(connection, table, number, file, lines, header)
    _check_swallowed(connection, table, file)
    return Source(rows, (rows,))


def _header(file: SourceFile, encoding: str) -> list[str]:
    try:
        with file.path.open("rb") as stream:
            line = stream.readline(_LONGEST_HEADER).decode("utf-8-sig" if encoding == "utf-8" else encoding)
        if "\r" in line.rstrip("\r\n"):
            raise Refusal(f"{file.name}: lines end in CR alone, and LF or CR LF is expected")
        return next(csv.reader([line], delimiter=";", strict=True), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        raise Refusal(f"{file.name}: the file cannot be read as {encoding} text") from None


@contextmanager
def _as_utf8(connection: DuckDBPyConnection, file: SourceFile, encoding: str) -> Iterator[Path]:
    """The file itself, or a copy in UTF-8, beside what DuckDB spills, for as long as it is read.

    The copy has no name: it goes with this process, however that ends, and nobody else finds it. DuckDB could read
    latin-1, but gives up on the characters 128-159, which Windows programs put into free text.
    """
    if encoding == "utf-8":
        yield file.path
        return
    (folder,) = connection.execute("select current_setting('temp_directory')").fetchone()
    with (
        file.path.open(encoding=encoding, newline="") as source,
        tempfile.TemporaryFile("w", encoding="utf-8", newline="", dir=folder) as copy,
    ):
        shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(f"/proc/self/fd/{copy.fileno()}")


def _read(
    connection: DuckDBPyConnection, table: Table, kept: str, path: Path, header: list[str], has_quotes: bool
) -> None:
    """Read the file into the table `kept`, and what DuckDB cannot split into fields into `rejected_records`.

    In parallel only where there is no quote: one thread does not see that it begins within another's quotes.
    """
    for name in ("rejected_records", "rejected_scans"):
        connection.execute(f"drop table if exists {name}")
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in (*header, _SURPLUS))
    line_breaks = _line_breaks(f"concat({', '.join((*header, _SURPLUS))})") if has_quotes else "0"
    fields = ", ".join(f"csv_field({name})" for name in (*header, _SURPLUS))
    amount = payment_amount(table)
    rows = judged(
        f"""read_csv(
            ?, columns = {{{columns}}},
            auto_detect = false, header = true, delim = ';', quote = '"', escape = '"', encoding = 'utf-8',
            compression = 'none', hive_partitioning = false, null_padding = true, nullstr = ?,
            parallel = {not has_quotes},
            store_rejects = true, rejects_table = 'rejected_records', rejects_scan = 'rejected_scans', rejects_limit = 0
        )""",
        {column: csv_value(column, column.name) for column in table.columns},
        raw_row=f"concat_ws(';', {fields})",
        amount=amount_of_text(amount, "decimal(18,2)") if amount else "null",
        wrong_field_count=f"({header[-1]} is null or {_SURPLUS} is not null)",
        more=f"{line_breaks} as line_breaks,",
    )
    connection.execute(f"create or replace temp table {kept} as {rows}", [literal(path), _NO_FIELD])


def _mend_garbled(connection: DuckDBPyConnection, path: Path) -> None:
    """Give the rejected records that have bad bytes their text from the file.

    DuckDB writes `?` for a bad byte and often for the one after it, which may end a field or a line. It tells where
    such a record begins, or the byte after that; line ends may stand before it.
    """
    garbled = connection.execute(
        f"""select distinct line, line_byte_position, strlen({_REJECTED_TEXT})
        from rejected_records where error_type = 'INVALID ENCODING'"""
    ).fetchall()
    if not garbled:
        return
    texts = []
    with path.open("rb") as stream:
        for _, position, size in garbled:
            stream.seek(position - 1)
            while (first := stream.read(1)) in (b"\n", b"\r"):
                pass
            texts.append((first + stream.read(size - 1)).decode("utf-8", "replace"))
    connection.execute(
        """update rejected_records set csv_line = text
        from (select unnest(?) as garbled_line, unnest(?) as text) where line = garbled_line""",
        [[line for line, *_ in garbled], texts],
    )


def _number(connection: DuckDBPyConnection, kept: str, file: SourceFile) -> LineRuns:
    """Find the line of each record. Raises `LinesDoNotAddUp`."""
    record_count = connection.execute(f"select count(*) from {kept}").fetchone()[0]
    rejected = connection.execute(
        f"select line, any_value({_line_breaks(_REJECTED_TEXT)}) from rejected_records group by line order by line"
    ).fetchall()
    if file.line_count == record_count + 1 and not rejected:
        return LineRuns([(2, record_count)], [], [])
    tall = connection.execute(f"select rowid, line_breaks from {kept} where line_breaks > 0 order by rowid").fetchall()
    return number_lines(record_count, file.line_count, tall, rejected, list(_blank_lines(file)))


def _line_breaks(text: str) -> str:
    """SQL of the number of line breaks in a text."""
    return f"length({text}) - length(replace({text}, chr(10), ''))"


def _blank_lines(file: SourceFile) -> Iterator[int]:
    with file.path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line in (b"\n", b"\r\n"):
                yield number


def _line_of_few_runs(runs: list[tuple[int, int]]) -> str:
    """SQL of a record's line, which needs no copy as a positional join does, that goes with any number of runs."""
    end, cases = 0, []
    for first_line, count in runs:
        cases.append(f"when rowid < {end + count} then rowid + {first_line - end}")
        end += count
    return f"case {' '.join(cases)} end" if cases else "null"


def _rows(
    connection: DuckDBPyConnection, table: Table, kept: str, number: int, file: SourceFile, lines: LineRuns
) -> str:
    """SQL of the staged rows: the records that were kept, each with its line."""
    line = _line_of_few_runs(lines.runs)
    if len(lines.runs) > _FEW_RUNS:
        connection.execute(
            f"""create or replace temp table numbered as
            from {kept} positional join (
                select unnest(range(run[1], run[1] + run[2])) as record_line
                from unnest(cast(? as bigint[][])) as runs(run)
            )""",
            [lines.runs],
        )
        connection.execute(f"drop table {kept}; alter table numbered rename to {kept}")
        line = "record_line"
    return f"""
        select
            {number * LINES_PER_FILE} + source_line as row, '{file.name}' as source_file, source_line,
            {", ".join(value_columns(table))}, bad_column, rule, raw_row, amount_nok
        from (select *, {line} as source_line from {kept})"""


def _keep_unsplit(
    connection: DuckDBPyConnection, table: Table, number: int, file: SourceFile, lines: LineRuns, header: list[str]
) -> None:
    """Keep the records that DuckDB rejected, and the blank lines, as bad rows."""
    append = f"insert into {bad(table.name)} (row, source_file, source_line, bad_column, rule, raw_row, amount_nok)"
    first = number * LINES_PER_FILE
    if lines.rejected:
        connection.execute(
            f"""{append}
            select
                {first} + source_line, ?, source_line, bad_column, rule, text,
                case when is_garbled then {_amount_of_record(table, header)} end
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
        connection.execute(
            f"""{append}
            select {first} + source_line, ?, source_line, null, 'wrong_field_count', '', null
            from (select unnest(?) as source_line)""",
            [file.name, lines.blank],
        )


def _amount_of_record(table: Table, header: list[str]) -> str:
    """SQL of the kr in `text`, a record as delivered, NULL where it has more or fewer fields than the header."""
    amount = payment_amount(table)
    if not amount:
        return "null"
    fields = f"regexp_extract_all(';' || text, '{_FIELD}', 1)"
    readable = amount_of_text(f"trim({fields}[{header.index(amount) + 1}], '\"')", "decimal(18,2)")
    return f"case when len({fields}) = {len(header)} then {readable} end"


def _check_swallowed(connection: DuckDBPyConnection, table: Table, file: SourceFile) -> None:
    """Raise `Refusal` where a row that could not be split goes on over lines that have all the fields of a row.

    It is a quote not closed that joined them, and they would not be counted as the rows they are.
    """
    (line,) = connection.execute(
        f"""select min(source_line) from {bad(table.name)}
        where source_file = ? and rule in ('wrong_field_count', 'invalid_encoding') and regexp_matches(raw_row, ?)""",
        [file.name, rf"\n([^;\n]*;){{{len(table.columns) - 1}}}"],
    ).fetchone()
    if line:
        raise Refusal(
            f"{file.name}: the file cannot be read as CSV; a quote in the row on line {line} is not closed, "
            "so that it takes in lines that look like rows of their own"
        )
