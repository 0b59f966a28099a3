"""Stage a JSON-stat 2.0 dataset: one row per cell, in the order of the dataset."""

from __future__ import annotations

import itertools
import json
import math
import re

from duckdb import DuckDBPyConnection

from velferd.contract import JsonStatTable
from velferd.landing.delivery import SourceFile
from velferd.landing.refusal import Refusal, shown
from velferd.landing.staging import LINES_PER_FILE, Source, records

#: What each code of a dimension looks like.
_CODES = {
    "Alder": (r"0\d{2}|10[0-4]|105\+", "one-year ages, 000-104 and 105+"),
    "Tid": (r"\d{4}", "years, YYYY"),
}
REGION = "0301"
#: Statistics Norway's code for both: beside the two they are made of, everybody would count twice.
_BOTH_SEXES, _SEXES = "0", {"1", "2"}
#: How Statistics Norway writes that there is no number.
_NO_NUMBER = (".", "..", "...", ":")


def stage_json_stat(connection: DuckDBPyConnection, table: JsonStatTable, number: int, file: SourceFile) -> Source:
    """Read the file's cells. Raises `Refusal` when the file is not such a dataset."""
    try:
        dataset = json.loads(file.path.read_text(encoding="utf-8-sig"))
        dimensions = list(dataset["id"])
        codes = [_codes(dataset["dimension"][name]["category"]) for name in dimensions]
        # Before there is made as much room as it asks for.
        if dataset["class"] != "dataset" or dataset["size"] != [len(each) for each in codes]:
            raise ValueError
        values = _values(dataset["value"], math.prod(dataset["size"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise Refusal(f"{file.name}: the file cannot be read as a JSON-stat dataset") from None
    except OverflowError:
        raise Refusal(f"{file.name}: a value is beyond what a number holds") from None

    least, greatest = table.value.range
    if not all(least <= value <= greatest for value in values if value is not None):
        raise Refusal(f"{file.name}: a value is not between {least} and {greatest}")

    expected = [name for name, _ in table.dimensions]
    for name in expected:
        if dimensions.count(name) != 1:
            raise Refusal(f"{file.name}: dimension {name} is {'missing' if name not in dimensions else 'there twice'}")
    for name in dimensions:
        if name not in expected:
            raise Refusal(f"{file.name}: unknown dimension {shown(name)}")
    for name, given in zip(dimensions, codes, strict=True):
        _check_codes(file, name, given)

    cells = list(zip(*itertools.product(*codes), strict=True)) or [()] * len(codes)
    columns = [(column, list(cells[dimensions.index(name)])) for name, column in table.dimensions]
    kept = records(table.name, number)
    connection.execute(
        f"""create or replace temp table {kept} as
        select
            {number * LINES_PER_FILE} + source_line as row, cast(? as varchar) as source_file, source_line,
            * exclude (source_line),
            cast(null as varchar) as bad_column, cast(null as varchar) as rule,
            cast(null as varchar) as raw_row, cast(null as decimal(18,2)) as amount_nok
        from (
            select
                unnest(range(1, len(?) + 1)) as source_line,
                {", ".join(f"unnest(cast(? as varchar[])) as {column}" for column, _ in columns)},
                unnest(cast(? as double[])) as value
        )""",
        [file.name, values, *(codes for _, codes in columns), values],
    )
    rows = f"select * from {kept}"
    return Source(rows, (rows,))


def _check_codes(file: SourceFile, dimension: str, codes: list[str]) -> None:
    """Raise `Refusal` unless the codes are such as staging reads: the region of Oslo, whatever others there are."""
    if dimension in _CODES:
        pattern, expected = _CODES[dimension]
        if not all(re.fullmatch(pattern, code, re.ASCII) for code in codes):
            raise Refusal(f"{file.name}: dimension {dimension} has codes other than {expected}")
    if dimension == "Kjonn" and _BOTH_SEXES in codes and len(codes) > 1:
        raise Refusal(f"{file.name}: dimension {dimension} has {_BOTH_SEXES}, both sexes, beside others")
    if dimension == "Kjonn" and set(codes) not in ({_BOTH_SEXES}, _SEXES):
        raise Refusal(f"{file.name}: dimension {dimension} has codes other than both 1 and 2, or {_BOTH_SEXES} alone")
    if dimension == "Region" and REGION not in codes:
        raise Refusal(f"{file.name}: dimension {dimension} lacks {REGION}")
    if dimension == "ContentsCode" and len(codes) != 1:
        raise Refusal(f"{file.name}: dimension {dimension} has {len(codes)} codes, not one")


def _codes(category: dict) -> list[str]:
    """Category codes in order: `index` is a list, a map from code to position, or left out for a single category."""
    index = category.get("index", category.get("label"))
    if isinstance(index, dict) and "index" in category:
        if sorted(index.values()) != list(range(len(index))):
            raise ValueError
        return sorted(index, key=index.__getitem__)
    codes = list(index)
    if not all(isinstance(code, str) for code in codes) or len(set(codes)) != len(codes):
        raise ValueError
    return codes


def _values(value: list | dict, cell_count: int) -> list[float | None]:
    """All cells: `value` is a list, or a map from cell position to value where empty cells are left out."""
    if isinstance(value, dict):
        # Written otherwise, two of them could mean one cell.
        positions = [str(position) for position in range(cell_count)]
        if not value.keys() <= set(positions):
            raise ValueError
        value = [value.get(position) for position in positions]
    value = [None if number in _NO_NUMBER else number for number in value]
    numbers = [number for number in value if number is not None]
    if len(value) != cell_count or not all(type(each) in (int, float) and math.isfinite(each) for each in numbers):
        raise ValueError
    return value
