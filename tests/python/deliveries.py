"""Small deliveries for tests, made from the contract: sound ones, into which a test puts what it is about."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path

import duckdb
from velferd.contract import ENCODING, JSON_STAT_TABLES, SQL_TYPE, TABLES, Column, Table, tables_of

FASIT_DATE = "2025-02-03"
_CODE_LISTS = Path(__file__).parents[2] / "seeds" / "code_lists"
_DEFAULT = {
    "account": "14703",
    "free_text": "x",
    "duf": "201500000001",
    "date": "2020-01-01",
    "month": "2010-01",
    "period": "202401",
    "key": "1",
    "count": "1",
    "percent": "100",
    "amount": "100,00",
    "ledger_amount": "100,00",
}
#: Where the default could not be: outside the time that the source covers, or after first payments.
_OTHERWISE = {"microdata.mottakere_maned": {"maned": "2003-01"}, "fasit.person": {"fodselsdato": "1990-01-01"}}
_JSON_STAT_CODES = {
    "Region": ["0301", "1103"],
    "Kjonn": ["1", "2"],
    "Alder": ["010", "105+"],
    "ContentsCode": ["Personer1"],
    "Tid": ["2023", "2024"],
}

Row = dict[str, str]
#: Rows to be written as CSV or Parquet, the bytes of a file, or None for no file.
Content = list[Row] | bytes | None


def with_check_digits(nine_digits: str, remainder: int = 0) -> str | None:
    """The ident that starts with these digits, None when they have none; remainders 1-3 are the numbers of 2032."""
    digits = [int(digit) for digit in nine_digits]
    for weights, rest in (((3, 7, 6, 1, 8, 9, 4, 5, 2), remainder), ((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), 0)):
        digits.append((rest - sum(map(int.__mul__, weights, digits))) % 11)
    return "".join(map(str, digits)) if max(digits) < 10 else None


@cache
def _idents(date_digits: str, remainder: int) -> list[str]:
    idents = (with_check_digits(f"{date_digits}{individual:03d}", remainder) for individual in range(100, 1000))
    return [each for each in idents if each]


def ident(number: int, date_digits: str = "018190", remainder: int = 0) -> str:
    """The `number`th (from 0) sound synthetic ident of a birth date; by default 1 January 1990, month + 80."""
    return _idents(date_digits, remainder)[number]


def row(relation: str, **values: str) -> Row:
    """A sound row of a table: optional values missing, codes the first of their list, then what is given."""
    return _sound_row(relation) | values


def sound(system: str) -> dict[str, list[Row]]:
    """One sound row of every table; of persons two, who are married and one of whom had another ident before."""
    tables = {table.name: [row(table.relation)] for table in tables_of(system)}
    if system == "fasit":
        tables["person"].append(row("fasit.person", fnr=ident(1)))
        tables["identhistorikk"] = [row("fasit.identhistorikk", fnr_tidligere=ident(2), fnr_gjeldende=ident(0))]
        tables["husstandsmedlem"] = [row("fasit.husstandsmedlem", medlem_fnr=ident(1))]
    return tables


def dataset(name: str, **changes: object) -> dict[str, object]:
    """A JSON-stat dataset with two categories in each dimension but ContentsCode, its cells numbered from 1."""
    dimensions = [dimension for table in JSON_STAT_TABLES if table.name == name for dimension, _ in table.dimensions]
    codes = {dimension: _JSON_STAT_CODES[dimension] for dimension in dimensions}
    content = {
        "version": "2.0",
        "class": "dataset",
        "id": dimensions,
        "size": [len(each) for each in codes.values()],
        "dimension": {dimension: {"category": {"index": each}} for dimension, each in codes.items()},
        "value": list(range(1, 2 ** (len(dimensions) - 1) + 1)),
    }
    return content | changes


def write(
    extracts: Path, system: str = "fasit", date: str = FASIT_DATE, suffix: str = "csv", **changed: Content
) -> Path:
    """Write a sound delivery with the changed tables, and return its folder."""
    folder = extracts / system / date
    folder.mkdir(parents=True)
    for table in JSON_STAT_TABLES:
        if table.system == system:
            (folder / f"{table.name}.json").write_text(json.dumps(dataset(table.name)))
    for name, content in (sound(system) | changed).items():
        if content is not None:
            write_file(folder / f"{name}.{suffix}", f"{system}.{name}", content)
    return folder


def write_file(path: Path, relation: str, content: list[Row] | bytes) -> None:
    """Write rows as the file's suffix says, or bytes as they are."""
    table = _table(relation)
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif path.suffix == ".csv":
        path.write_bytes(csv_bytes(relation, content))
    else:
        write_parquet(path, content, {column.name: SQL_TYPE[column.type] for column in table.columns})


def csv_bytes(relation: str, rows: list[Row], line_end: str = "\n") -> bytes:
    """The rows as a CSV file of the contract."""
    table = _table(relation)
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in table.columns], delimiter=";", lineterminator=line_end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(ENCODING.get(table.system, "utf-8"))


def write_parquet(path: Path, rows: list[Row], types: dict[str, str]) -> None:
    """The rows as a Parquet file with columns of these SQL types, in this order."""
    columns = ", ".join(f"{name} {sql_type}" for name, sql_type in types.items())
    with duckdb.connect() as connection:
        connection.execute(f"create table content ({columns})")
        for each in rows:
            values = [
                (each[name] if sql_type == "varchar" else each[name].replace(",", ".")) or None
                for name, sql_type in types.items()
            ]
            connection.execute(f"insert into content values ({', '.join('?' * len(types))})", values)
        connection.table("content").write_parquet(str(path))


@cache
def _sound_row(relation: str) -> Row:
    return {column.name: _default(column) for column in _table(relation).columns} | _OTHERWISE.get(relation, {})


def _table(relation: str) -> Table:
    return next(table for table in TABLES if table.relation == relation)


def _default(column: Column) -> str:
    if column.optional:
        return ""
    if column.type == "fnr":
        return ident(0)
    if column.codes:
        with (_CODE_LISTS / f"{column.codes}.csv").open(encoding="utf-8") as stream:
            return next(csv.DictReader(stream))["code"]
    return _DEFAULT[column.type]
