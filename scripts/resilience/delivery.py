"""Small sound deliveries of one system, as files in memory, for mutations to work on."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random

import duckdb
from velferd.contract import ENCODING
from velferd.landing import land

#: Later than all of the hand-written deliveries, before the contract's next version.
DATE = "2025-06-02"
HAND_WRITTEN = Path(__file__).resolve().parents[2] / "tests" / "deliveries" / "hand_written" / "extracts"
#: With so many of each, all tables get their share: fasit has the most of them.
_SYSTEMS = {"fasit": 3, "socio": 2, "oskar": 1, "microdata": 1, "unit4": 2, "nav": 1}

#: Contents by path below the folder of extracts.
Files = dict[str, bytes]
#: A CSV file as fields, the header first.
Grid = list[list[str]]


def prepare(base: Path) -> None:
    """Make `base`/raw.duckdb, into which the good deliveries have been landed, and `base`/csv, /parquet and /json."""
    land(HAND_WRITTEN, base)
    with duckdb.connect(str(base / "raw.duckdb"), read_only=True) as connection:
        for system in HAND_WRITTEN.iterdir():
            for path in max(system.iterdir()).iterdir():
                _keep(base, path, path.suffix[1:], system.name)
                if path.suffix == ".csv":
                    target = base / "parquet" / system.name / f"{path.stem}.parquet"
                    target.parent.mkdir(parents=True, exist_ok=True)
                    connection.execute(
                        f"""copy (
                            select * exclude (delivery_date, source_file, source_line) from {system.name}.{path.stem}
                            where delivery_date = (select max(delivery_date) from {system.name}.{path.stem})
                        ) to '{target}' (format parquet)"""
                    )


def _keep(base: Path, path: Path, kind: str, system: str) -> None:
    folder = base / kind / system
    folder.mkdir(parents=True, exist_ok=True)
    (folder / path.name).write_bytes(path.read_bytes())


def start(base: Path, random: Random, kind: str) -> Files:
    """A sound delivery: of CSV or Parquet files, of JSON-stat (`json`), or whichever (`any`)."""
    if kind == "any":
        kind = random.choice(["csv", "csv", "parquet", "json"])
    system = "ssb" if kind == "json" else random.choices(list(_SYSTEMS), list(_SYSTEMS.values()))[0]
    paths = sorted((base / kind / system).iterdir())
    return {f"{system}/{DATE}/{path.name}": path.read_bytes() for path in paths}


def chosen(files: Files, random: Random, suffix: str = "") -> str:
    """The path of one of the data files."""
    return random.choice(sorted(path for path in files if path.endswith(suffix) and not path.endswith("manifest.json")))


def encoding_of(path: str) -> str:
    return ENCODING.get(path.split("/")[0], "utf-8")


def grid_of(files: Files, path: str) -> Grid:
    return list(csv.reader(io.StringIO(files[path].decode(encoding_of(path)), newline=""), delimiter=";"))


def put_grid(files: Files, path: str, grid: Grid, **style: object) -> None:
    """Write the fields back; `style` is what csv.writer takes."""
    text = io.StringIO()
    csv.writer(text, **{"delimiter": ";", "lineterminator": "\n"} | style).writerows(grid)
    files[path] = text.getvalue().encode(encoding_of(path), "replace")
