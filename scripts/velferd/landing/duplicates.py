"""Rows that repeat a key, within one table of a delivery and across its files."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from velferd.contract import Table
from velferd.landing.staging import payment_amount, staged, typed_row


def mark_duplicates(connection: DuckDBPyConnection, table: Table) -> None:
    """Give staged rows that repeat a key their rule: identical ones after the first, all of them where they differ."""
    key = ", ".join(table.key)
    columns = ", ".join(column.name for column in table.columns)
    connection.execute(
        f"""create or replace temp table repeated as
        with repeated_key as (
            select {key} from {staged(table.name)} where rule is null group by {key} having count(*) > 1
        ),
        first_alike as (
            select delivered.rowid as row, {key}, min(delivered.rowid) over (partition by {columns}) as first_row
            from {staged(table.name)} as delivered
            semi join repeated_key using ({key})
            where rule is null
        )
        select
            row,
            case
                when min(first_row) over same_key <> max(first_row) over same_key then 'conflicting_duplicate_key'
                when row > first_row then 'duplicate_row'
            end as repeated_rule
        from first_alike
        window same_key as (partition by {key})"""
    )
    connection.execute(
        f"""update {staged(table.name)} as delivered set rule = repeated_rule
        from repeated where delivered.rowid = repeated.row"""
    )
    connection.execute(
        f"""update {staged(table.name)} set
            bad_column = '{key}', raw_row = {typed_row(table)}, amount_nok = {payment_amount(table) or "null"}
        where rule = 'conflicting_duplicate_key'"""
    )
