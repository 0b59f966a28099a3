"""`velferd doctor` says what is wrong, and what to do next."""

from __future__ import annotations

import shutil
import subprocess
import sys

import duckdb
import pytest
from click.testing import CliRunner
from conftest import HAND_WRITTEN
from velferd.cli import main
from velferd.doctor import Finding, examine, machine
from velferd.keys import KEY_FILE, KEY_VARIABLE
from velferd.lock import alone_in


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


@pytest.fixture
def extracts(tmp_path):
    shutil.copytree(HAND_WRITTEN, tmp_path / "extracts")
    return tmp_path / "extracts"


def wrong(data, extracts=None, **options) -> list[Finding]:
    found = [finding for finding in examine(data, extracts, **options) if finding.level != "ok"]
    assert all(finding.advice for finding in found)
    return found


def said(data, extracts=None, **options) -> str:
    return "\n".join(str(finding) for finding in wrong(data, extracts, **options))


def test_a_set_up_in_order(tmp_path):
    assert wrong(tmp_path / "data", None) == []
    assert not (tmp_path / "data").exists()


def test_command_line(tmp_path):
    result = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path), "--extracts", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "EXTRACTS=<folder>" in result.output
    assert CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)]).exit_code == 0


def test_python_too_old():
    assert machine.python((3, 10)).level == "error"
    assert machine.python((3, 11)).level == "ok"


def test_packages_that_are_not_those_of_the_lock_file(tmp_path):
    (tmp_path / "requirements.lock").write_text(
        "click==0.1 \\\n    --hash=sha256:0\nduckdb==0.9.2 ; python_version >= '3' \\\n"
        "no-such-package==1 \\\nduckdb==1 ; python_version < '3' \\\n"
    )
    finding = machine.packages(tmp_path / "requirements.lock")
    assert finding.level == "error"
    assert finding.message.startswith(f"duckdb is {duckdb.__version__}, not ==0.9.2, click is ")
    assert "no-such-package is missing" in finding.message
    assert "make clean setup" in finding.advice


def test_no_lock_file(tmp_path):
    assert "cannot be read" in said(tmp_path, project=tmp_path)


def test_a_file_where_the_folder_is_to_be(tmp_path):
    (tmp_path / "data").write_text("")
    assert "is a file" in said(tmp_path / "data")


def test_a_build_that_is_running(tmp_path):
    with alone_in(tmp_path):
        assert f"into {tmp_path} is running" in said(tmp_path)
    assert "is running" not in said(tmp_path)


def test_too_little_space(tmp_path, monkeypatch):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12, 10**9))
    assert "0.9 GB free" in said(tmp_path)


def test_identified_files_that_others_may_read(tmp_path):
    duckdb.connect(str(tmp_path / "raw.duckdb")).close()
    (tmp_path / "raw.duckdb").chmod(0o644)
    assert f"chmod 600 {tmp_path / 'raw.duckdb'}" in said(tmp_path)


@pytest.mark.parametrize(("name", "level"), [("raw.duckdb", "error"), ("warehouse.duckdb", "warning")])
def test_a_file_that_another_process_writes(tmp_path, name, level):
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", script, str(tmp_path / name)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        (tmp_path / name).chmod(0o600)
        [finding] = wrong(tmp_path)
        writer.stdin.close()
    assert finding.level == level
    assert "open for writing by " in finding.message and f"(PID {writer.pid})" in finding.message


def test_changes_that_were_made_to_another_file(tmp_path):
    (tmp_path / "other").mkdir()
    for folder in (tmp_path, tmp_path / "other"):
        with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
            connection.execute(f"create table {folder.name.replace('-', '_')} as select 1 as number")
    dies = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.sql('insert into other values (2)'); os._exit(0)"
    subprocess.run([sys.executable, "-c", dies, str(tmp_path / "other" / "warehouse.duckdb")], check=True)
    (tmp_path / "other" / "warehouse.duckdb.wal").rename(tmp_path / "warehouse.duckdb.wal")
    [finding] = wrong(tmp_path)
    assert finding.level == "error" and "cannot be opened together with warehouse.duckdb.wal" in finding.message
    assert "Remove" in finding.advice
    (tmp_path / "warehouse.duckdb.wal").unlink()
    assert not wrong(tmp_path)


@pytest.mark.parametrize("name", ["raw.duckdb", "publications.duckdb", "warehouse.duckdb"])
def test_a_damaged_file(tmp_path, name):
    (tmp_path / name).write_bytes(b"x" * 5000)
    (tmp_path / name).chmod(0o600)
    assert "is damaged, or of a newer DuckDB" in said(tmp_path)


def raw_zone(data, *, has_real_idents: bool, fingerprint: str = "") -> None:
    with duckdb.connect(str(data / "raw.duckdb")) as connection:
        connection.execute("create schema landing; create table landing.deliveries (has_real_idents boolean)")
        connection.execute("insert into landing.deliveries values (?)", [has_real_idents])
        if fingerprint:
            connection.execute("create schema identity; create table identity.key_fingerprint (fingerprint varchar)")
            connection.execute("insert into identity.key_fingerprint values (?)", [fingerprint])
    (data / "raw.duckdb").chmod(0o600)


def test_no_key_for_real_idents(tmp_path):
    raw_zone(tmp_path, has_real_idents=True)
    assert "hold real idents" in said(tmp_path)


def test_a_key_that_is_too_short(tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "short-and-secret")
    assert "is too short" in said(tmp_path)
    assert "short-and-secret" not in said(tmp_path)


def test_another_key_than_the_raw_zone_knows(tmp_path):
    raw_zone(tmp_path, has_real_idents=False, fingerprint="0" * 64)
    (tmp_path / KEY_FILE).write_text("k" * 64)
    (tmp_path / KEY_FILE).chmod(0o600)
    assert "is not the key that" in said(tmp_path)


def test_the_key_of_a_finished_build_is_known(demo, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, demo.key)
    assert wrong(demo.data, demo.extracts) == []


def test_deliveries_in_order(tmp_path, extracts):
    assert [f for f in examine(tmp_path / "data", extracts) if f.subject == "deliveries" and f.level == "error"] == []


def test_a_system_that_is_misspelt(tmp_path, extracts):
    (extracts / "fasit").rename(extracts / "Fasitt")
    assert "Rename it to fasit." in said(tmp_path, extracts)
    assert "no delivery of fasit" in said(tmp_path, extracts)


def test_a_folder_that_is_no_date(tmp_path, extracts):
    folder = next((extracts / "fasit").iterdir())
    folder.rename(folder.with_name("3.2.2025"))
    assert "the folder's name is not a date" in said(tmp_path, extracts)


def test_a_table_under_another_name(tmp_path, extracts):
    folder = next(path for path in (extracts / "fasit").iterdir() if (path / "adresse.csv").exists())
    (folder / "manifest.json").unlink(missing_ok=True)
    (folder / "adresse.csv").rename(folder / "adresser.csv")
    assert "no file of adresse" in said(tmp_path, extracts)
    assert "adresser.csv is of no table" in said(tmp_path, extracts)


def test_a_part_with_a_number_that_landing_does_not_take(tmp_path, extracts):
    folder = next(path for path in (extracts / "fasit").iterdir() if (path / "adresse.csv").exists())
    (folder / "manifest.json").unlink(missing_ok=True)
    (folder / "adresse.csv").rename(folder / "adresse-12345678.csv")
    assert "no file of adresse" not in said(tmp_path, extracts)
    (folder / "adresse-12345678.csv").rename(folder / "adresse-123456789.csv")
    assert "no file of adresse" in said(tmp_path, extracts)
