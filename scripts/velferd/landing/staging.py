"""Typed staging: every row of a delivered file in a temporary table, with the first rule it breaks, if any."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from velferd.contract import SQL_TYPE, Column, Table
from velferd.landing.refusal import Refusal, shown
from velferd.landing.values import Value


def staged(table_name: str) -> str:
    """Name of the temporary table that holds the rows of one table of the delivery being landed."""
    return f"staged_{table_name}"


def payment_amount(table: Table) -> str | None:
    """The column with the kr that are summed when rows of the table are quarantined."""
    return "belop" if table.relation == "fasit.utbetaling" else None


def create_staged(connection: DuckDBPyConnection, table: Table) -> None:
    """Make the empty staging table: `rule` is NULL for rows that will be loaded."""
    columns = ", ".join(f"{column.name} {SQL_TYPE[column.type]}" for column in table.columns)
    connection.execute(
        f"""create or replace temp table {staged(table.name)} (
            source_file varchar, source_line bigint, {columns},
            bad_column varchar, rule varchar, raw_row varchar, amount_nok decimal(18,2)
        )"""
    )
    # One field of a CSV row as it has to be written; NULL, a field that is not there, stays NULL.
    connection.execute(
        r"""create or replace temp macro csv_field(field) as
            case when regexp_matches(field, '[;"\r\n]') then '"' || replace(field, '"', '""') || '"' else field end"""
    )


def check_columns(table: Table, file_name: str, names: list[str]) -> None:
    """Raise `Refusal` unless the file has exactly the contract's columns, in whatever order."""
    expected = [column.name for column in table.columns]
    if not set(expected) & set(names):
        raise Refusal(f"{file_name}: none of the columns of {table.name} is there; is the header line missing?")
    for name in expected:
        if names.count(name) != 1:
            raise Refusal(f"{file_name}: column {name} is {'missing' if name not in names else 'there twice'}")
    for name in names:
        if name not in expected:
            raise Refusal(f"{file_name}: unknown column {shown(name) or '(without a name)'}")


def insert_typed(
    connection: DuckDBPyConnection,
    table: Table,
    file_name: str,
    source: str,
    source_parameters: list[object],
    line: str,
    values: dict[Column, Value],
    raw_row: str,
    amount: str,
    wrong_field_count: str = "false",
) -> None:
    """Type all rows of `source` (SQL) and append them, in its order.

    `line`, `raw_row`, `amount` and `wrong_field_count` are SQL over `source`: the line, the row's text, its amount in
    kr where readable, and whether the row has too few or too many fields.
    """
    typed = ", ".join(f"{value.typed} as typed_{column.name}" for column, value in values.items())
    problems = [f"when {wrong_field_count} then {_problem(None, _literal('wrong_field_count'))}"]
    for column, value in values.items():
        missing = f"({value.delivered} is null)"
        if not column.optional:
            problems.append(f"when {missing} then {_problem(column, _literal('missing_value'))}")
        if value.rule:
            problems.append(f"when typed_{column.name} is null and not {missing} then {_problem(column, value.rule)}")
    names = ", ".join(f"typed_{column.name}" for column in table.columns)
    connection.execute(
        f"""insert into {staged(table.name)}
        select
            ?, record_line, {names},
            problem."column", problem.rule,
            case when problem is not null then {raw_row} end,
            case when problem is not null and not {wrong_field_count} then {amount} end
        from (
            select *, case {" ".join(problems)} end as problem
            from (select *, {line} as record_line, {typed} from {source})
        )""",
        [file_name, *source_parameters],
    )


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
