"""Connections that see what a suite is about: the chosen deliveries of raw.duckdb, or the marts of a built file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from velferd.contract import JSON_STAT_TABLES, TABLES, JsonStatTable, Table
from velferd.database import quoted, spilling_to


@contextmanager
def chosen_deliveries(raw: Path, as_of: dict[str, str], spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the deliveries that a build as of these dates reads, each table under its contract name.

    The delivery before has its name with `_before` behind it. What is dated outside the time that its source covers is
    left out of both, as it counts nowhere: one stray date must not stretch a series.

    `as_of` holds the last delivery date per system; a system that it lacks has its latest. Besides the tables there
    are `chosen` (system, extract date, date of the delivery before), and per table of the chosen deliveries `volume`,
    `finding`, `finding_count` and `quarantine`. Spilled rows are encrypted, below `spill`.
    """
    with duckdb.connect(config=spilling_to(spill)) as connection:
        connection.execute(f"attach '{quoted(raw)}' as raw (read_only)")
        connection.execute("create table as_of (system varchar, last_date date)")
        if as_of:
            connection.executemany("insert into as_of values (?, ?)", list(as_of.items()))
        connection.execute(
            """
            create table chosen as
            select
                deliveries.system,
                max(deliveries.delivery_date) as extract_date,
                max(deliveries.delivery_date, 2)[2] as previous_date
            from raw.landing.deliveries as deliveries
            left join as_of on deliveries.system = as_of.system
            where as_of.last_date is null or deliveries.delivery_date <= as_of.last_date
            group by deliveries.system
            """
        )
        connection.execute(
            """
            create view volume as
            select
                tables.system,
                tables.table_name,
                tables.loaded_row_count as loaded,
                previous.loaded_row_count as previous
            from chosen
            inner join raw.landing.delivery_tables as tables
                on chosen.system = tables.system and chosen.extract_date = tables.delivery_date
            left join raw.landing.delivery_tables as previous
                on
                    chosen.system = previous.system
                    and chosen.previous_date = previous.delivery_date
                    and tables.table_name = previous.table_name
            """
        )
        connection.execute(
            """
            create view finding as
            select * from raw.landing.findings
            where (system, delivery_date) in (select (system, extract_date) from chosen)
            """
        )
        connection.execute(
            """
            create view finding_count as
            select system, table_name, rule, count(*) as findings, greatest(any_value(volume.loaded), 1) as loaded
            from finding
            inner join volume using (system, table_name)
            group by system, table_name, rule
            """
        )
        connection.execute(
            """
            create view quarantine as
            select * from raw.landing.quarantine
            where (system, delivery_date) in (select (system, extract_date) from chosen)
            """
        )
        for table in (*TABLES, *JSON_STAT_TABLES):
            connection.execute(f"create schema if not exists {table.system}")
            for name, date in ((table.relation, "extract_date"), (f"{table.relation}_before", "previous_date")):
                connection.execute(
                    f"""
                    create view {name} as
                    select * from raw.{table.relation} {_unless_outside_coverage(connection, table)}
                    where delivery_date = (select {date} from chosen where system = '{table.system}')
                    """
                )
        yield connection


def _unless_outside_coverage(connection: duckdb.DuckDBPyConnection, table: Table | JsonStatTable) -> str:
    """SQL that leaves out the rows that landing found to be outside; empty where it found none."""
    outside = f"""
        select delivery_date, source_file, source_line
        from raw.landing.findings
        where
            system = '{table.system}' and table_name = '{table.name}'
            and rule in ('before_coverage', 'after_coverage')
    """
    has_any = connection.execute(f"select count(*) > 0 from ({outside})").fetchone()[0]
    return f"anti join ({outside}) using (delivery_date, source_file, source_line)" if has_any else ""


@contextmanager
def built_marts(warehouse: Path, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a built warehouse file for reading, its marts under their own names.

    Besides them there is `complete_year`: the years with twelve ended months of receipts, and whether the series of
    months was two years old when the year began.
    """
    with duckdb.connect(config=spilling_to(spill)) as connection:
        connection.execute(f"attach '{quoted(warehouse)}' as warehouse (read_only)")
        connection.execute("use warehouse")
        connection.execute(
            """
            create temp view complete_year as
            select
                years.calendar_year,
                make_date(years.calendar_year, 1, 1)
                >= (select min(first_month) from marts.duration_spells) + interval 24 months as has_history
            from marts.dim_year as years
            inner join marts.fct_recipient_month as months using (calendar_year)
            where years.is_complete
            group by years.calendar_year
            having count(distinct months.receipt_month) = 12
            """
        )
        yield connection
