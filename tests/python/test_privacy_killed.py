"""What a killed build leaves on disk and shows while it runs: no ident, and the key in no environment but its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import DEMO_KEY, PROJECT, VELFERD
from identifier_search import Identifiers, identifiers, traces
from velferd.keys import KEY_VARIABLE

#: The identified zone, with what DuckDB writes beside it.
IDENTIFIED = {"raw.duckdb", "raw.duckdb.wal"}
#: How far a build is, by what stands in its folder.
REACHED = {
    "landing": lambda data: (data / "raw.duckdb").exists(),
    "pseudonymising": lambda data: any(data.glob("pseudonymised/*/*/*")),
    "models": lambda data: (data / "build" / "warehouse.duckdb").exists(),
}


@pytest.fixture(scope="module")
def wanted(demo) -> Identifiers:
    return identifiers(demo.extracts, demo.key)


@pytest.mark.parametrize("reached", REACHED.values(), ids=REACHED.keys())
def test_a_killed_build_leaves_no_trace(reached, demo, wanted, tmp_path):
    data = tmp_path / "data"
    with subprocess.Popen(
        ["/bin/sh", "-c", 'ulimit -S -c unlimited; exec "$@"', "sh"]
        + [str(VELFERD), "build", "--extracts", str(demo.extracts), "--data", str(data)],
        cwd=tmp_path,
        env=os.environ | {KEY_VARIABLE: DEMO_KEY},
        stdout=(tmp_path / "output").open("w"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as build:
        shown = _until(lambda: reached(data), build)
        os.killpg(build.pid, signal.SIGABRT)  # it asks for a core dump
    assert shown == set()
    assert build.returncode == -signal.SIGABRT
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in IDENTIFIED]
    assert not [path for folder in (tmp_path, PROJECT) for path in folder.glob("core*")]
    assert traces(left, wanted) == []


def _until(reached: Callable[[], bool], build: subprocess.Popen[bytes]) -> set[str]:
    """Wait until it is so; return what of the build's family showed the key in its environment meanwhile."""
    shown = set()
    deadline = time.monotonic() + 300
    while not reached():
        assert build.poll() is None and time.monotonic() < deadline, "it ended before"
        shown |= {command for pid, command, environment in _family(build.pid) if DEMO_KEY.encode() in environment}
        time.sleep(0.02)
    return shown


def _family(session: int) -> Iterator[tuple[int, str, bytes]]:
    """Process id, command and environment of what the build began. The build itself was given the key in its own."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            pid = int(process.name)
            if pid != session and os.getsid(pid) == session:
                yield pid, (process / "cmdline").read_text(), (process / "environ").read_bytes()
        except OSError:
            continue  # it has ended meanwhile
