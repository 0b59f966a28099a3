"""The rows of a delivery's tables before they are loaded: typed, and with the first rule each breaks, if any.

What is staged of a table is SQL over its files: Parquet is read again wherever rows are needed, which costs less than a
copy would. Only rows that will not be loaded, and the records of other files, are kept in temporary tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from velferd.contract import SQL_TYPE, Column, JsonStatTable, Table
from velferd.landing.refusal import Refusal, shown
from velferd.landing.values import Value

#: More than any file has. A row is known by number of file * LINES_PER_FILE + line, which is the order of a delivery.
LINES_PER_FILE = 1 << 40
_BLOCK = 2048
#: What is known of a row besides its values. `rule` is NULL where none is broken, and so are the others then.
_JUDGEMENT = {"bad_column": "varchar", "rule": "varchar", "raw_row": "varchar", "amount_nok": "decimal(18,2)"}


@dataclass(frozen=True)
class Source:
    """SQL of the staged rows of one or more files."""

    rows: str
    #: The same file by file, each in its order.
    files: tuple[str, ...]


def staged(table_name: str) -> str:
    """Name of the view of all rows of one table of the delivery being landed that could be split into fields."""
    return f"staged_{table_name}"


def bad(table_name: str) -> str:
    """Name of the temporary table of the rows that will not be loaded."""
    return f"bad_{table_name}"


def accepted(table_name: str) -> str:
    """Name of the view of the rows that will be loaded."""
    return f"accepted_{table_name}"


def value_columns(table: Table | JsonStatTable) -> dict[str, str]:
    """Names and SQL types of the delivered columns."""
    return {column.name: SQL_TYPE[column.type] for column in table.columns}


def payment_amount(table: Table) -> str | None:
    """The column with the kr that are summed when rows of the table are quarantined."""
    return "belop" if table.relation == "fasit.utbetaling" else None


def create_bad(connection: DuckDBPyConnection, table: Table | JsonStatTable) -> None:
    """Make the empty table of bad rows."""
    columns = {"row": "bigint", "source_file": "varchar", "source_line": "bigint", **value_columns(table), **_JUDGEMENT}
    listed = ", ".join(f"{name} {sql_type}" for name, sql_type in columns.items())
    connection.execute(f"create or replace temp table {bad(table.name)} ({listed})")
    # One field of a CSV row as it has to be written; NULL, a field that is not there, stays NULL.
    connection.execute(
        r"""create or replace temp macro csv_field(field) as
            case when regexp_matches(field, '[;"\r\n]') then '"' || replace(field, '"', '""') || '"' else field end"""
    )


def create_views(connection: DuckDBPyConnection, table: Table | JsonStatTable, sources: list[Source]) -> None:
    """Make `staged` of its parts, and `accepted`."""
    rows = " union all ".join(source.rows for source in sources)
    connection.execute(f"create or replace temp view {staged(table.name)} as {rows}")
    connection.execute(
        f"""create or replace temp view {accepted(table.name)} as
        select * from {staged(table.name)} anti join {bad(table.name)} using (row)"""
    )


def keep_bad(connection: DuckDBPyConnection, table: Table, source: str) -> None:
    """Keep the rows of `source` (SQL) that break a rule."""
    connection.execute(f"insert into {bad(table.name)} select * from ({source}) where rule is not null")


def accepted_in_order(connection: DuckDBPyConnection, table: Table | JsonStatTable, number: int, file_rows: str) -> str:
    """SQL of the rows of file `number` that will be loaded, in their order, which a join would not keep.

    Bad lines are looked up in a string of bits. DuckDB copies it for every block of rows in which it is looked at, so
    another string tells the blocks where that is needed.
    """
    bad_lines = f"""
        (select source_line as line from {bad(table.name)} where row // {LINES_PER_FILE} = {number})"""
    (last,) = connection.execute(f"select max(line) from {bad_lines}").fetchone()
    if last is None:
        return file_rows
    for name, unit in (("bad_lines", 1), ("bad_blocks", _BLOCK)):
        bits = f"bitstring_agg(line // {unit}, 0, {last // unit})"
        connection.execute(f"set variable {name} = (select {bits} from {bad_lines})")
    return f"""
        select * from ({file_rows})
        where case
            when source_line > {last} then 0
            when get_bit(getvariable('bad_blocks'), cast(source_line // {_BLOCK} as integer)) = 0 then 0
            else get_bit(getvariable('bad_lines'), cast(source_line as integer))
        end = 0"""


def drop_staged(connection: DuckDBPyConnection, table: Table | JsonStatTable, file_count: int) -> None:
    """Drop whatever is there of the table."""
    for view in (accepted(table.name), staged(table.name)):
        connection.execute(f"drop view if exists {view}")
    for kept in (bad(table.name), *(records(table.name, number) for number in range(file_count))):
        connection.execute(f"drop table if exists {kept}")


def records(table_name: str, file_number: int) -> str:
    """Name of the temporary table of what was read of a file that can be read only once."""
    return f"records_{table_name}_{file_number}"


def check_columns(table: Table, file_name: str, names: list[str]) -> None:
    """Raise `Refusal` unless the file has exactly the contract's columns, in whatever order."""
    expected = [column.name for column in table.columns]
    if not set(expected) & set(names):
        raise Refusal(f"{file_name}: none of the columns of {table.name} is there; {_likely_cause(expected, names)}")
    for name in expected:
        if names.count(name) != 1:
            raise Refusal(f"{file_name}: column {name} is {'missing' if name not in names else 'there twice'}")
    for name in names:
        if name not in expected:
            raise Refusal(f"{file_name}: unknown column {shown(name) or '(without a name)'}")


def _likely_cause(expected: list[str], names: list[str]) -> str:
    """What is wrong with a header in which no column is known; only what the contract knows of it is repeated."""
    only = names[0] if len(names) == 1 else ""
    if set(expected) & {name.lower() for name in names}:
        return f"names of columns are expected in small letters, {expected[0]} for instance"
    for separator, meaning in ((",", "a comma"), ("\t", "a tab"), ("|", "a vertical bar")):
        if set(expected) & set(only.split(separator)):
            return f"they are separated by {meaning}, and a semicolon is expected"
    if names[:1] == ["sep="]:
        return "the first line is Excel's sep=;, and the names of the columns are expected there: remove the line"
    return "is the header line missing?"


def judged(
    source: str,
    values: dict[Column, Value],
    raw_row: str,
    amount: str,
    wrong_field_count: str = "false",
    more: str = "",
) -> str:
    """SQL of the rows of `source` (SQL): `more` columns of it, its typed values and what is wrong with them.

    `raw_row`, `amount` and `wrong_field_count` are SQL over `source`: the row's text, its amount in kr where readable,
    and whether the row has too few or too many fields.
    """
    typed = ", ".join(f"{value.typed} as typed_{column.name}" for column, value in values.items())
    problems = [f"when {wrong_field_count} then {_problem(None, _literal('wrong_field_count'))}"]
    for column, value in values.items():
        missing = f"({value.delivered} is null)"
        if not column.optional:
            problems.append(f"when {missing} then {_problem(column, _literal('missing_value'))}")
        if value.rule:
            problems.append(f"when typed_{column.name} is null and not {missing} then {_problem(column, value.rule)}")
    names = ", ".join(f"typed_{column.name} as {column.name}" for column in values)
    return f"""
        select
            {more} {names},
            problem."column" as bad_column, problem.rule as rule,
            case when problem is not null then {raw_row} end as raw_row,
            case when problem is not null and not {wrong_field_count} then {amount} end as amount_nok
        from (
            select *, case {" ".join(problems)} end as problem
            from (select *, {typed} from {source})
        )"""


def typed_row(table: Table) -> str:
    """SQL of a row of typed values as its line in a CSV delivery."""
    fields = (f"csv_field({_typed_text(column)})" for column in table.columns)
    return f"concat_ws(';', {', '.join(fields)})"


def _typed_text(column: Column) -> str:
    """SQL of a typed value as the text it has in a CSV delivery."""
    text = f"coalesce(cast({column.name} as varchar), '')"
    return f"replace({text}, '.', ',')" if column.type.endswith("amount") else text


def _problem(column: Column | None, rule: str) -> str:
    name = _literal(column.name) if column else "cast(null as varchar)"
    return f"{{'column': {name}, 'rule': {rule}}}"


def _literal(text: str) -> str:
    return f"'{text}'"
