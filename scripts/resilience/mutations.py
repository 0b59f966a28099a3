"""What is done to sound deliveries: bytes, structure, values, Parquet types, manifests and JSON-stat."""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from resilience.delivery import DATE, Files, Grid, chosen, encoding_of, grid_of, put_grid

Must = Literal["land", "refuse"] | None
Change = Callable[[Files, Random], None]


@dataclass(frozen=True)
class Kind:
    group: str
    name: str
    change: Change
    #: The kind of delivery that it changes, see delivery.start.
    start: str
    #: What the contract says must come of it, where it says so.
    must: Must


KINDS: list[Kind] = []
#: How often each group has its turn.
WEIGHTS = {"bytes": 4, "structure": 4, "values": 6, "Parquet": 3, "manifest": 2, "JSON-stat": 3}
#: Synthetic idents (month + 80) that no delivery has: to be found wherever they leak to.
PLANTED = ("01819011067", "41819011131", "02829011258")
_WRONG_IDENT = "01819011068"


def _kind(group: str, start: str = "csv", must: Must = None) -> Callable[[Change], Change]:
    def add(change: Change) -> Change:
        KINDS.append(Kind(group, change.__name__.strip("_").replace("_", " "), change, start, must))
        return change

    return add


def mutation_of(random: Random) -> Kind:
    group = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    return random.choice([kind for kind in KINDS if kind.group == group])


# Bytes


def _place(content: bytes, random: Random) -> int:
    return random.randrange(len(content) + 1)


def _at(files: Files, random: Random, piece: bytes) -> None:
    path = chosen(files, random)
    content = files[path]
    place = _place(content, random)
    files[path] = content[:place] + piece + content[place:]


@_kind("bytes", "any")
def flipped_bytes(files: Files, random: Random) -> None:
    path = chosen(files, random)
    content = bytearray(files[path])
    for _ in range(random.choice([1, 1, 2, 5, 30])):
        content[random.randrange(len(content))] = random.randrange(256)
    files[path] = bytes(content)


@_kind("bytes", "any")
def cut_out(files: Files, random: Random) -> None:
    path = chosen(files, random)
    content = files[path]
    first, last = sorted((_place(content, random), _place(content, random)))
    last = random.choice([last, min(last, first + 3)])
    files[path] = content[:first] + content[last:]


@_kind("bytes", "any")
def cut_off(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = files[path][: _place(files[path], random)]


@_kind("bytes", "any", "refuse")
def emptied(files: Files, random: Random) -> None:
    files[chosen(files, random)] = b""


@_kind("bytes", "any")
def a_part_twice(files: Files, random: Random) -> None:
    path = chosen(files, random)
    content = files[path]
    first, last = sorted((_place(content, random), _place(content, random)))
    files[path] = content[:last] + content[first:]


@_kind("bytes", "any")
def NUL(files: Files, random: Random) -> None:
    _at(files, random, b"\0" * random.choice([1, 1, 8]))


@_kind("bytes", "any")
def byte_order_mark_inside(files: Files, random: Random) -> None:
    _at(files, random, b"\xef\xbb\xbf")


@_kind("bytes")
def byte_order_mark_before(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = b"\xef\xbb\xbf" + files[path]


@_kind("bytes")
def invalid_UTF_8(files: Files, random: Random) -> None:
    for _ in range(random.choice([1, 1, 3])):
        _at(
            files,
            random,
            random.choice([b"\xff", b"\xc3", b"\xc3;", b"\xe2\x82", b"\x80", b"\xed\xa0\x80", b"\xc0\xaf"]),
        )


@_kind("bytes")
def line_break_inside(files: Files, random: Random) -> None:
    _at(files, random, random.choice([b"\r", b"\n", b"\r\n", b"\n\n", b"\n\r", b"\x0b", b"\x0c", b"\xe2\x80\xa8"]))


@_kind("bytes")
def quote_inside(files: Files, random: Random) -> None:
    for _ in range(random.choice([1, 1, 2, 3])):
        _at(files, random, random.choice([b'"', b'"', b'""', b'"\n"', b'";"', b"'", b"\\", b'\\"']))


@_kind("bytes")
def odd_character(files: Files, random: Random) -> None:
    _at(
        files,
        random,
        random.choice([b"\x1a", b"\x01", b"\t", b" ", b"\x7f", b"\xc2\xa0", b"\xe2\x80\x8b", b"#", b"%s"]),
    )


@_kind("bytes", must="land")
def CR_LF_everywhere(files: Files, _: Random) -> None:
    for path in files:
        files[path] = files[path].replace(b"\n", b"\r\n")


@_kind("bytes", must="refuse")
def CR_only(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = files[path].replace(b"\n", b"\r")


@_kind("bytes")
def mixed_line_ends(files: Files, random: Random) -> None:
    path = chosen(files, random)
    lines = files[path].split(b"\n")
    files[path] = b"".join(line + random.choice([b"\n", b"\r\n"]) for line in lines if line)


@_kind("bytes", must="land")
def no_line_end_at_the_end(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = files[path].rstrip(b"\n")


@_kind("bytes")
def blank_lines(files: Files, random: Random) -> None:
    path = chosen(files, random)
    lines = files[path].split(b"\n")
    for _ in range(random.choice([1, 2, 5])):
        lines.insert(random.randrange(len(lines) + 1), random.choice([b"", b"", b" ", b";"]))
    files[path] = b"\n".join(lines) + b"\n" * random.choice([0, 0, 3])


@_kind("bytes")
def another_encoding(files: Files, random: Random) -> None:
    path = chosen(files, random)
    text = files[path].decode(encoding_of(path)) + random.choice(["", "ÆØÅ\n", "€;€\n"])
    files[path] = text.encode(random.choice(["utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8", "utf-32"]), "replace")


# Structure


def _grid_changed(files: Files, random: Random, change: Callable[[Grid], Grid | None], **style: object) -> None:
    path = chosen(files, random, ".csv")
    grid = grid_of(files, path)
    put_grid(files, path, change(grid) or grid, **style)


@_kind("structure", must="refuse")
def column_dropped(files: Files, random: Random) -> None:
    def change(grid: Grid) -> Grid:
        gone = random.randrange(len(grid[0]))
        return [row[:gone] + row[gone + 1 :] for row in grid]

    _grid_changed(files, random, change)


@_kind("structure", must="refuse")
def column_renamed(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        place = random.randrange(len(grid[0]))
        odd = ["x", "", " " + grid[0][place], grid[0][place] + " ", PLANTED[0], "a'b", "drop table", "x" * 5000]
        grid[0][place] = random.choice(odd)

    _grid_changed(files, random, change)


@_kind("structure")
def names_of_columns_swapped(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        one, other = random.sample(range(len(grid[0])), 2)
        grid[0][one], grid[0][other] = grid[0][other], grid[0][one]

    _grid_changed(files, random, change)


@_kind("structure", must="land")
def columns_in_another_order(files: Files, random: Random) -> None:
    def change(grid: Grid) -> Grid:
        order = random.sample(range(len(grid[0])), len(grid[0]))
        return [[row[place] for place in order] for row in grid]

    _grid_changed(files, random, change)


@_kind("structure", must="refuse")
def column_twice(files: Files, random: Random) -> None:
    def change(grid: Grid) -> Grid:
        place = random.randrange(len(grid[0]))
        return [[*row, row[place]] for row in grid]

    _grid_changed(files, random, change)


@_kind("structure", must="refuse")
def column_more(files: Files, random: Random) -> None:
    name = random.choice(["kommentar", PLANTED[1], "surplus_field", "row", "rule", "line_breaks", "source_line"])
    _grid_changed(files, random, lambda grid: [[*grid[0], name], *([*row, "x"] for row in grid[1:])])


@_kind("structure", must="refuse")
def header_in_capitals(files: Files, random: Random) -> None:
    _grid_changed(files, random, lambda grid: [[name.upper() for name in grid[0]], *grid[1:]])


@_kind("structure", must="refuse")
def header_missing(files: Files, random: Random) -> None:
    _grid_changed(files, random, lambda grid: grid[1:])


@_kind("structure")
def header_twice(files: Files, random: Random) -> None:
    _grid_changed(files, random, lambda grid: [*grid[:1], *grid])


@_kind("structure", must="refuse")
def another_separator(files: Files, random: Random) -> None:
    _grid_changed(files, random, lambda grid: grid, delimiter=random.choice([",", "\t", "|", ":"]))


@_kind("structure", must="refuse")
def line_of_Excel_before(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = b"sep=;\n" + files[path]


@_kind("structure", must="land")
def all_in_quotes(files: Files, random: Random) -> None:
    _grid_changed(files, random, lambda grid: grid, quoting=1)


@_kind("structure")
def all_in_apostrophes(files: Files, random: Random) -> None:
    _grid_changed(files, random, lambda grid: grid, quoting=1, quotechar="'")


@_kind("structure")
def fields_too_few_or_many(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        for _ in range(random.choice([1, 2, 12])):
            place = random.randrange(1, len(grid))
            grid[place] = random.choice(
                [grid[place][:-1], [*grid[place], ""], [*grid[place], "x"], grid[place][:1], []]
            )

    _grid_changed(files, random, change)


@_kind("structure", must="land")
def several_part_files(files: Files, random: Random) -> None:
    path = chosen(files, random)
    grid = grid_of(files, path)
    stem, count = path.removesuffix(".csv"), random.choice([2, 3, 12])
    names = [f"-{number:04}" for number in range(1, count + 1)]
    if random.random() < 0.5:
        names[0] = ""
    del files[path]
    for number, name in enumerate(names):
        put_grid(files, f"{stem}{name}.csv", [grid[0], *grid[1:][number::count]])


@_kind("structure")
def a_part_file_twice(files: Files, random: Random) -> None:
    path = chosen(files, random)
    number = random.choice(["1", "0001", "00000001", "000000001", PLANTED[0]])
    files[path.replace(".csv", f"-{number}.csv")] = files[path]


@_kind("structure", "any", "refuse")
def table_missing(files: Files, random: Random) -> None:
    path = chosen(files, random)
    del files[path]
    files[f"{path.rpartition('/')[0]}/README.txt"] = b"The folder is there."


@_kind("structure", "any", "refuse")
def table_more(files: Files, random: Random) -> None:
    path = chosen(files, random)
    suffix = path.rpartition(".")[2]
    name = random.choice(["notater", "kopi", f"utbetaling-{PLANTED[2]}", "raw", "x" * 200, "a;b", "a'b", "æøå", "*"])
    files[f"{path.rpartition('/')[0]}/{name}.{suffix}"] = files[path]


@_kind("structure", "any")
def file_beside_it(files: Files, random: Random) -> None:
    path = chosen(files, random)
    name = random.choice(["README.txt", ".hidden.csv", f"{path.rpartition('/')[2]}.sha256", "~lock", "Thumbs.db"])
    files[f"{path.rpartition('/')[0]}/{name}"] = b"x"


@_kind("structure", "any", "refuse")
def name_of_file(files: Files, random: Random) -> None:
    path = chosen(files, random)
    folder, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    odd = [f"{stem}.{suffix.upper()}", f"{stem.upper()}.{suffix}", f"{name}.gz", f"{stem}.txt", f"{stem}_1.{suffix}"]
    odd += [f"{stem} .{suffix}", f"{stem}-{PLANTED[0]}.{suffix}", f"{name}.{suffix}", f"{stem}-a.{suffix}"]
    files[f"{folder}/{random.choice(odd)}"] = files.pop(path)


@_kind("structure", "any", "refuse")
def wrong_suffix(files: Files, random: Random) -> None:
    path = chosen(files, random)
    stem, _, suffix = path.rpartition(".")
    other = random.choice([each for each in ("csv", "parquet", "json") if each != suffix])
    files[f"{stem}.{other}"] = files.pop(path)


@_kind("structure", "any", "refuse")
def folder_in_the_place_of_a_file(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[f"{path}/{path.rpartition('/')[2]}"] = files.pop(path)


def _moved(files: Files, move: Callable[[str], str]) -> None:
    moved = {move(path): content for path, content in files.items()}
    files.clear()
    files.update(moved)


@_kind("structure", "any", "refuse")
def folder_of_another_name(files: Files, random: Random) -> None:
    odd = ["2025-6-2", "20250602", "2025-02-30", "02.06.2025", PLANTED[0], "latest", "２０２５-06-02", "2025-06-02 "]
    name = random.choice(odd)
    _moved(files, lambda path: path.replace(DATE, name))


@_kind("structure", "any", "refuse")
def system_of_another_name(files: Files, random: Random) -> None:
    system = next(iter(files)).split("/")[0]
    name = random.choice([system.upper(), system + "2", PLANTED[0], "x" * 100, f"{system} "])
    _moved(files, lambda path: path.replace(f"{system}/", f"{name}/"))


@_kind("structure", "any", "refuse")
def one_folder_too_deep(files: Files, random: Random) -> None:
    above = random.choice(["extracts", "x", PLANTED[1], DATE])
    _moved(files, lambda path: f"{above}/{path}")


@_kind("structure", "any", "refuse")
def one_folder_too_high(files: Files, _: Random) -> None:
    _moved(files, lambda path: path.partition("/")[2])


@_kind("structure", "any", "refuse")
def no_folders(files: Files, _: Random) -> None:
    _moved(files, lambda path: path.rpartition("/")[2])


# Values


_HOSTILE = {
    "beyond every number": ["1" + "0" * 400, "-" + "9" * 400, "99999999999999999,99", "9223372036854775808", "1e400"],
    "negative": ["-1", "-1,00", "-0", "-0,00", "--1", "-", "-9223372036854775808"],
    "beyond every count": ["1000000000000", "9223372036854775807", "2147483648", "101", "255"],
    "impossible dates": [
        "2999-01-01",
        "9999-12-31",
        "10000-01-01",
        "0001-01-01",
        "0000-00-00",
        "2023-02-29",
        "1700-01-01",
    ],
    "dates otherwise written": [
        "01.01.2020",
        "2020-1-1",
        "2020-01-01T00:00",
        "2020-01-01 ",
        "20200101",
        "infinity",
        "epoch",
    ],
    "months": [
        "0000-01",
        "2999-01",
        "2020-00",
        "2020-13",
        "2020-1",
        "202001",
        "000001",
        "202413",
        "202414",
        "２０２０-01",
    ],
    "amounts otherwise written": [
        "1.000,00",
        "1 000,00",
        "100.00",
        "1,005",
        ",50",
        "5,",
        "1'000",
        "+1",
        "1,00-",
        "0x10",
        "NaN",
        "1_0",
    ],
    "amounts at the edge": [
        "9999999999,99",
        "-9999999999,99",
        "10000000000,00",
        "0,01",
        "0",
        "00100,5",
        "9999999999999999,99",
    ],
    "idents of wrong checksum": [_WRONG_IDENT, "00000000000", "99999999999", "01139011111", "12345678901"],
    "planted idents": [
        *PLANTED,
        f"{PLANTED[0]} ",
        f"{PLANTED[0][:6]} {PLANTED[0][6:]}",
        PLANTED[1] + "0",
        "fnr " + PLANTED[2],
    ],
    "idents otherwise written": [
        "0181901106",
        "018190110670",
        "０１８１９０１１０６７",
        "1819011067",
        "01.81.90 11067",
    ],
    "unknown codes": ["UKJENT_KODE", "030199", "110301", "ZZZ", "k", "Ugift", "2030", "X", "030101 ", "<b>", "=1+1"],
    "very long text": ["x" * 100_000, "æ" * 70_000, "1" * 70_000, ";" * 70_000, "\n" * 3000, '"' * 70_000],
    "characters": [
        "\0",
        "a\0b",
        "\u200b",
        "\ufeff",
        "a\nb",
        "a\r\nb",
        "a\rb",
        'a"b',
        "a;b",
        "'",
        "\\",
        "\x1a",
        "🙂",
        "e\u0301",
        "\u202e",
    ],
    "words of programs": ["NULL", "null", "None", "nan", "true", "inf", "''", "'; drop table x; --", "{{ x }}", "%s"],
    "nothing": ["", "", " ", '""'],
}


def _hostile(texts: list[str]) -> Change:
    def change(files: Files, random: Random) -> None:
        def put(grid: Grid) -> None:
            for _ in range(random.choice([1, 1, 2, 4, 15])):
                row = random.choice(grid[1:])
                row[random.randrange(len(row))] = random.choice(texts)

        _grid_changed(files, random, put)

    return change


def _hostile_column(files: Files, random: Random) -> None:
    """Every row of one column."""
    texts = random.choice(list(_HOSTILE.values()))

    def put(grid: Grid) -> None:
        place = random.randrange(len(grid[0]))
        for row in grid[1:]:
            row[place] = random.choice(texts)

    _grid_changed(files, random, put)


for _name, _texts in _HOSTILE.items():
    KINDS.append(Kind("values", _name, _hostile(_texts), "csv", None))
KINDS.append(Kind("values", "a whole column", _hostile_column, "csv", None))


@_kind("values")
def the_same_row_again(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        for _ in range(random.choice([1, 3, 20])):
            grid.insert(random.randrange(1, len(grid) + 1), list(random.choice(grid[1:])))

    _grid_changed(files, random, change)


@_kind("values")
def the_same_key_again(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        for _ in range(random.choice([1, 3, 8])):
            row = list(random.choice(grid[1:]))
            place = random.randrange(len(row))
            row[place] = random.choice([random.choice(grid[1:])[place], "", row[place] + "0", "0" + row[place]])
            grid.insert(random.randrange(1, len(grid) + 1), row)

    _grid_changed(files, random, change)


@_kind("values")
def values_in_each_others_columns(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        for _ in range(random.choice([1, 3])):
            row = random.choice(grid[1:])
            one, other = random.sample(range(len(row)), 2)
            row[one], row[other] = row[other], row[one]

    _grid_changed(files, random, change)


# Parquet


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


@_kind("Parquet", "parquet")
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


@_kind("Parquet", "parquet")
def missing_values(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        place = random.randrange(table.num_columns)
        share = random.choice([0.1, 0.5, 1])
        values = [None if random.random() < share else value for value in table.column(place).to_pylist()]
        kind = random.choice([table.schema.types[place], table.schema.types[place], pa.null()])
        return _column_replaced(table, place, [None] * len(values) if kind == pa.null() else values, kind)

    _table_changed(files, random, change)


@_kind("Parquet", "parquet")
def hostile_values(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        texts = [index for index, kind in enumerate(table.schema.types) if pa.types.is_string(kind)]
        place = random.choice(texts) if texts else 0
        values, hostile = table.column(place).to_pylist(), random.choice(list(_HOSTILE.values()))
        for _ in range(random.choice([1, 2, 5])):
            values[random.randrange(len(values))] = random.choice(hostile) if texts else None
        return _column_replaced(table, place, values, table.schema.types[place])

    _table_changed(files, random, change)


@_kind("Parquet", "parquet")
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


@_kind("Parquet", "parquet")
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


@_kind("Parquet", "parquet", "refuse")
def column_of_a_Parquet_file_dropped(files: Files, random: Random) -> None:
    _table_changed(files, random, lambda table: table.remove_column(random.randrange(table.num_columns)))


@_kind("Parquet", "parquet", "refuse")
def column_of_a_Parquet_file_renamed(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        names, place = list(table.column_names), random.randrange(table.num_columns)
        names[place] = random.choice(
            ["x", "", names[place].upper(), names[(place + 1) % len(names)], PLANTED[0], 'a"b']
        )
        return table.rename_columns(names)

    _table_changed(files, random, change)


@_kind("Parquet", "parquet", "refuse")
def column_more_in_a_Parquet_file(files: Files, random: Random) -> None:
    def change(table: pa.Table) -> pa.Table:
        name = random.choice(["x", PLANTED[1], "row", "file_row_number", "filename", "source_line", "rule"])
        return table.append_column(name, pa.array(["x"] * table.num_rows))

    _table_changed(files, random, change)


@_kind("Parquet", "parquet")
def no_rows(files: Files, random: Random) -> None:
    _table_changed(files, random, lambda table: table.slice(0, 0))


@_kind("Parquet", "parquet", "land")
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


@_kind("Parquet", "parquet")
def rows_again(files: Files, random: Random) -> None:
    _table_changed(files, random, lambda table: pa.concat_tables([table, table.slice(0, random.choice([1, 5, 200]))]))


@_kind("Parquet", "parquet", "land")
def several_Parquet_files(files: Files, random: Random) -> None:
    path = chosen(files, random)
    table = pq.read_table(io.BytesIO(files.pop(path)))
    size = math.ceil(table.num_rows / 2)
    for number, part in enumerate((table.slice(0, size), table.slice(size)), start=1):
        content = io.BytesIO()
        pq.write_table(part, content)
        files[path.replace(".parquet", f"-{number:04}.parquet")] = content.getvalue()


# Manifests


def _promise(files: Files) -> dict[str, dict]:
    """What a right manifest says."""
    tables: dict[str, dict] = {}
    for path, content in files.items():
        name = path.rpartition("/")[2]
        entry = tables.setdefault(name.partition(".")[0], {"sha256": {}})
        if name.endswith(".csv"):
            entry["rows"] = len(grid_of(files, path)) - 1
        elif name.endswith(".parquet"):
            entry["rows"] = pq.read_metadata(io.BytesIO(content)).num_rows
        entry["sha256"][name] = hashlib.sha256(content).hexdigest()
    return tables


def _put_manifest(files: Files, content: object) -> None:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    files[f"{next(iter(files)).rpartition('/')[0]}/manifest.json"] = text


def _one(tables: dict[str, dict], random: Random) -> dict:
    return tables[random.choice(sorted(tables))]


@_kind("manifest", "any", "land")
def a_right_one(files: Files, random: Random) -> None:
    tables = _promise(files)
    for entry in tables.values():
        if random.random() < 0.3:
            entry["sha256"] = {name: digest.upper() for name, digest in entry["sha256"].items()}
        if random.random() < 0.2:
            entry.pop(random.choice(sorted(entry)))
    _put_manifest(files, {"tables": tables})


@_kind("manifest", "csv", "refuse")
def wrong_count(files: Files, random: Random) -> None:
    tables = _promise(files)
    entry = _one(tables, random)
    entry["rows"] = random.choice([entry["rows"] + 1, entry["rows"] - 1, int(PLANTED[1]), 10**30])
    _put_manifest(files, {"tables": tables})


@_kind("manifest", "any", "refuse")
def wrong_digest(files: Files, random: Random) -> None:
    tables = _promise(files)
    entry = _one(tables, random)
    entry["sha256"] = dict.fromkeys(entry["sha256"], random.choice(["0" * 64, "f" * 64]))
    _put_manifest(files, {"tables": tables})


@_kind("manifest", "any", "refuse")
def values_of_other_types(files: Files, random: Random) -> None:
    tables = _promise(files)
    entry = _one(tables, random)
    if random.random() < 0.5:
        entry["rows"] = random.choice(["3", -1, 1.5, True, [], {}, float("nan")])
    else:
        entry["sha256"] = random.choice([None, ["x"], "x", {"a.csv": 1}, {"a.csv": "x"}, {"a.csv": None}, 5])
    _put_manifest(files, {"tables": tables})


@_kind("manifest", "any", "refuse")
def names_unknown(files: Files, random: Random) -> None:
    tables = _promise(files)
    if random.random() < 0.5:
        tables[random.choice(["notater", PLANTED[0], "", "x" * 300, "../person"])] = {"rows": 1}
    else:
        name = random.choice(["gone.csv", f"utbetaling-{PLANTED[1]}.csv", "../../x.csv", "", "/etc/hostname"])
        _one(tables, random)["sha256"][name] = "0" * 64
    _put_manifest(files, {"tables": tables})


@_kind("manifest", "any", "refuse")
def no_manifest_at_all(files: Files, random: Random) -> None:
    odd = [b"", b"{", b"[]", b"null", b"3", b'{"tables": []}', b'{"tables": null}', b"[" * 100_000, b"\xff\xfe", b"{}"]
    odd += [b'{"tables": {"person": 3}}', b'{"tables": "x"}', json.dumps({"tables": {}}).encode("utf-16"), b"1" * 5000]
    _put_manifest(files, random.choice(odd))


@_kind("manifest", "any", "refuse")
def a_file_changed_after_it(files: Files, random: Random) -> None:
    tables = _promise(files)
    path = chosen(files, random)
    files[path] += b"\n"
    _put_manifest(files, {"tables": tables})


# JSON-stat


def _dataset_changed(files: Files, random: Random, change: Callable[[dict], object]) -> None:
    path = chosen(files, random, ".json")
    dataset = json.loads(files[path])
    change(dataset)
    files[path] = json.dumps(dataset).replace('"<10^400>"', "1" + "0" * 400).encode()


@_kind("JSON-stat", "json")
def odd_cells(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        odd = [None, "1", "..", -1, 10**18, 1.5, "<10^400>", float("nan"), float("inf"), True, [], {}, 1e308, -1e308]
        dataset["value"][random.randrange(len(dataset["value"]))] = random.choice(odd)

    _dataset_changed(files, random, change)


@_kind("JSON-stat", "json", "refuse")
def cells_too_few_or_many(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        dataset["value"] = random.choice([dataset["value"][:-1], [*dataset["value"], 1], [], None, "x", 5])

    _dataset_changed(files, random, change)


@_kind("JSON-stat", "json")
def cells_by_position(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        cells = {str(place): value for place, value in enumerate(dataset["value"]) if random.random() < 0.9}
        odd = ["-1", "01", "1000000", "x", "1.0", " 1", "１", str(10**30)]
        if random.random() < 0.5:
            cells[random.choice(odd)] = 1
        dataset["value"] = cells

    _dataset_changed(files, random, change)


@_kind("JSON-stat", "json", "refuse")
def sizes(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        place = random.randrange(len(dataset["size"]))
        dataset["size"][place] = random.choice([0, -1, 10**6, 10**12, 2.5, "2", None, dataset["size"][place] + 1])
        if random.random() < 0.5:
            dataset["value"] = {"0": 1}

    _dataset_changed(files, random, change)


@_kind("JSON-stat", "json")
def categories(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        category = dataset["dimension"][random.choice(dataset["id"])]["category"]
        codes = list(category["index"])
        odd = [codes[:-1], [*codes, "x"], codes + codes, dict.fromkeys(codes, 0), {code: -1 for code in codes}, None]
        odd += [
            [1, 2],
            [PLANTED[0]] * len(codes),
            [code + " " for code in codes],
            ["0", *codes[1:]],
            {},
            [],
            "x",
            codes,
        ]
        odd += [[None], [[]], {code: str(place) for place, code in enumerate(codes)}, [codes[0].lower(), *codes[1:]]]
        category["index"] = random.choice(odd)

    _dataset_changed(files, random, change)


@_kind("JSON-stat", "json", "refuse")
def dimensions(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        odd = [dataset["id"][:-1], [*dataset["id"], "Mer"], [*dataset["id"], dataset["id"][0]], None, "x", [], [1]]
        dataset["id"] = random.choice(odd)

    _dataset_changed(files, random, change)


@_kind("JSON-stat", "json", "refuse")
def parts_missing(files: Files, random: Random) -> None:
    _dataset_changed(
        files, random, lambda dataset: dataset.pop(random.choice(["id", "size", "dimension", "value", "class"]))
    )


@_kind("JSON-stat", "json", "refuse")
def no_dataset(files: Files, random: Random) -> None:
    odd = [b"", b"[]", b"null", b"[" * 100_000, b'{"class": "collection"}', b"<html>", b'{"a":' * 50_000, b"1" * 5000]
    files[chosen(files, random)] = random.choice(odd)


@_kind("JSON-stat", "json", "refuse")
def files_exchanged(files: Files, _: Random) -> None:
    one, other = sorted(files)[:2]
    files[one], files[other] = files[other], files[one]
