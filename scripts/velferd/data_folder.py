"""The folder that is built into: who may read what in it, and what dead processes left there."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: What only a process at work has need of.
_LEFTOVERS = ("tmp/*", "build", ".docs-*", "pseudonymised/*/*/*.unfinished", "*.unfinished")


def make_data_folder(data: Path) -> None:
    """Make the folder where it is missing; its group may read it, and nobody else, whatever the umask."""
    if not data.is_dir():
        data.mkdir(parents=True)
        data.chmod(0o750)
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o027:
        data.chmod(mode & ~0o027)


@contextmanager
def for_owner_only() -> Iterator[None]:
    """What the block makes is for this user only, files that libraries put beside others included."""
    umask = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(umask)


def write_for_group(folder: Path, name: str, text: str) -> Path:
    """Write a page that the group may read, and nobody else, whatever the umask; return its path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o750)
    path = folder / name
    with for_owner_only():
        path.write_text(text, encoding="utf-8")
    path.chmod(0o640)
    return path


def sweep(data: Path) -> None:
    """Remove what processes that were killed left behind. To be done with the lock of `data`: then none is at work."""
    for pattern in _LEFTOVERS:
        for path in data.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Have the file system write a file, or a folder's entries, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
