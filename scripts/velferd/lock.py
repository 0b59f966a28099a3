"""The lock of an output folder: whatever writes what readers get writes it alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

FILE_NAME = "build.lock"
_held: list[int] = []


@contextmanager
def alone_in(data: Path) -> Iterator[None]:
    """Hold the lock of `data`; the system lets go of it when this process and all that share it have ended, however.

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
        _held.append(lock.fileno())
        try:
            yield
        finally:
            _held.remove(lock.fileno())


def held() -> tuple[int, ...]:
    """The descriptors of the locks that this process holds, which whoever works for it has to share."""
    return tuple(_held)


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
