"""Trouble other than a killed process: a full disk, a folder that is read-only, two starts, readers, a wrong clock."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import duckdb
from velferd.releases import WAREHOUSE

from resilience.bench import VINTAGES, Bench, is_root
from resilience.family import Family
from resilience.state import broken, current, left_over

#: A kind of trouble; it returns what fell short, and None where it cannot be had on this machine.
Trouble = Callable[[Bench, Random], list[str] | None]
_YEARS = 365 * 86400
_COUNT = "select count(*), sum(hash(t)) from marts.recipients_by_bydel as t"


def two_starts(bench: Bench, _: Random) -> list[str]:
    """Two builds at the same second: one is made, the other is told who is at work."""
    families = [bench.begin("build", vintage) for vintage in VINTAGES]
    shortfalls = [shortfall for family in families for shortfall in _ended(family)]
    codes = sorted(family.process.returncode for family in families)
    if codes != [0, 1]:
        shortfalls.append(f"they end with {codes}")
    return shortfalls + broken(bench.data, bench.known, bench.idents)


def reader(bench: Bench, _: Random) -> list[str]:
    """Somebody has the warehouse open through two builds, and reads on what there was."""
    shortfalls = []
    with duckdb.connect(str(bench.data / WAREHOUSE), read_only=True) as connection:
        before = connection.execute(_COUNT).fetchall()
        for _number in range(2):
            shortfalls += undisturbed(bench)
            if connection.execute(_COUNT).fetchall() != before:
                shortfalls.append("a reader's numbers change while he reads")
    return shortfalls


def clock(bench: Bench, random: Random) -> list[str]:
    """The clock has been set back or forth: all files are of another time than now."""
    moment = time.time() + random.choice([-30, 30]) * _YEARS
    for path in bench.data.rglob("*"):
        if not path.is_symlink():
            os.utime(path, (moment, moment))
    return undisturbed(bench)


def full_disk(bench: Bench, random: Random) -> list[str] | None:
    """Somewhere on the way there is no room left; with more of it, the same goes through."""
    size = sum(path.stat().st_size for path in bench.data.rglob("*") if path.is_file() and not path.is_symlink())
    with _small_disk(bench, size + random.randrange(1 << 20, 120 << 20)) as disk:
        if disk is None:
            return None
        data = disk / "data"
        shortfalls = _refused(bench, data, "disk is full")
        _mount("-o", f"remount,size={size + (1 << 30)}", disk)
        return shortfalls + undisturbed(bench, data)


def read_only(bench: Bench, _: Random) -> list[str] | None:
    """The data folder cannot be written to."""
    with _small_disk(bench, 1 << 30) as disk:
        if disk is None:
            return None
        data = disk / "data"
        _mount("-o", "remount,ro", disk)
        shortfalls = _refused(bench, data, "read-only")
        _mount("-o", "remount,rw", disk)
        return shortfalls + undisturbed(bench, data)


TROUBLES: dict[str, Trouble] = {
    "two starts at the same second": two_starts,
    "a reader through two builds": reader,
    "a clock that is wrong by 30 years": clock,
    "a full disk": full_disk,
    "a folder that is read-only": read_only,
}


def undisturbed(bench: Bench, data: Path | None = None) -> list[str]:
    """A build of the other vintage than the current one goes through and makes what it made at the beginning."""
    folder = data or bench.data
    vintage = other(bench, folder)
    built = bench.finish("build", vintage, folder)
    shortfalls = broken(folder, bench.known, bench.idents)
    if built.process.returncode:
        shortfalls.append(f"an undisturbed build ends with {built.process.returncode}: {_last_line(built)}")
    elif current(folder, bench.known) != vintage:
        shortfalls.append("an undisturbed build makes other files than the first time")
    return shortfalls + left_over(folder)


def other(bench: Bench, data: Path) -> str:
    """The vintage that is not current."""
    return VINTAGES[current(data, bench.known) == VINTAGES[0]]


def _ended(family: Family) -> list[str]:
    family.process.wait()
    return family.await_end()


def _refused(bench: Bench, data: Path, expected: str) -> list[str]:
    """The build stops with a sentence, or had what it needed; readers have a whole release."""
    built = bench.finish("build", other(bench, data), data)
    shortfalls = [each for each in broken(data, bench.known, bench.idents) if "the lock" not in each]
    if built.process.returncode and ("Traceback" in built.said or expected not in built.said):
        shortfalls.append(f"it does not say '{expected}' in a sentence: {_last_line(built)}")
    return shortfalls


def _last_line(family: Family) -> str:
    return (family.said.strip().splitlines() or [""])[-1][:200]


@contextmanager
def _small_disk(bench: Bench, size: int) -> Iterator[Path | None]:
    """A file system of so many bytes with a copy of the data folder; None where this user may make none."""
    disk = bench.scratch / "disk"
    disk.mkdir(exist_ok=True)
    if not is_root() or _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk, check=False):
        yield None
        return
    try:
        shutil.copytree(bench.data, disk / "data", symlinks=True)
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def _mount(*arguments: str | Path, check: bool = True) -> int:
    return subprocess.run(["mount", *arguments], check=check, stderr=subprocess.DEVNULL).returncode
