"""Rows that repeat a key, within one table of a delivery and across its files."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from velferd.contract import Table
from velferd.landing.staging import LINES_PER_FILE, Source, accepted, bad, payment_amount, typed_row


def keep_duplicates(connection: DuckDBPyConnection, table: Table, sources: list[Source]) -> None:
    """Keep rows that repeat a key as bad ones: identical ones after the first, all of them where they differ.

    Hashes of keys are sorted, which takes half the time of counting keys, and little memory. Keys that share one by
    chance are told apart afterwards.
    """
    key = ", ".join(table.key)
    columns = ", ".join(column.name for column in table.columns)
    connection.execute(
        f"""create or replace temp table repeated_row as
        with hashed as (
            select hash({key}) as key_hash from {accepted(table.name)}
        ),
        repeated_hash as (
            select key_hash from hashed qualify key_hash = lag(key_hash) over (order by key_hash)
        )
        select row from {accepted(table.name)} where hash({key}) in (select key_hash from repeated_hash)"""
    )
    numbers = connection.execute(f"select distinct row // {LINES_PER_FILE} from repeated_row").fetchall()
    if not numbers:
        return
    files = [rows for source in sources for rows in source.files]
    rows = " union all ".join(files[number] for (number,) in numbers)
    connection.execute(
        f"create or replace temp table candidate as select * from ({rows}) semi join repeated_row using (row)"
    )
    connection.execute(
        f"""insert into {bad(table.name)}
        with first_alike as (
            select *, min(row) over (partition by {columns}) as first_row from candidate
        ),
        repeated as (
            select
                * exclude (first_row),
                case
                    when min(first_row) over same_key <> max(first_row) over same_key then 'conflicting_duplicate_key'
                    when row > first_row then 'duplicate_row'
                end as repeated_rule
            from first_alike
            window same_key as (partition by {key})
        )
        select * exclude (repeated_rule) replace (
            repeated_rule as rule,
            case when repeated_rule = 'conflicting_duplicate_key' then '{key}' end as bad_column,
            case when repeated_rule = 'conflicting_duplicate_key' then {typed_row(table)} end as raw_row,
            case when repeated_rule = 'conflicting_duplicate_key' then {payment_amount(table) or "null"} end
                as amount_nok
        )
        from repeated
        where repeated_rule is not null"""
    )
