"""Counts of tables whose product is rounding, rounded together so that the classes of a bydel still add up."""

from collections import defaultdict

import pyarrow
from velferd.disclosure.rounding import round_controlled


def model(dbt, session):
    dbt.config(materialized="table")
    rules = dbt.ref("publication_rule").filter("product = 'rounding'").select("table_id, rounding_base").fetchall()
    figures = dbt.ref("int_figures_cubes")
    rows = []
    for table_id, base in rules:
        lines = defaultdict(dict)
        columns = "measure, year, area, category, counted"
        for *line, category, counted in (
            figures.filter(f"table_id = '{table_id}'").select(columns).order("all").fetchall()
        ):
            lines[tuple(line)][category] = counted
        for line, counts in lines.items():
            classes = [category for category in counts if category]
            rounded = round_controlled(counts, [("", classes)], base).values
            rows += [(table_id, *line, category, rounded[category]) for category in counts]
    names = ("table_id", "measure", "year", "area", "category", "rounded_count")
    types = (pyarrow.string(),) * 5 + (pyarrow.int64(),)
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pyarrow.table(
        {name: pyarrow.array(column, kind) for name, column, kind in zip(names, columns, types, strict=True)}
    )
