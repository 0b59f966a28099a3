"""The code lists of the contract, which are dbt seeds, as a table that a connection can look codes up in."""

from __future__ import annotations

from pathlib import Path

from duckdb import DuckDBPyConnection

from velferd.contract import Column
from velferd.database import literal

FOLDER = Path(__file__).resolve().parents[2] / "seeds" / "code_lists"


def load_code_lists(connection: DuckDBPyConnection) -> None:
    """Make `known_code` of the seeds; `code_list` is NULL where a seed holds one list."""
    connection.execute(
        """create or replace temp table known_code as
        select parse_filename(filename, true) as name, code_list, code, has_nav_office
        from read_csv(?, header = true, delim = ',', all_varchar = true, union_by_name = true, filename = true)""",
        [f"{literal(FOLDER)}/*.csv"],
    )


def is_known(column: Column, condition: str = "true") -> str:
    """SQL of whether a column of codes has one that its list knows, of those that the condition holds for."""
    known = f"from known_code where name = '{column.codes}' and {condition}"
    if column.code_list:
        return f"({column.code_list}, {column.name}) in (select (code_list, code) {known})"
    return f"{column.name} in (select code {known})"
