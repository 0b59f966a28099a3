"""Writes deliveries in the formats of the contract: CSV or Parquet, split by block, with a manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from velferd import contract
from velferd.generator.timeline import NEVER, month_text

#: SQL that brings the generator's numbers to the type of the contract. Idents are integers here, amounts øre.
ORE = "(x::decimal(16, 0) * 0.01::decimal(2, 2))"
PARQUET_SQL = {
    "fnr": "lpad(x::varchar, 11, '0')",
    "duf": "x::varchar",
    "key": "x::bigint",
    "count": "x::bigint",
    "percent": "x::integer",
    "amount": f"{ORE}::decimal(12, 2)",
    "ledger_amount": f"{ORE}::decimal(18, 2)",
}
CSV_SQL = {
    **PARQUET_SQL,
    "amount": f"replace({ORE}::varchar, '.', ',')",
    "ledger_amount": f"replace({ORE}::varchar, '.', ',')",
}
#: Text of a dirty row to the type of a Parquet column.
DIRT_SQL = {
    "date": "x::date",
    "key": "x::bigint",
    "count": "x::bigint",
    "percent": "x::integer",
    "amount": "replace(x, ',', '.')::decimal(12, 2)",
    "ledger_amount": "replace(x, ',', '.')::decimal(18, 2)",
}


@dataclass
class Delivery:
    """One delivery being written, block by block."""

    folder: Path
    file_format: str
    split: bool
    rows: dict[str, int] = field(default_factory=dict)
    digests: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def write(self, table: contract.Table, columns: dict, extra: list[list[str]] | None = None) -> Path:
        """Write a block of a table; `extra` are rows given as text that come last."""
        part = len(self.digests.get(table.name, {})) + 1
        name = f"{table.name}-{part:04d}" if self.split else table.name
        path = self.folder / f"{name}.{self.file_format}"
        frame = _arrow(table, columns)
        if self.file_format == "csv":
            _write_csv(table, frame, path, extra or [])
        else:
            _write_parquet(table, frame, path, extra or [])
        self._register(table.name, path, frame.num_rows + len(extra or []))
        return path

    def copy(self, table: contract.Table, source: Delivery) -> None:
        """Take the newest block of a table over from another delivery."""
        name, digest = list(source.digests[table.name].items())[-1]
        shutil.copyfile(source.folder / name, self.folder / name)
        count = source.rows[table.name] - self.rows.get(table.name, 0)
        self.rows[table.name] = self.rows.get(table.name, 0) + count
        self.digests.setdefault(table.name, {})[name] = digest

    def write_json(self, name: str, document: dict) -> None:
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        self._register(name, path, len(document["value"]))

    def finish(self) -> None:
        """Write the manifest."""
        tables = {name: {"rows": self.rows[name], "sha256": self.digests[name]} for name in self.rows}
        (self.folder / "manifest.json").write_text(json.dumps({"tables": tables}, indent=1) + "\n", encoding="utf-8")

    def _register(self, name: str, path: Path, count: int) -> None:
        self.rows[name] = self.rows.get(name, 0) + count
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self.digests.setdefault(name, {})[path.name] = digest


def _arrow(table: contract.Table, columns: dict) -> pa.Table:
    """Columns as arrow arrays; sentinels become missing values."""
    arrays = {}
    for column in table.columns:
        values = columns[column.name]
        if isinstance(values, tuple):
            codes, index = values
            arrays[column.name] = pa.DictionaryArray.from_arrays(
                pa.array(index.astype(np.int32), mask=index < 0), pa.array(list(codes))
            )
        elif column.type == "date":
            arrays[column.name] = pa.array(values.astype(np.int32), mask=values == NEVER).cast(pa.date32())
        elif column.type == "month":
            names = month_text(np.arange(values.min(initial=0), values.max(initial=0) + 1))
            index = pa.array((values - values.min(initial=0)).astype(np.int32))
            arrays[column.name] = pa.DictionaryArray.from_arrays(index, pa.array(names.tolist()))
        elif column.optional and column.type in ("key", "count", "percent"):
            arrays[column.name] = pa.array(values, mask=values < 0)
        else:
            arrays[column.name] = pa.array(values)
    return pa.table(arrays)


def _select(table: contract.Table, sql: dict[str, str], default: str = "x") -> str:
    return ", ".join(f"{sql.get(c.type, default).replace('x', c.name, 1)} as {c.name}" for c in table.columns)


def _write_csv(table: contract.Table, frame: pa.Table, path: Path, extra: list[list[str]]) -> None:
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        query = f"select {_select(table, CSV_SQL)} from frame"
        connection.execute(f"copy ({query}) to '{path}' (format csv, delimiter ';', header, quote '\"')")
    encoding = contract.ENCODING.get(table.system, "utf-8")
    if encoding != "utf-8":
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    with path.open("ab") as file:
        for row in extra:
            # A lone surrogate stands for a byte that no encoding has.
            file.write((";".join(row) + "\n").encode(encoding, errors="surrogateescape"))


def _write_parquet(table: contract.Table, frame: pa.Table, path: Path, extra: list[list[str]]) -> None:
    names = [column.name for column in table.columns]
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        query = f"select {_select(table, PARQUET_SQL, 'x')} from frame"
        if extra:
            text = pa.table({n: pa.array([row[i] or None for row in extra], pa.string()) for i, n in enumerate(names)})
            connection.register("extra", text)
            query += f" union all select {_select(table, DIRT_SQL)} from extra"
        connection.execute(f"copy ({query}) to '{path}' (format parquet)")
