"""What is hidden so that no sensitive count can be computed: cell suppression over everything published together."""

from collections import defaultdict

import pyarrow
from velferd.disclosure.suppression import Unprotectable, suppress
from velferd.disclosure.system import Cell, Sum, System

#: For each set of linked counts; a hiding that was not proven the least by then says so (method = greedy).
TIME_BUDGET_SECONDS = 10

CELL = """
    cell_id, cell_count as count, decision, is_sensitive, cost, open_lower, open_upper, hidden_lower,
    null as hidden_upper, label_upper, protection_upper, protection_width
"""


def model(dbt, session):
    dbt.config(materialized="table")
    cells = dbt.ref("int_disclosure_system_cells").select(CELL).order("cell_id").to_arrow_table().to_pylist()
    members = defaultdict(lambda: ([], []))
    for sum_id, cell_id, is_total in dbt.ref("int_disclosure_system_sums").order("sum_id, cell_id").fetchall():
        members[sum_id][is_total].append(cell_id)
    system = System(
        {cell["cell_id"]: Cell(**cell) for cell in cells},
        tuple(Sum(sum_id, total, tuple(parts)) for sum_id, (parts, [total]) in members.items()),
    )
    try:
        decisions = suppress(system, TIME_BUDGET_SECONDS)
    except Unprotectable as failure:
        raise Unprotectable(_places(dbt.ref("int_disclosure_figure_cells"), failure.cell_ids)) from None
    return pyarrow.table(
        {
            "cell_id": pyarrow.array([d.cell_id for d in decisions], pyarrow.string()),
            "status": pyarrow.array([d.status for d in decisions], pyarrow.string()),
            "lower": pyarrow.array([d.lower for d in decisions], pyarrow.int64()),
            "upper": pyarrow.array([d.upper for d in decisions], pyarrow.int64()),
            "method": pyarrow.array([d.method for d in decisions], pyarrow.string()),
            "keeps_label": pyarrow.array([d.keeps_label for d in decisions], pyarrow.bool_()),
        }
    )


def _places(figure_cells, cell_ids):
    """The cells, each with the tables that show it."""
    tables = defaultdict(set)
    for cell_id, table_id in figure_cells.select("cell_id, table_id").fetchall():
        tables[cell_id].add(table_id)
    return tuple(
        f"{cell_id} (table {', '.join(sorted(tables[cell_id]))})" if cell_id in tables else cell_id
        for cell_id in cell_ids
    )
