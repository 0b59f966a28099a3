"""However a command ends, nothing that it began lives on, and nobody else gets its lock before that."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pytest
from click.testing import CliRunner
from velferd.cli import main
from velferd.keys import KEY_VARIABLE, given_key, out_of_the_environment
from velferd.lock import is_locked
from velferd.processes import apart

#: A command with a worker that does not end by itself; it tells the worker's process id.
WORKER = """
import os, sys, time
from pathlib import Path
from velferd.lock import alone_in
from velferd.processes import apart, end_in_order

end_in_order()
with alone_in(Path(sys.argv[1])), apart() as worker:
    print(worker.submit(os.getpid).result(), flush=True)
    worker.submit(time.sleep, 600).result()
"""
#: The same with a program as dbt is run.
PROGRAM = """
import subprocess, sys
from pathlib import Path
from velferd.lock import alone_in, held
from velferd.processes import end_in_order, ending_with_this

end_in_order()
with alone_in(Path(sys.argv[1])):
    script = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    subprocess.run(ending_with_this([sys.executable, "-c", script]), pass_fds=held())
"""
#: A command that has the key, with a worker.
SECRET = """
import os, sys, time
from velferd.keys import given_key, out_of_the_environment
from velferd.processes import apart

with out_of_the_environment(), apart() as worker:
    assert given_key() == sys.argv[1]
    print(worker.submit(os.getpid).result(), flush=True)
    worker.submit(time.sleep, 600).result()
"""
KEY = "only-for-the-tests-of-who-has-the-key"


@contextmanager
def running(script: str, data: Path | str, told: TextIO | None = None) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The command, in a session of its own, and what it began."""
    command = [sys.executable, "-c", script, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, text=True, preexec_fn=listen) as parent:
        try:
            yield parent, int(parent.stdout.readline())
        finally:
            if parent.poll() is None:
                os.killpg(parent.pid, signal.SIGKILL)


def listen() -> None:
    """In a session of its own, and deaf to nothing, as what is begun under nohup or in the background would be."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def is_dumpable() -> int:
    return ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)  # PR_GET_DUMPABLE


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def comes_true(condition: Callable[[], bool]) -> bool:
    return any(condition() or time.sleep(0.1) for _ in range(200))


@pytest.mark.parametrize("script", [WORKER, PROGRAM], ids=["worker", "program"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_whoever_ends_the_command_ends_what_it_began(number, script, tmp_path):
    with running(script, tmp_path) as (parent, child):
        parent.send_signal(number)
        parent.wait(20)
        assert comes_true(lambda: not lives(child))
    assert not is_locked(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_terminal_that_ends_all_of_them_at_once_is_told_nothing_of_semaphores(number, tmp_path):
    with (tmp_path / "told").open("w+") as told, running(WORKER, tmp_path, told) as (parent, _):
        os.killpg(parent.pid, number)
        parent.wait(20)
        assert "resource_tracker" not in (tmp_path / "told").read_text()


@pytest.mark.parametrize("script", [WORKER, PROGRAM], ids=["worker", "program"])
def test_the_lock_is_held_by_what_the_command_began_too(script, tmp_path):
    with running(script, tmp_path) as (_, child):
        shared = [descriptor.resolve() for descriptor in Path(f"/proc/{child}/fd").iterdir()]
        assert tmp_path / "build.lock" in shared


@pytest.mark.parametrize("command", ["land", "docs", "contracts", "publish", "report"])
def test_a_command_that_writes_into_the_folder_says_who_is_at_work_there(command, tmp_path):
    extracts = ["--extracts", str(tmp_path)] if command == "land" else []
    with running(WORKER, tmp_path) as (parent, _):
        refused = CliRunner().invoke(main, [command, "--data", str(tmp_path), *extracts])
    assert refused.exit_code == 1
    assert f"-c {tmp_path} (process {parent.pid}) is at work in {tmp_path}. Wait until it has ended." in refused.output


def test_no_environment_shows_the_key(monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with running(SECRET, KEY) as (parent, child):
        for pid in (parent.pid, child):
            assert KEY.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
    with out_of_the_environment():
        assert KEY_VARIABLE not in os.environ and given_key() == KEY
    assert os.environ[KEY_VARIABLE] == KEY


def test_a_worker_leaves_no_core_and_nobody_looks_into_it(tmp_path):
    with running(WORKER, tmp_path) as (_, child):
        limit = re.search(r"Max core file size +(\d+)", Path(f"/proc/{child}/limits").read_text())
        assert limit[1] == "0"
    with apart() as worker:
        assert worker.submit(is_dumpable).result() == 0


def test_land_makes_the_folder_that_it_writes_to(tmp_path):
    landed = CliRunner().invoke(main, ["land", "--data", str(tmp_path / "new" / "data"), "--extracts", str(tmp_path)])
    assert "fasit: there is no delivery, and this system is mandatory" in landed.output
    assert (tmp_path / "new" / "data" / "raw.duckdb").exists()
