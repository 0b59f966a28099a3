"""Work in processes of its own."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def apart(count: int = 1) -> ProcessPoolExecutor:
    """So many processes for work that is to leave nothing behind in this one: their memory ends with the context.

    They are spawned. A forked process would begin with a copy of what this one holds, idents perhaps among it, and with
    locks that threads of this one, DuckDB's for instance, had taken and that nobody there would ever let go of.
    """
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


def ask_for_huge_pages() -> None:
    """Let the processes started from now on ask Linux for pages of 2 MB, unless the environment has settings of malloc.

    DuckDB reads its hash tables at random, and finding pages of 4 kB costs time: at a hundred times Oslo, two large
    models run by themselves took 180 seconds instead of 215. Other systems, and other C libraries than glibc, know
    nothing of this setting.
    """
    os.environ.setdefault("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")
