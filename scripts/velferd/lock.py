"""The lock of a data folder: whoever works in it does so alone."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from velferd.data_folder import sweep

FILE_NAME = "build.lock"
_held: list[int] = []


@contextmanager
def alone_in(data: Path) -> Iterator[None]:
    """Hold the lock of `data`, which nobody else may hold meanwhile, and remove what dead processes left there.

    The system lets go of it when this process and all that share it have ended, however. Raises click.ClickException
    when another process holds it, or when there is no such folder.
    """
    if not data.is_dir():
        raise click.ClickException(f"There is no folder {data}. Build it first.")
    # Not truncated on the way: until the lock is had, what stands there is of the process that has it.
    with (data / FILE_NAME).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "another command"
            raise click.ClickException(f"{holder} is at work in {data}. Wait until it has ended.") from None
        lock.truncate(0)
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
        lock.write(f"{command} (process {os.getpid()})")
        lock.flush()
        sweep(data)
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
