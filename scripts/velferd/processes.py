"""Work in processes of its own."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def apart(count: int = 1) -> ProcessPoolExecutor:
    """So many processes for work that is to leave nothing behind in this one: their memory ends with the context.

    They are spawned. A forked process would begin with a copy of what this one holds, idents perhaps among it, and with
    locks that threads of this one, DuckDB's for instance, had taken and that nobody there would ever let go of.
    """
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))
