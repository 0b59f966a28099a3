"""Counts of tables whose product is rounding, rounded together so that the classes of a bydel still add up."""

from collections import defaultdict

import pyarrow
from velferd.disclosure.rounding import round_controlled

LINE = ("table_id", "measure", "year", "area")


def model(dbt, session):
    dbt.config(materialized="table")
    lines = defaultdict(list)
    for row in dbt.ref("int_disclosure_roundable").order("all").to_arrow_table().to_pylist():
        lines[tuple(row[name] for name in LINE)].append(row)
    rows = []
    for line, cells in lines.items():
        counts = {cell["category"]: cell["counted"] for cell in cells}
        earlier = {c["category"]: c["earlier_rounded_count"] for c in cells if c["earlier_rounded_count"] is not None}
        classes = [category for category in counts if category]
        largest = {c["category"]: c["largest_rounded_count"] for c in cells if c["largest_rounded_count"] is not None}
        rounded = round_controlled(counts, [("", classes)], cells[0]["rounding_base"], earlier, largest).values
        rows += [dict(zip(LINE, line, strict=True), category=c, rounded_count=rounded[c]) for c in counts]
    schema = pyarrow.schema([*((name, pyarrow.string()) for name in (*LINE, "category")), ("rounded_count", "int64")])
    return pyarrow.Table.from_pylist(rows, schema)
