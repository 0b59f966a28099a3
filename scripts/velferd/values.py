"""A copy of a database that is made of its values and nothing else.

DuckDB writes whole blocks, and what a process's memory held before can stand in the unused parts of one. So a file that
a process wrote which has read idents may hold idents that no column has. One process reads its values and writes them
to Parquet; another, which has read neither the idents nor that file, makes the copy from them.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import duckdb

from velferd.audit.zones import quoted
from velferd.engine import memory_limit

#: Older clients must be able to open the file.
STORAGE_VERSION = "v1.2.0"
_CONFIG = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
#: What Parquet holds without loss.
_TYPES = r"BOOLEAN|INTEGER|BIGINT|DOUBLE|DECIMAL\(.*\)|DATE|VARCHAR"


def apart() -> ProcessPoolExecutor:
    """A process for work whose memory must not be this process's. It ends with the context."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def copy_values(database: Path, copy: Path, workshop: Path) -> None:
    """Make `copy`, a new file, of the tables of `database`: their rows, in order, and their comments.

    `workshop` takes the Parquet files meanwhile. Raises duckdb.Error, and ValueError for a type that has not been
    shown to come through.
    """
    folder = workshop / "values"
    folder.mkdir(mode=0o700)
    with apart() as process:
        statements = process.submit(_export, database, folder).result()
    with duckdb.connect(config=_CONFIG | memory_limit()) as connection:
        connection.execute(f"attach '{quoted(copy)}' as copy (storage_version '{STORAGE_VERSION}')")
        connection.execute("use copy")
        for statement in statements:
            connection.execute(statement)
        connection.execute("checkpoint copy")
    shutil.rmtree(folder)


def _export(database: Path, folder: Path) -> list[str]:
    """Write each table to a Parquet file in `folder`; return the SQL that makes the tables from them."""
    with duckdb.connect(str(database), read_only=True, config=_CONFIG | memory_limit()) as connection:
        columns = connection.execute(
            """
            select format('"{}"."{}"."{}" is {}', schema_name, table_name, column_name, data_type)
            from duckdb_columns() where not internal and not regexp_full_match(data_type, ?)
            """,
            [_TYPES],
        ).fetchall()
        if columns:
            raise ValueError(f"{columns[0][0]}, and of that type no value has been shown to come through a copy")
        schemas = "select distinct format('create schema \"{}\"', schema_name) from duckdb_tables() order by all"
        statements = [statement for (statement,) in connection.execute(schemas).fetchall()]
        tables = connection.execute(
            """
            select format('"{}"."{}"', schema_name, table_name), sql
            from duckdb_tables() where not internal order by all
            """
        ).fetchall()
        for number, (table, sql) in enumerate(tables):
            file = quoted(folder / f"{number}.parquet")
            connection.execute(f"copy {table} to '{file}' (format parquet, compression lz4)")
            statements += [sql, f"copy {table} from '{file}' (format parquet)"]
        comments = """
            select format('comment on {} is ''{}''', place, replace(comment, '''', ''''''))
            from (
                select format('table "{}"."{}"', schema_name, table_name) as place, comment from duckdb_tables()
                union all
                select format('column "{}"."{}"."{}"', schema_name, table_name, column_name), comment
                from duckdb_columns() where not internal
            )
            where comment is not null
            order by place
        """
        return statements + [comment for (comment,) in connection.execute(comments).fetchall()]
