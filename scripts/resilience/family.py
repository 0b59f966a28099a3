"""A command of velferd with all that it begins: how it is started and ended, and who of it lives on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

from velferd.keys import KEY_VARIABLE

KEY = "only-for-builds-that-are-killed-at-random"
#: How long the command itself may take to end when it is asked to, and then what it began.
PATIENCE_SECONDS = 30
Whom = Literal["command", "group", "worker"]
_SCRIPTS = Path(__file__).resolve().parents[1]


@dataclass
class Family:
    """A running command, in a session of its own."""

    process: subprocess.Popen[str]
    log: Path
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def members(self) -> list[int]:
        """The processes of the session that live."""
        return [pid for pid in _pids() if _session_of(pid) == self.process.pid]

    def shows_the_key(self) -> bool:
        """Whether a process that the command began has the key; to itself it was given."""
        return any(KEY.encode() in _of(pid, "environ") for pid in self.members() if pid != self.process.pid)

    def workers(self) -> list[int]:
        """What it has begun to work for it; Python's account of semaphores does not count."""
        others = [pid for pid in self.members() if pid != self.process.pid]
        return [pid for pid in others if b"resource_tracker" not in _of(pid, "cmdline")]

    def send(self, number: signal.Signals, whom: Whom, random: Random) -> None:
        with contextlib.suppress(ProcessLookupError):
            if whom == "group":
                os.killpg(self.process.pid, number)
            elif whom == "command":
                os.kill(self.process.pid, number)
            elif workers := self.workers():
                os.kill(random.choice(workers), number)

    def await_end(self, seconds: float = PATIENCE_SECONDS) -> list[str]:
        """Wait until all of it has ended; what falls short where it does not. What lives on then is killed."""
        shortfalls = []
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            shortfalls.append(f"the command had not ended after {seconds} seconds")
            self.process.kill()
            self.process.wait()
        if not _comes_true(lambda: not self.members()):
            shortfalls.append(f"{len(self.members())} processes live on after the command")
            for pid in self.members():
                os.kill(pid, signal.SIGKILL)
        return shortfalls


def begin(log: Path, result: Path | None, *arguments: str | Path) -> Family:
    """Begin the command, with its key in the environment; with `result`, copying that file stands for dbt."""
    if result is None:
        command = [str(Path(sysconfig.get_path("scripts")) / "velferd"), *map(str, arguments)]
    else:
        command = [sys.executable, "-m", "resilience.quick", str(result), *map(str, arguments)]
    with log.open("w") as output, _listening():
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {KEY_VARIABLE: KEY, "PYTHONPATH": str(_SCRIPTS)},
            start_new_session=True,
        )
    return Family(process, log)


@contextmanager
def _listening() -> Iterator[None]:
    """What is begun here hears of its terminal, even where this process does not: under nohup, or in the background."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGHUP, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def finish(log: Path, result: Path | None, *arguments: str | Path) -> Family:
    """Run the command to its end."""
    family = begin(log, result, *arguments)
    family.process.wait()
    return family


def _pids() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def _session_of(pid: int) -> int | None:
    """The session of a process that lives."""
    try:
        state, _, _, session = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return None
    return None if state in "ZX" else int(session)


def _of(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def _comes_true(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
