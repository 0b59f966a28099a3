"""What several tests share: landing and builds are slow, so each kind is made once, whoever needs it first."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from stub_dbt import KEY
from velferd.keys import KEY_VARIABLE
from velferd.landing import land
from velferd.pseudonymised import pseudonymise

PROJECT = Path(__file__).parents[2]
HAND_WRITTEN = PROJECT / "tests" / "deliveries" / "hand_written" / "extracts"
VELFERD = Path(sysconfig.get_path("scripts")) / "velferd"
DEMO_KEY = "only-for-the-tests-of-a-small-city"


@dataclass(frozen=True)
class Built:
    """A finished build: its deliveries, its output folder, the key and what it said."""

    extracts: Path
    data: Path
    key: str
    output: str

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse.duckdb"


Maker = Callable[[str, Callable[[Path], object]], object]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory) -> Maker:
    """Calls a function with a folder, once for all processes that run tests, and returns to each what it returned."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent

    def made(name: str, make: Callable[[Path], object]) -> object:
        with (folder / f"{name}.lock").open("a+b") as result:
            fcntl.flock(result, fcntl.LOCK_EX)
            result.seek(0)
            if already := result.read():
                return pickle.loads(already)
            shutil.rmtree(folder / name, ignore_errors=True)  # of another process, where it failed
            (folder / name).mkdir()
            value = make(folder / name)
            result.write(pickle.dumps(value))
            return value

    return made


@pytest.fixture(scope="session")
def hand_written_raw(made_once) -> Path:
    """raw.duckdb of the hand-written deliveries; copy it, never write to it."""
    return made_once("landed", land_hand_written)


def land_hand_written(folder: Path) -> Path:
    land(HAND_WRITTEN, folder)
    return folder / "raw.duckdb"


@pytest.fixture(scope="session")
def demo(made_once) -> Built:
    """The whole of it: a small city generated, landed, built, tested, audited and published; read it only."""
    return made_once("demo", lambda folder: build_demo(folder, "csv"))


def build_demo(folder: Path, file_format: str) -> Built:
    extracts, data = folder / "extracts", folder / "data"
    velferd("generate", "--extracts", extracts, "--scale", "0.05", "--seed", "7", "--format", file_format)
    finished = velferd("build", "--extracts", extracts, "--data", data, "--demo", key=DEMO_KEY)
    return Built(extracts, data, DEMO_KEY, finished.stdout)


def velferd(*arguments: str | Path, key: str = "", exit_code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command line; what it says on either stream is in `stdout`."""
    finished = subprocess.run(
        [VELFERD, *arguments],
        env=os.environ | {KEY_VARIABLE: key},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert finished.returncode == exit_code, finished.stdout
    return finished


@pytest.fixture
def stub_project(tmp_path) -> Path:
    """A dbt project with the real one's configuration and macros, and no models yet."""
    folder = tmp_path / "project"
    (folder / "models").mkdir(parents=True)
    shutil.copy(PROJECT / "dbt_project.yml", folder)
    shutil.copytree(PROJECT / "profiles", folder / "profiles")
    shutil.copytree(PROJECT / "macros", folder / "macros")
    return folder


@pytest.fixture
def stub_raw(hand_written_raw, tmp_path) -> Path:
    """What a stub project reads: a raw.duckdb with the pseudonymised files beside it."""
    raw = Path(shutil.copy(hand_written_raw, tmp_path / "raw.duckdb"))
    pseudonymise(raw, KEY)
    return raw
