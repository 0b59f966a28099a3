"""The lock of an output folder: whatever writes what readers get writes it alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

FILE_NAME = "build.lock"


@contextmanager
def alone_in(data: Path) -> Iterator[None]:
    """Hold the lock of `data`; the system lets go of it however the process ends.

    Raises click.ClickException when another process holds it, or when there is no such folder.
    """
    if not data.is_dir():
        raise click.ClickException(f"There is no folder {data}. Build it first.")
    with (data / FILE_NAME).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                f"Another build, publication or report into {data} is running. Wait until it has ended."
            ) from None
        yield


def is_locked(data: Path) -> bool:
    """Whether a process holds the lock of `data`."""
    try:
        with (data / FILE_NAME).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
