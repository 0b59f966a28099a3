"""Whether two computations give the same numbers, of the four named marts or of all; values of rows are never shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
from velferd.database import quoted

#: Floating-point columns come of the same numbers, not always by the same operations; of shares it is absolute.
TOLERANCE = 1e-12


@dataclass(frozen=True)
class Mart:
    """What of a mart is compared. Without `keys` its rows are, each as often as it occurs."""

    name: str
    keys: tuple[str, ...]
    exact: tuple[str, ...]
    floating: tuple[str, ...] = ()


BY_BYDEL = ("calendar_year", "bydel_code")
MARTS = (
    Mart(
        "recipients_by_bydel",
        BY_BYDEL,
        ("ended_month_count", "recipient_count", "last_contact_recipient_count", "gross_paid_amount_nok"),
        (
            "recipient_month_average",
            "gross_paid_per_recipient_month_amount_nok",
            "recipient_count_change_share",
            "recipient_month_average_change_share",
            "gross_paid_amount_change_share",
            "gross_paid_per_recipient_month_change_share",
        ),
    ),
    # Whose spell it is differs: the warehouse has pseudonyms, the others have none.
    Mart("duration_spells", (), ("first_month", "last_month", "receipt_month_count", "gap_month_count")),
    Mart("duration_by_bydel", (*BY_BYDEL, "duration_class_code"), ("recipient_count",), ("recipient_share",)),
    Mart("moves_matrix", ("calendar_year", "from_bydel_code", "to_bydel_code"), ("moved_recipient_count",)),
    Mart(
        "full_supplementary_aid",
        BY_BYDEL,
        ("recipient_count", "full_recipient_count", "supplementary_recipient_count"),
        (
            "full_recipient_share",
            "supplementary_recipient_share",
            "full_recipient_count_change_share",
            "supplementary_recipient_count_change_share",
        ),
    ),
)


class Unequal(Exception):
    """Two computations differ; the message says in which mart, and in how many rows."""

    def __init__(self, what: str, row_counts: dict[str, int]) -> None:
        marts = ", ".join(f"{count} rows of {mart}" for mart, count in row_counts.items())
        super().__init__(f"{what}: {marts} differ")


def require_equal(warehouse: Path, other: Path) -> None:
    """Raise `Unequal` unless `other` holds the marts of `warehouse`, cell by cell.

    `other` is a DuckDB file, or a folder with a Parquet file per mart.
    """
    differing = differences(warehouse, other)
    if differing:
        raise Unequal(f"{other.stem} computes other numbers than the warehouse", differing)


def require_same_marts(ours: Path, theirs: Path) -> None:
    """Raise `Unequal` unless two warehouses have the same rows in every mart, each as often."""
    with duckdb.connect() as connection:
        names = {}
        for side, warehouse in (("ours", ours), ("theirs", theirs)):
            connection.execute(f"attach '{quoted(warehouse)}' as {side} (read_only)")
            found = connection.execute(
                "select table_name from information_schema.tables where table_catalog = ? and table_schema = 'marts'",
                [side],
            )
            names[side] = {name for (name,) in found.fetchall()}
        counts = {name: _rows_in_one_only(connection, name, names) for name in sorted(names["ours"] | names["theirs"])}
    differing = {name: count for name, count in counts.items() if count}
    if differing:
        raise Unequal(f"{ours.parent.name} has other marts than {theirs.parent.name}", differing)


def _rows_in_one_only(connection: duckdb.DuckDBPyConnection, table: str, names: dict[str, set[str]]) -> int:
    # Counting hashes takes a sixth of the time of `except all` both ways.
    sides = " union all ".join(
        f"select hash(row_) as row_hash, {sign} as times from {side}.marts.{table} as row_"
        for side, sign in (("ours", 1), ("theirs", -1))
        if table in names[side]
    )
    surplus = f"select sum(times) as times from ({sides}) group by row_hash"
    [(count,)] = connection.execute(f"select coalesce(sum(abs(times)), 0)::bigint from ({surplus})").fetchall()
    return count


def differences(warehouse: Path, other: Path) -> dict[str, int]:
    """How many rows differ, of each mart in which any does."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{quoted(warehouse)}' as warehouse (read_only)")
        if other.is_file():
            connection.execute(f"attach '{quoted(other)}' as other (read_only)")
        counts = {}
        for mart in MARTS:
            table = f"other.{mart.name}" if other.is_file() else f"'{quoted(other / mart.name)}.parquet'"
            [(counts[mart.name],)] = connection.execute(_difference(mart, table)).fetchall()
    return {mart: count for mart, count in counts.items() if count}


def _difference(mart: Mart, other: str) -> str:
    """SQL of the number of rows that are in one table only, or differ."""
    ours = f"warehouse.marts.{mart.name}"
    if not mart.keys:
        columns = ", ".join(mart.exact)
        return f"""
            with ours as (select {columns}, count(*) as times from {ours} group by all),
            theirs as (select {columns}, count(*) as times from {other} group by all)
            select coalesce(sum(abs(coalesce(ours.times, 0) - coalesce(theirs.times, 0))), 0)::bigint
            from ours full join theirs using ({columns})
        """
    # Counts, and amounts in whole øre, whatever type they have been given.
    differ = [
        f"ours.{column}::decimal(18, 2) is distinct from theirs.{column}::decimal(18, 2)" for column in mart.exact
    ]
    differ += [
        f"(ours.{column} is null) <> (theirs.{column} is null) "
        f"or abs(ours.{column} - theirs.{column}) > {TOLERANCE} * greatest(abs(ours.{column}), 1)"
        for column in mart.floating
    ]
    return f"""
        select greatest(
            count_if({" or ".join(differ)}),
            -- A key that stands twice has more matches than there are rows.
            count(*) - (select count(*) from {ours})
        )
        from {ours} as ours
        full join {other} as theirs using ({", ".join(mart.keys)})
    """
