"""The tables of publications.duckdb, which remembers what has been published: see velferd.publications."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from velferd.data_folder import for_owner_only

_FIGURE = "publication_id integer, table_id varchar, measure varchar, year varchar, area varchar, category varchar"
_TABLES = {
    "publications": "publication_id integer, vintage varchar, content_digest varchar",
    "figures": f"{_FIGURE}, value double, printed_text varchar, decimals integer, unit varchar",
    "figure_cells": f"{_FIGURE}, figure_kind varchar, role varchar, cell_id varchar, rounding_base integer",
    "cells": """
        publication_id integer, cell_id varchar, period varchar, area varchar, cell_count bigint, status varchar,
        is_known boolean, is_sensitive boolean, are_zeros_printed boolean, label_upper integer,
        protection_upper integer, protection_width integer, amount_protection_share double, open_lower bigint,
        open_upper bigint, hidden_lower integer
    """,
    "sums": """
        publication_id integer, sum_id varchar, dimension varchar, cell_id varchar, is_total boolean, is_rest boolean,
        is_known boolean
    """,
}


def create_history(publications: Path) -> None:
    """Make the file whole or not at all, for its owner only, with nothing published yet."""
    unfinished = publications.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with for_owner_only(), duckdb.connect(str(unfinished)) as connection:
        for table, columns in _TABLES.items():
            connection.execute(f"create table {table} ({columns})")
    unfinished.replace(publications)


def copy_history(publications: Path, copy: Path) -> Path:
    """A copy of the file to work on, for its owner only; of an empty history where there is none.

    Whoever has the file itself open, or opens it meanwhile, is in nobody's way.
    """
    if publications.exists():
        shutil.copyfile(publications, copy)
        copy.chmod(0o600)
    else:
        create_history(copy)
    return copy
