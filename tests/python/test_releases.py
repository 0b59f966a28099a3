"""A release becomes current in one step: whenever a process dies, readers have one whole release, old or new."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from velferd.releases import CURRENT, FOLDER, KEPT, next_release

#: Makes the next release and dies at the system call of this number that changes a name or a file's state on disk.
DIES = """
import os, signal, sys
from pathlib import Path
calls = 0
def counted(call):
    def counting(*arguments, **options):
        global calls
        calls += 1
        if calls == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)
    return counting
for name in ("link", "mkdir", "rename", "replace", "rmdir", "symlink", "unlink", "fsync"):
    setattr(os, name, counted(getattr(os, name)))
from test_releases import write
from velferd.releases import next_release
with next_release(Path(sys.argv[1])) as release:
    write(release, "new")
"""
FILES = ("warehouse.duckdb", "published/table", "report/2023/page", "report/2024/page", "publications.duckdb")


def write(release: Path, text: str) -> None:
    """Give every file of a release this content, as a build does: others take the places of those that are there."""
    for name in FILES:
        (release / name).parent.mkdir(parents=True, exist_ok=True)
        fresh = release / "fresh"
        fresh.write_text(text)
        fresh.replace(release / name)


def make(data: Path, text: str) -> None:
    with next_release(data) as release:
        write(release, text)


def seen(data: Path) -> set[str]:
    """What a reader finds under the paths that readers know; `gone` where there is nothing."""
    return {(data / name).read_text() if (data / name).exists() else "gone" for name in FILES}


def die_at(data: Path, call: int) -> bool:
    """Whether a process that makes the next release comes to its end before that call."""
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    finished = subprocess.run([sys.executable, "-c", DIES, data, str(call)], env=os.environ | {"PYTHONPATH": path})
    assert finished.returncode in (0, -signal.SIGKILL)
    return finished.returncode == 0


@pytest.mark.parametrize("before", ["gone", "old"])
def test_death_at_any_step_leaves_one_whole_release(before, tmp_path):
    call, ends = 1, set()
    while True:
        data = tmp_path / str(call)
        data.mkdir()
        if before == "old":
            make(data, "old")
        finished = die_at(data, call)
        after = seen(data)
        assert after in ({before}, {"new"}), f"at call {call}"
        ends |= after
        # Whatever was left behind, the next one goes through, and clears it away.
        make(data, "next")
        assert seen(data) == {"next"}
        assert not [path for path in data.iterdir() if path.name.startswith(".")]
        assert all(release.name.isdigit() for release in (data / FOLDER).iterdir())
        if finished:
            break
        call += 1
    assert call > 20 and ends == {before, "new"}


def test_a_release_that_fails_leaves_the_current_one(tmp_path):
    make(tmp_path, "old")
    with pytest.raises(ZeroDivisionError), next_release(tmp_path) as release:
        write(release, "new")
        raise ZeroDivisionError
    assert seen(tmp_path) == {"old"}
    assert len(list((tmp_path / FOLDER).iterdir())) == 1


def test_what_a_release_does_not_change_it_takes_over(tmp_path):
    make(tmp_path, "old")
    with next_release(tmp_path) as release:
        (release / "report" / "2022").mkdir()
        (release / "report" / "2022" / "page").write_text("new")
    assert seen(tmp_path) == {"old"}
    assert (tmp_path / "report" / "2022" / "page").read_text() == "new"


def test_old_releases_are_kept_by_a_rule(tmp_path):
    for number in range(5):
        make(tmp_path, str(number))
    kept = sorted((tmp_path / FOLDER).iterdir())
    assert [release.name for release in kept] == ["000004", "000005"]
    assert len(kept) == KEPT and (tmp_path / CURRENT).resolve() == kept[-1]
    assert (kept[0] / "warehouse.duckdb").read_text() == "3"


def test_a_folder_from_before_there_were_releases_becomes_one(tmp_path):
    write(tmp_path, "old")
    (tmp_path / "warehouse.duckdb.wal").write_text("changes to another file")
    with next_release(tmp_path) as release:
        assert {(release / name).read_text() for name in FILES} == {"old"}
    assert seen(tmp_path) == {"old"}
    make(tmp_path, "new")
    assert seen(tmp_path) == {"new"}
    assert (tmp_path / FOLDER / "000002" / "published" / "table").read_text() == "old"
    assert not (tmp_path / "warehouse.duckdb.wal").exists()
