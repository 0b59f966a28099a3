"""Looks for idents, DUF numbers and the pseudonym key where they must never be.

Files are searched byte by byte, and databases and Parquet files also value by value through SQL, because
they are compressed. A search result names the place and the kind, never what was found.
"""

from __future__ import annotations

import base64
import csv
import mmap
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from velferd.contract import TABLES
from velferd.keys import hmac_key_blocks

#: Idents have 11 digits, DUF numbers 12.
LENGTHS = (11, 12)
DIGIT_RUN = re.compile(rb"\d{11,}")
NUMERIC = re.compile(r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL\(.*\)")


@dataclass(frozen=True)
class Identifiers:
    """What must not be found: idents and DUF numbers as text, and the key in each form that it may be written in."""

    idents: frozenset[str]
    key_texts: tuple[str, ...]
    key_bytes: tuple[bytes, ...]


def identifiers(extracts: Path, key: str) -> Identifiers:
    """The idents and DUF numbers of the deliveries below `extracts`, and the forms of the key."""
    columns = [(t.relation.split("."), c.name) for t in TABLES for c in t.columns if c.type in ("fnr", "duf")]
    idents = {
        value
        for (system, table), column in columns
        for path in extracts.glob(f"{system}/*/{table}*")
        for value in _values(path, column)
        if re.fullmatch(r"\d{11,12}", value)
    }
    assert idents, f"{extracts} holds no ident to look for"
    secrets = [key.encode(), *hmac_key_blocks(key)]
    if re.fullmatch(r"([0-9a-f]{2})+", key):
        secrets.append(bytes.fromhex(key))
    texts = [key, *(s.hex() for s in secrets), *(base64.b64encode(s).decode().rstrip("=") for s in secrets)]
    return Identifiers(
        frozenset(idents),
        tuple(text.lower() for text in texts),
        tuple({*secrets, *(form.encode() for text in texts for form in (text, text.upper()))}),
    )


def _values(path: Path, column: str) -> Iterator[str]:
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            rows = connection.read_parquet(str(path)).select(f"{column}::varchar").fetchall()
        yield from (value or "" for (value,) in rows)
    else:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            yield from (row[column] or "" for row in csv.DictReader(file, delimiter=";"))


def traces(paths: Iterable[Path], wanted: Identifiers) -> list[str]:
    """Where below `paths` any of `wanted` stands: one line per file, and per column of a database."""
    found = []
    for path in _files(paths):
        found += [f"{path}: {kind}" for kind in _in_bytes(path, wanted)]
        if path.suffix in (".duckdb", ".parquet"):
            found += [f"{path}, {place}" for place in _in_columns(path, wanted)]
    return found


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _in_bytes(path: Path, wanted: Identifiers) -> Iterator[str]:
    if path.stat().st_size == 0:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _holds_ident(content, wanted):
            yield "an ident"
        if any(content.find(form) >= 0 for form in wanted.key_bytes):
            yield "the key"


def _in_columns(path: Path, wanted: Identifiers) -> Iterator[str]:
    with _opened(path) as connection:
        for schema, table, column, kind in connection.execute(
            """
            select schema_name, table_name, column_name, data_type
            from duckdb_columns() where database_name = current_database() and not internal order by all
            """
        ).fetchall():
            relation, name = f'"{schema}"."{table}"', f'"{column}"'
            text = f"hex({name})" if kind == "BLOB" else f"{name}::varchar"
            if NUMERIC.fullmatch(kind):
                # Numbers lose a leading zero.
                number = f"try_cast(abs({name}) as bigint)"
                runs = " union ".join(f"select printf('%0{n}d', {number}) as run from {relation}" for n in LENGTHS)
            else:
                runs = (
                    f"select {name}::varchar as run from {relation} where regexp_matches({name}::varchar, '\\d{{11,}}')"
                )
            values = connection.execute(f"select distinct run from ({runs}) where run is not null").fetchall()
            if any(_holds_ident(run.encode(), wanted) for (run,) in values):
                yield f"{schema}.{table}.{column}: an ident"
            holds_key = " or ".join(f"contains(lower({text}), ?)" for _ in wanted.key_texts)
            if connection.execute(f"select count(*) from {relation} where {holds_key}", wanted.key_texts).fetchone()[0]:
                yield f"{schema}.{table}.{column}: the key"


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    if path.suffix == ".duckdb":
        return duckdb.connect(str(path), read_only=True)
    connection = duckdb.connect()
    connection.execute(f"create view file as from read_parquet('{path}')")
    return connection


def _holds_ident(content: bytes | mmap.mmap, wanted: Identifiers) -> bool:
    return any(
        content[start : start + length].decode() in wanted.idents
        for run in DIGIT_RUN.finditer(content)
        for length in LENGTHS
        for start in range(run.start(), run.end() - length + 1)
    )
