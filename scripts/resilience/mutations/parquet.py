"""What is done to Parquet files: types, values, columns."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from resilience.delivery import Files, chosen
from resilience.mutations.kinds import PLANTED, kind
from resilience.mutations.values import HOSTILE


def _table_changed(files: Files, random: Random, change: Callable[[pa.Table], pa.Table], **style: object) -> None:
    path = chosen(files, random, ".parquet")
    table = change(pq.read_table(io.BytesIO(files[path])))
    content = io.BytesIO()
    pq.write_table(table, content, **style)
    files[path] = content.getvalue()


def _column_replaced(table: pa.Table, place: int, values: list, kind: pa.DataType) -> pa.Table:
    return table.set_column(place, pa.field(table.column_names[place], kind), pa.array(values, kind))


def _texts(table: pa.Table, place: int) -> list[str | None]:
    return [None if value is None else str(value) for value in table.column(place).to_pylist()]


_OTHER_TYPES: tuple[pa.DataType, ...] = (
    pa.string(), pa.large_string(), pa.binary(), pa.int8(), pa.int64(), pa.uint64(), pa.float32(), pa.float64(),
    pa.bool_(), pa.date32(), pa.date64(), pa.timestamp("us"), pa.timestamp("ns", "Europe/Oslo"), pa.time64("us"),
    pa.decimal128(38, 2), pa.decimal128(18, 2), pa.decimal128(12, 4), pa.decimal128(20, 0), pa.list_(pa.string()),
    pa.struct([("a", pa.string())]), pa.dictionary(pa.int32(), pa.string()), pa.int16(),
)  # fmt: skip


@kind("Parquet", "parquet")
def another_type(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        place, kind = random.randrange(table.num_columns), random.choice(_OTHER_TYPES)
        texts = _texts(table, place)
        if pa.types.is_nested(kind):
            nest = (lambda text: [text]) if pa.types.is_list(kind) else (lambda text: {"a": text})
            return _column_replaced(table, place, [nest(text) for text in texts], kind)
        try:
            values = pa.array(texts, pa.string()).cast(kind)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            # What cannot become of these values has others.
            ones = [1] * len(texts) if not pa.types.is_string(kind) else texts
            try:
                values = pa.array(ones, pa.int64()).cast(kind, safe=False)
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                values = pa.nulls(len(texts), kind)
        return table.set_column(place, pa.field(table.column_names[place], kind), values)

    _table_changed(files, random, change)


@kind("Parquet", "parquet")
def missing_values(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        place = random.randrange(table.num_columns)
        share = random.choice([0.1, 0.5, 1])
        values = [None if random.random() < share else value for value in table.column(place).to_pylist()]
        kind = random.choice([table.schema.types[place], table.schema.types[place], pa.null()])
        return _column_replaced(table, place, [None] * len(values) if kind == pa.null() else values, kind)

    _table_changed(files, random, change)


@kind("Parquet", "parquet")
def hostile_values(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        texts = [index for index, kind in enumerate(table.schema.types) if pa.types.is_string(kind)]
        place = random.choice(texts) if texts else 0
        values, hostile = table.column(place).to_pylist(), random.choice(list(HOSTILE.values()))
        for _ in range(random.choice([1, 2, 5])):
            values[random.randrange(len(values))] = random.choice(hostile) if texts else None
        return _column_replaced(table, place, values, table.schema.types[place])

    _table_changed(files, random, change)


@kind("Parquet", "parquet")
def numbers_at_the_edge(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        numeric = [
            i for i, kind in enumerate(table.schema.types) if pa.types.is_integer(kind) or pa.types.is_decimal(kind)
        ]
        if not numeric:
            return table
        place = random.choice(numeric)
        kind = random.choice([pa.int64(), pa.uint64(), pa.decimal128(38, 2), pa.decimal128(38, 0), pa.int32()])
        edge = 2**31 - 1 if kind == pa.int32() else 2**63 - 1
        values = [random.choice([0, 1, edge, edge - 1, 100, 101]) for _ in range(table.num_rows)]
        return _column_replaced(table, place, values, kind)

    _table_changed(files, random, change)


@kind("Parquet", "parquet")
def dates_at_the_edge(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        dates = [index for index, kind in enumerate(table.schema.types) if pa.types.is_date(kind)]
        if not dates:
            return table
        days = [0, 1, -1, 2**31 - 1, -(2**31), 376200, 2932896, 2932897, -719162, -719163, -719528]
        values = pa.array([random.choice(days) for _ in range(table.num_rows)], pa.int32()).cast(pa.date32())
        place = random.choice(dates)
        return table.set_column(place, pa.field(table.column_names[place], pa.date32()), values)

    _table_changed(files, random, change)


@kind("Parquet", "parquet", "refuse")
def column_of_a_Parquet_file_dropped(files: Files, random: Random) -> None:
    _table_changed(files, random, lambda table: table.remove_column(random.randrange(table.num_columns)))


@kind("Parquet", "parquet", "refuse")
def column_of_a_Parquet_file_renamed(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        names, place = list(table.column_names), random.randrange(table.num_columns)
        names[place] = random.choice(
            ["x", "", names[place].upper(), names[(place + 1) % len(names)], PLANTED[0], 'a"b']
        )
        return table.rename_columns(names)

    _table_changed(files, random, change)


@kind("Parquet", "parquet", "refuse")
def column_more_in_a_Parquet_file(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        name = random.choice(["x", PLANTED[1], "row", "file_row_number", "filename", "source_line", "rule"])
        return table.append_column(name, pa.array(["x"] * table.num_rows))

    _table_changed(files, random, change)


@kind("Parquet", "parquet")
def no_rows(files: Files, random: Random) -> None:
    _table_changed(files, random, lambda table: table.slice(0, 0))


@kind("Parquet", "parquet", "land")
def otherwise_written(files: Files, random: Random) -> None:
    order: list[int] = []

    def change(table: pa.Table) -> pa.Table:
        order.extend(random.sample(range(table.num_columns), table.num_columns))
        return table.select(order)

    _table_changed(
        files, random, change,
        compression=random.choice(["none", "snappy", "gzip", "zstd"]), row_group_size=random.choice([1, 3, 1000]),
        use_dictionary=random.choice([True, False]), data_page_version=random.choice(["1.0", "2.0"]),
    )  # fmt: skip


@kind("Parquet", "parquet")
def rows_again(files: Files, random: Random) -> None:
    _table_changed(files, random, lambda table: pa.concat_tables([table, table.slice(0, random.choice([1, 5, 200]))]))


@kind("Parquet", "parquet", "land")
def several_Parquet_files(files: Files, random: Random) -> None:
    path = chosen(files, random)
    table = pq.read_table(io.BytesIO(files.pop(path)))
    size = math.ceil(table.num_rows / 2)
    for number, part in enumerate((table.slice(0, size), table.slice(size)), start=1):
        content = io.BytesIO()
        pq.write_table(part, content)
        files[path.replace(".parquet", f"-{number:04}.parquet")] = content.getvalue()
