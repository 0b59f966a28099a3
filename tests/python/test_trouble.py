"""What the machine or the folder does not allow ends with a sentence that says what to do, never with a traceback."""

from __future__ import annotations

import errno
import os
import signal
from functools import partial

import click
import duckdb
import pytest
from click.testing import CliRunner
from conftest import HAND_WRITTEN
from deliveries import ident
from velferd.cli import main
from velferd.landing import land


def _fail(error, *_):
    # Landing happens in a process of its own, which finds this one by name.
    raise error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device", f"/d/utbetaling-{ident(0)}.csv"), "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system", "/d"), "/d: it lies on a file system that is read-only"),
        (PermissionError(errno.EACCES, "Permission denied", "/d"), "/d: this user may not write or read there"),
        (duckdb.IOException("IO Error: Could not write file: No space left on device"), "the disk is full"),
    ],
)
def test_disk_and_rights(error, says, monkeypatch, tmp_path):
    monkeypatch.setattr("velferd.landing.land", partial(_fail, error))
    result = CliRunner().invoke(main, ["land", "--extracts", "e", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert result.output.startswith("Error: ") and result.output.count("\n") == 1
    assert says in result.output
    assert ident(0) not in result.output


def _die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed(monkeypatch, tmp_path):
    monkeypatch.setattr("velferd.landing.land", _die)
    result = CliRunner().invoke(main, ["land", "--extracts", "e", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert (
        result.output.startswith("Error: a process that this one began was killed") and result.output.count("\n") == 1
    )


@pytest.mark.parametrize(("asked", "told"), [(SystemExit(143), (143, "")), (KeyboardInterrupt(), (1, "\nAborted!\n"))])
def test_a_request_to_end_while_duckdb_works(asked, told, monkeypatch, tmp_path):
    def interrupted(*_):
        raise RuntimeError("Query interrupted") from asked

    monkeypatch.setattr("velferd.lock.sweep", interrupted)
    result = CliRunner().invoke(main, ["contracts", "--data", str(tmp_path)])
    assert (result.exit_code, result.output) == told


def test_an_output_folder_below_a_file(tmp_path):
    (tmp_path / "file").touch()
    data = tmp_path / "file" / "data"
    result = CliRunner().invoke(main, ["land", "--extracts", str(HAND_WRITTEN), "--data", str(data)])
    assert result.output.endswith("a part of the path is a file, not a folder. Choose another folder.\n")


@pytest.mark.parametrize("content", [b"", b"no database" * 9999, None], ids=["empty", "garbage", "damaged"])
def test_a_raw_zone_that_is_no_database_is_told_from_one_in_use(content, hand_written_raw, tmp_path):
    whole = hand_written_raw.read_bytes()
    (tmp_path / "raw.duckdb").write_bytes(whole[:12] + b"\xff" + whole[13:] if content is None else content)
    with pytest.raises(click.ClickException, match="cannot be opened: it is not a database, or a damaged one") as told:
        land(HAND_WRITTEN, tmp_path)
    assert "in use" not in told.value.message
