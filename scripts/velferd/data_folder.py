"""The folder that is built into: who may read what in it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
