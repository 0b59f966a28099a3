"""What is hidden so that no sensitive count can be computed: cell suppression over everything published together."""

from collections import defaultdict
from dataclasses import replace

import pyarrow
from velferd.disclosure.suppression import Unprotectable, suppress
from velferd.disclosure.system import Cell, Sum, System

#: For each set of linked counts; a hiding that was not proven the least by then says so (method = greedy).
TIME_BUDGET_SECONDS = 10

#: In the order of the fields of Cell.
CELL = """
    cell_id, cell_count, decision, is_sensitive, cost, open_lower, open_upper, hidden_lower,
    hidden_upper, label_upper, protection_upper, protection_width
"""


def model(dbt, session):
    dbt.config(materialized="table")
    cells = dbt.ref("int_disclosure_system_cells").select(CELL).order("cell_id")
    members = defaultdict(lambda: ([], []))
    for sum_id, cell_id, is_total in dbt.ref("int_disclosure_system_sums").order("sum_id, cell_id").fetchall():
        members[sum_id][is_total].append(cell_id)
    system = System(
        {row[0]: Cell(*row) for row in cells.fetchall()},
        tuple(Sum(sum_id, total, tuple(parts)) for sum_id, (parts, [total]) in members.items()),
    )
    free, lost = {name for name, cell in system.cells.items() if cell.decision == "free"}, set()
    while True:
        try:
            decisions = suppress(system, TIME_BUDGET_SECONDS)
            break
        except Unprotectable as failure:
            lost |= set(failure.cell_ids)
            system = System({name: _given_up(cell, lost) for name, cell in system.cells.items()}, system.sums)
    return pyarrow.table(
        {
            "cell_id": pyarrow.array([d.cell_id for d in decisions], pyarrow.string()),
            "status": pyarrow.array([_status(d, lost, free) for d in decisions], pyarrow.string()),
            "lower": pyarrow.array([d.lower for d in decisions], pyarrow.int64()),
            "upper": pyarrow.array([d.upper for d in decisions], pyarrow.int64()),
            "method": pyarrow.array([_method(d, lost) for d in decisions], pyarrow.string()),
            "keeps_label": pyarrow.array([d.keeps_label for d in decisions], pyarrow.bool_()),
        }
    )


def _given_up(cell, lost):
    """A lost cell is hidden all the same; the audit tells that it is not protected, and nothing is published."""
    if cell.cell_id not in lost:
        return cell
    return replace(cell, is_sensitive=False, decision="hidden" if cell.decision == "free" else cell.decision)


def _status(decision, lost, free):
    return "primary" if decision.cell_id in lost & free else decision.status


def _method(decision, lost):
    return "not protected" if decision.cell_id in lost else decision.method
