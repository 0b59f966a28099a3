"""A folder that is replaced whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from velferd.data_folder import flush


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder` that takes its place when the block ends, and vanishes when it fails.

    Readers meet the older folder until all of the new one is on disk. What a process that was killed left behind is
    put right by the next. Two processes must not do this to the same folder at once.
    """
    fresh, former = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    if former.exists() and not folder.exists():
        former.rename(folder)
    for leftover in (fresh, former):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        flush_all(fresh)
        _exchange(fresh, former, folder)
    finally:
        for leftover in (fresh, former):
            shutil.rmtree(leftover, ignore_errors=True)


def _exchange(fresh: Path, former: Path, folder: Path) -> None:
    if folder.exists():
        folder.rename(former)
    try:
        fresh.rename(folder)
    except OSError:
        if former.exists():
            former.rename(folder)
        raise
    flush(folder.parent)


def flush_all(folder: Path) -> None:
    """Have the file system write a folder and all that is below it to disk."""
    for path in [*folder.rglob("*"), folder]:
        flush(path)
