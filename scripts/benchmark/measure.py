"""What a command costs, with all processes it starts, by the operating system's own account (Linux)."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

#: Memory and spilled bytes are looked at so often; peaks between two looks are missed.
SAMPLE_SECONDS = 0.05
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Cost:
    wall_seconds: float
    #: User and system time of all processes.
    cpu_seconds: float
    #: Resident memory of all processes together at its highest; pages that they share count in each.
    peak_memory_bytes: int
    #: What was asked of the file system, whether or not it had to go to the disk.
    read_bytes: int
    written_bytes: int
    #: Size of what lay in the temporary folders at its highest.
    spilled_bytes: int


class CommandFailed(Exception):
    """A measured command did not exit with 0. What it said is in its log only: it may quote data."""


def measure(
    command: Sequence[str | Path], log: Path, spill: Sequence[Path] = (), environment: dict[str, str] | None = None
) -> Cost:
    """Run the command and return what it cost; what it says goes to `log`, `spill` are its temporary folders.

    Raises CommandFailed when it does not exit with 0.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        started = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | (environment or {}),
        )
    memory = spilled = 0
    peaks: dict[int, int] = {}
    # Left unreaped for a moment, the process still tells what it and all it has waited for have read and written.
    while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        tree = list(_tree(process.pid))
        memory = max(memory, sum(map(_resident_bytes, tree)))
        # The system's own peak of each process, for what happens between two looks.
        peaks |= {pid: peak for pid in tree if (peak := _peak_bytes(pid))}
        spilled = max(spilled, sum(map(_folder_bytes, spill)))
        time.sleep(SAMPLE_SECONDS)
    wall = time.monotonic() - started
    read, written = _transferred_bytes(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailed(f"it exited with {process.returncode}, and {log.name} says more")
    return Cost(
        wall_seconds=wall,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        # Not rusage's: that counts the memory of whoever started the process as well.
        peak_memory_bytes=max([memory, *peaks.values()]),
        read_bytes=read,
        written_bytes=written,
        spilled_bytes=spilled,
    )


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure by itself."""
    rows = [asdict(cost) for cost in costs]
    figures = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    return Cost(**{name: value if name.endswith("seconds") else int(value) for name, value in figures.items()})


def _tree(pid: int) -> Iterator[int]:
    """The process and all that descend from it; those that end meanwhile may be left out."""
    yield pid
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return
    for child in children:
        yield from _tree(child)


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        return 0


def _peak_bytes(pid: int) -> int:
    try:
        [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        return 0


def _transferred_bytes(pid: int) -> tuple[int, int]:
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    figures = {name: int(value) for name, value in (line.split(": ") for line in lines)}
    return figures["rchar"], figures["wchar"]


def _folder_bytes(folder: Path) -> int:
    total = 0
    for root, _, files in os.walk(folder):
        for name in files:
            try:
                total += (Path(root) / name).stat().st_size
            except FileNotFoundError:
                continue
    return total
