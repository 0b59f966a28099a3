"""A small city that is built undisturbed, as two vintages, and what becomes of each."""

from __future__ import annotations

import os
import re
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import click
import duckdb
from velferd.generator import generate
from velferd.releases import WAREHOUSE

from resilience.family import Family, begin, finish
from resilience.state import Release, release_of
from resilience.trial import is_ident

#: The two deliveries of Fasit. A build of the second follows one of the first, and the other way round; what dbt would
#: make of the second might not be fit to go out after the first, so that the first with another title stands for it.
VINTAGES = ("fasit:2025-02-11", "fasit:2025-02-03")
_SEED = 7


@dataclass
class Bench:
    """`scratch`/extracts, /data with both vintages in its history, /results with what dbt makes of each."""

    scratch: Path
    known: dict[str, Release]
    #: All idents of the city, as they would stand in a file.
    idents: frozenset[bytes]

    @property
    def extracts(self) -> Path:
        return self.scratch / "extracts"

    @property
    def data(self) -> Path:
        return self.scratch / "data"

    @property
    def landing(self) -> Path:
        """A data folder that is only landed into."""
        return self.scratch / "landing"

    def arguments(self, command: str, vintage: str, data: Path) -> list[str | Path]:
        place = ["--data", data]
        if command == "build":
            return ["build", "--extracts", self.extracts, *place, "--as-of", vintage, "--audit", "warn"]
        return ["land", "--extracts", self.extracts, *place] if command == "land" else [command, *place]

    def begin(self, command: str, vintage: str, with_dbt: bool = False) -> Family:
        return begin(self.scratch / f"{command}.log", *self._call(command, vintage, with_dbt, None))

    def finish(self, command: str, vintage: str, data: Path | None = None) -> Family:
        return finish(self.scratch / f"{command}.log", *self._call(command, vintage, False, data))

    def _call(self, command: str, vintage: str, with_dbt: bool, data: Path | None) -> list[str | Path | None]:
        result = None if with_dbt else self.scratch / "results" / f"{vintage}.duckdb"
        folder = data or (self.landing if command == "land" else self.data)
        return [result, *self.arguments(command, vintage, folder)]


def make(scratch: Path, scale: float) -> Bench:
    """Generate a city and build it undisturbed, with dbt and all. Raises click.ClickException."""
    shutil.rmtree(scratch, ignore_errors=True)
    extracts, data = scratch / "city" / "extracts", scratch / "city" / "data"
    generate(extracts, scale, _SEED, "csv")
    built = finish(scratch / "city.log", None, "build", "--extracts", extracts, "--data", data)
    if built.process.returncode:
        raise click.ClickException(f"The city could not be built undisturbed:\n{built.said}")
    return adopt(scratch, extracts, data)


def adopt(scratch: Path, extracts: Path, data: Path) -> Bench:
    """Take over a finished build; another, which prints another text, stands for that of the second vintage."""
    shutil.copytree(extracts, scratch / "extracts")
    shutil.copytree(data, scratch / "data", symlinks=True)
    (scratch / "results").mkdir()
    bench = Bench(scratch, {}, idents_of(extracts))
    keep(bench, VINTAGES[0])
    first, second = (scratch / "results" / f"{vintage}.duckdb" for vintage in VINTAGES)
    shutil.copyfile(first, second)
    with duckdb.connect(str(second)) as connection:
        connection.execute("update marts.published_tables set title_en = title_en || ' (earlier)'")
    built = bench.finish("build", VINTAGES[1])
    if built.process.returncode:
        raise click.ClickException(f"It could not be built from undisturbed:\n{built.said}")
    keep(bench, VINTAGES[1])
    return bench


def keep(bench: Bench, vintage: str) -> None:
    """Remember the current release as what becomes of that vintage."""
    bench.known[vintage] = release_of((bench.data / "current").resolve())
    result = Path(shutil.copyfile(bench.data / WAREHOUSE, bench.scratch / "results" / f"{vintage}.duckdb"))
    result.chmod(stat.S_IRUSR | stat.S_IWUSR)


def idents_of(extracts: Path) -> frozenset[bytes]:
    files = [path for path in extracts.rglob("*.csv") if path.parent != extracts]
    runs = {run for path in files for run in re.findall(rb"(?<!\d)\d{11}(?!\d)", path.read_bytes())}
    return frozenset(run for run in runs if is_ident(run.decode()))


def is_root() -> bool:
    return os.geteuid() == 0
