"""What stands in a delivered file, read by Python's csv, pyarrow and json: nothing here is of the code that lands."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import sys
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pyarrow as pa
import pyarrow.parquet as pq

from resilience.delivery import Files, encoding_of

csv.field_size_limit(sys.maxsize)

#: More than the ledger's and the quarantine's column can hold is no amount that could be summed.
_READABLE = Decimal(10) ** 16
#: What Statistics Norway prints where it has no number.
_NO_NUMBER = (".", "..", "...", ":")
_AMOUNT = re.compile(r"-?[0-9]+(,[0-9]{1,2})?")


@dataclass(frozen=True)
class Read:
    """The rows of one file, by line (of a Parquet file: by row). A row that cannot be split into fields is None."""

    rows: dict[int, dict[str, object] | None]

    def amount(self, line: int) -> Decimal:
        """The kr of a row, 0 where it has none that can be read."""
        value = (self.rows[line] or {}).get("belop")
        if isinstance(value, str):
            value = Decimal(value.replace(",", ".")) if _AMOUNT.fullmatch(value) else None
        is_number = isinstance(value, (int, Decimal)) and abs(value) < _READABLE
        return Decimal(value) if is_number else Decimal(0)


def read(files: Files, path: str) -> Read | None:
    """What stands in the file; None where that has no one answer: a quote that is not closed, for instance."""
    content = files[path]
    if path.endswith(".csv"):
        return _read_csv(content, encoding_of(path))
    return _read_parquet(content) if path.endswith(".parquet") else _read_json_stat(content)


def _read_csv(content: bytes, encoding: str) -> Read | None:
    if re.search(rb"\r(?!\n)", content):
        return None  # the end of a line, or a character in one
    text = content.decode(encoding, "surrogateescape").removeprefix("\ufeff" if encoding == "utf-8" else "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    rows: dict[int, dict[str, object] | None] = {}
    try:
        header = next(reader, [])
        line = reader.line_num + 1
        for fields in reader:
            rows[line] = dict(zip(header, fields, strict=True)) if len(fields) == len(header) else None
            if not fields:
                rows[line] = {}
            line = reader.line_num + 1
    except csv.Error:
        return None
    # Blank lines after the last row are none.
    while rows and next(reversed(rows.values())) == {}:
        rows.popitem()
    return Read({line: row or None for line, row in rows.items()})


def _read_parquet(content: bytes) -> Read | None:
    try:
        table = pq.ParquetFile(io.BytesIO(content)).read()
        names = table.column_names
        columns = [_python_values(table.column(place)) for place in range(table.num_columns)]
    except Exception:  # pyarrow has many ways to say that it cannot read a file
        return None
    rows = zip(*columns, strict=True) if columns else ()
    return Read({line: dict(zip(names, row, strict=True)) for line, row in enumerate(rows, start=1)})


def _python_values(column: pa.ChunkedArray) -> list[object]:
    if pa.types.is_date32(column.type):
        # Python knows no year after 9999: whatever such a day is, it is not missing.
        return [None if days is None else Day(days) for days in column.cast(pa.int32()).to_pylist()]
    return column.to_pylist()


@dataclass(frozen=True)
class Day:
    """A date by its number, 1970-01-01 being 0."""

    number: int


def _read_json_stat(content: bytes) -> Read | None:
    try:
        dataset = json.loads(content.decode("utf-8-sig"))
        codes = []
        for name in dataset["id"]:
            category = dataset["dimension"][name]["category"]
            index = category.get("index") or category["label"]
            codes.append(sorted(index, key=index.get) if isinstance(index, dict) else index)
        cells, value = list(itertools.product(*codes)), dataset["value"]
        values = value if isinstance(value, list) else [value.get(str(place)) for place in range(len(cells))]
        rows = [
            dict(zip(dataset["id"], cell, strict=True)) | {"value": None if each in _NO_NUMBER else each}
            for cell, each in zip(cells, values, strict=True)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Read(dict(enumerate(rows, start=1)))


def same(delivered: object, loaded: str | None, kind: str) -> bool:
    """Whether a value of SQL type `kind`, as DuckDB writes it, is the delivered one."""
    if delivered in (None, ""):
        return loaded is None
    if loaded is None:
        return False
    if isinstance(delivered, Day):
        import datetime

        return kind == "DATE" and datetime.date(1970, 1, 1) + datetime.timedelta(
            delivered.number
        ) == datetime.date.fromisoformat(loaded)
    if kind == "DOUBLE":
        return float(delivered) == float(loaded)
    if kind.startswith("DECIMAL") or kind in ("BIGINT", "INTEGER"):
        try:
            return Decimal(str(delivered).replace(",", ".")) == Decimal(loaded)
        except InvalidOperation:
            return False
    return str(delivered) == loaded
