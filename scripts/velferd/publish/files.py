"""The published relations as they are: a DuckDB file, and Parquet and CSV files, one a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import duckdb

from velferd.database import NO_EXTENSIONS, quoted
from velferd.publish.publication import FIGURE_COLUMNS, FIGURES, TABLE_COLUMNS, TABLES

DATABASE = "published.duckdb"
SCHEMA = "published.main"
# Older clients must be able to open the file.
_STORAGE_VERSION = "v1.2.0"
# One thread, so that the same publication becomes the same bytes.
_CONFIG = {"threads": 1} | NO_EXTENSIONS

# As in print: bydeler by number, classes by what they are classes of and by their lowest value, other categories by
# name.
_FIGURES_AS_PRINTED = rf"""
    select {", ".join(f"figures.{column}" for column in FIGURE_COLUMNS)}
    from warehouse.marts.{FIGURES} as figures
    left join warehouse.marts.dim_bydel as areas on figures.area = areas.bydel_label_nb
    left join warehouse.marts.dim_bydel as other_areas on figures.category = other_areas.bydel_label_nb
    order by
        figures.table_id,
        figures.measure,
        figures.year,
        areas.is_total,
        areas.bydel_code,
        other_areas.bydel_code,
        case when contains(figures.category, ': ') then split_part(figures.category, ': ', 1) end nulls first,
        try_cast(regexp_extract(figures.category, '\d+') as int) nulls last,
        regexp_matches(figures.category, '^<|Under ') desc,
        figures.category
"""
_TABLES = f"select {', '.join(TABLE_COLUMNS)} from warehouse.marts.{TABLES} order by table_id"


@contextmanager
def published_database(warehouse: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Copy what is published from `warehouse` into a fresh DuckDB file in `folder`; it is complete at the end.

    The connection sees it as `published`, and nothing of the warehouse besides. Raises click.ClickException when the
    warehouse has no published models.
    """
    with duckdb.connect(config=_CONFIG) as connection:
        connection.execute(f"attach '{quoted(warehouse)}' as warehouse (read_only)")
        database = quoted(folder / DATABASE)
        connection.execute(f"attach '{database}' as published (storage_version '{_STORAGE_VERSION}')")
        try:
            connection.execute(f"create table {SCHEMA}.{FIGURES} as {_FIGURES_AS_PRINTED}")
            connection.execute(f"create table {SCHEMA}.{TABLES} as {_TABLES}")
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise click.ClickException(f"{warehouse} cannot be published; build it anew. {error}") from None
        connection.execute("detach warehouse")
        yield connection
        connection.execute("checkpoint published")


def write_parquet(connection: duckdb.DuckDBPyConnection, table_id: str, path: Path) -> None:
    _copy(connection, table_id, path, "format parquet, compression zstd")


def write_csv(connection: duckdb.DuckDBPyConnection, table_id: str, path: Path) -> None:
    _copy(connection, table_id, path, "format csv, header")


def _copy(connection: duckdb.DuckDBPyConnection, table_id: str, path: Path, options: str) -> None:
    # A file that is passed on alone must say by itself that its data are invented.
    figures = f"""
        select figures.*, tables.notice_nb, tables.notice_en
        from {SCHEMA}.{FIGURES} as figures
        join {SCHEMA}.{TABLES} as tables using (table_id)
        where table_id = '{table_id}'
        order by figures.rowid
    """
    connection.execute(f"copy ({figures}) to '{quoted(path)}' ({options})")
