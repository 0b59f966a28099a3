"""Publication: what the published models hold, in every format that readers and statistics banks take."""

from __future__ import annotations

from pathlib import Path

import click

from velferd.publish.catalog import write_catalog
from velferd.publish.cube import cube_of
from velferd.publish.files import DATABASE, SCHEMA, published_database, write_csv, write_parquet
from velferd.publish.json_stat import write_json_stat
from velferd.publish.publication import check, read_tables
from velferd.publish.px import write_px
from velferd.publish.texts import LANGUAGES
from velferd.publish.workbook import write_workbook
from velferd.releases import PUBLISHED, WAREHOUSE
from velferd.replacement import replaced

CATALOG = "catalog.ttl"
# A reserved name: whoever serves the files says where.
ADDRESS = "https://velferd.example/"


def publish(warehouse: Path, folder: Path, address: str = ADDRESS) -> None:
    """Write what `warehouse` publishes to `folder`, whole or not at all.

    `address` is the URL that readers will find the folder at, for the catalogue; it ends in a slash. The same
    warehouse becomes the same bytes. Raises click.ClickException, with the earlier folder as it was, when a figure is
    not fit to be printed.
    """
    with replaced(folder) as fresh:
        write_formats(warehouse, fresh, address)


def publish_data(data: Path, address: str | None = None) -> Path:
    """Publish `data`/warehouse.duckdb to `data`/published and return that folder; see `publish`."""
    warehouse, folder = data / WAREHOUSE, data / PUBLISHED
    if not warehouse.exists():
        raise click.ClickException(f"There is no {warehouse}. Build it first.")
    publish(warehouse, folder, address or ADDRESS)
    return folder


def write_formats(warehouse: Path, folder: Path, address: str = ADDRESS) -> None:
    """Write every format and the explore page into `folder`, which is there and empty; see `publish`."""
    # Builds on this package in turn.
    from velferd.explore import FILE_NAME, write_explorer

    for format_name in ("parquet", "csv", "px", "json-stat", "xlsx"):
        (folder / format_name).mkdir()
    files_of: dict[str, list[Path]] = {}
    with published_database(warehouse, folder) as connection:
        check(connection, SCHEMA)
        cubes = [cube_of(table) for table in read_tables(connection, SCHEMA)]
        for cube in cubes:
            table_id = cube.table.table_id
            parquet, csv = folder / "parquet" / f"{table_id}.parquet", folder / "csv" / f"{table_id}.csv"
            write_parquet(connection, table_id, parquet)
            write_csv(connection, table_id, csv)
            files_of[table_id] = [parquet, csv]
    for cube in cubes:
        table_id = cube.table.table_id
        px = folder / "px" / f"{table_id}.px"
        write_px(cube, px)
        datasets = {language: folder / "json-stat" / f"{table_id}.{language}.json" for language in LANGUAGES}
        for language, path in datasets.items():
            write_json_stat(cube, language, path)
        files_of[table_id] += [px, *datasets.values()]
    workbooks = {language: folder / "xlsx" / f"tables.{language}.xlsx" for language in LANGUAGES}
    for language, path in workbooks.items():
        write_workbook(cubes, language, path)
    explorer = folder / FILE_NAME
    write_explorer(folder / DATABASE, explorer)
    files_of_all = [folder / DATABASE, explorer, *workbooks.values()]
    write_catalog(cubes, files_of, files_of_all, folder, address, folder / CATALOG)
