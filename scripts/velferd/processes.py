"""Work in processes of its own, which end when this one does, however it ends.

As a program (`python -m velferd.processes <parent> <command> ...`) it becomes the command, so that it ends likewise.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, resource_tracker
from multiprocessing.reduction import DupFd
from operator import methodcaller
from types import FrameType

from velferd.lock import held

# Of <linux/prctl.h>.
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


@contextmanager
def apart(count: int = 1) -> Iterator[ProcessPoolExecutor]:
    """So many processes for work that is to leave nothing behind in this one: their memory ends with the context.

    They are spawned. A forked process would begin with a copy of what this one holds, idents perhaps among it, and with
    locks that threads of this one, DuckDB's for instance, had taken and that nobody there would ever let go of. When
    the block fails or is broken off nobody waits for what they still do.
    """
    _begin_tracker()
    family = (os.getpid(), tuple(map(_Inherited, held())))
    workers = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin, initargs=family)
    try:
        yield workers
        workers.shutdown()
    except BaseException:
        for worker in active_children():
            worker.kill()
        workers.shutdown(cancel_futures=True)
        raise


def ending_with_this(command: list[str]) -> list[str]:
    """The command as a child of this process that does not outlive it."""
    return [sys.executable, "-m", "velferd.processes", str(os.getpid()), *command]


def end_in_order() -> None:
    """Have a request to end, or a closed terminal, undo what contexts have begun, as an interrupt does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, _end)


def leave_no_core() -> None:
    """Have neither this process nor those that it begins write what they hold to disk when they crash."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _begin_tracker() -> None:
    """Begin Python's own process that keeps account of semaphores, so that a closed terminal does not end it.

    It ends by itself when all whom it keeps account of have ended; begun anew it would know nothing and complain.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
    try:
        resource_tracker.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Inherited:
    """A file descriptor that a spawned process shares with this one, and with it the lock on the file."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __reduce__(self) -> tuple[Callable[[object], int], tuple[object]]:
        return methodcaller("detach"), (DupFd(self._descriptor),)


def _begin(parent: int, _: tuple[int, ...]) -> None:
    # The parent is interrupted too, and ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(parent)
    # It may read idents: no core for a program that collects them either, and no other process looks into it.
    leave_no_core()
    _prctl(_PR_SET_DUMPABLE, 0)


def _end_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, or more exactly the thread that began it."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it has ended already


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    _end_with(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])
