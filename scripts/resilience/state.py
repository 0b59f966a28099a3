"""What a data folder must be like whenever a command has ended, however it did."""

from __future__ import annotations

import fcntl
import hashlib
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from velferd.publications import AS_IT_STANDS
from velferd.publish.files import DATABASE, SCHEMA
from velferd.releases import CURRENT, FOLDER, KEPT, PLACES, PUBLICATIONS, PUBLISHED, REPORT, WAREHOUSE

from resilience import family

#: Where commands leave what they say and what they work on: no ident and no key stands there, whoever was killed.
_READABLE = ("tmp", "build", "logs", "target", "audit", "build.lock")
#: What is not to be left once a command has ended by itself.
_LEFTOVERS = ("tmp/*", "build", ".*", "*.unfinished", f"{FOLDER}/draft", "pseudonymised/*/*/*.unfinished", "*.wal")


@dataclass(frozen=True)
class Release:
    """What identifies a release: digests of figures and texts in the databases, and of what is in the folders."""

    warehouse: str
    database: str
    published: str
    report: str


def release_of(folder: Path) -> Release:
    """Read a whole release. Raises OSError or duckdb.Error where it is none."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / WAREHOUSE}' as warehouse (read_only)")
        connection.execute(f"attach '{folder / PUBLISHED / DATABASE}' as published (read_only)")
        [(warehouse,)] = connection.execute(AS_IT_STANDS.format(schema="warehouse.marts")).fetchall()
        [(database,)] = connection.execute(AS_IT_STANDS.format(schema=SCHEMA)).fetchall()
    return Release(warehouse, database, digest(folder / PUBLISHED), digest(folder / REPORT))


def digest(folder: Path) -> str:
    """Of the names and bytes of all files below the folder; DuckDB's own are never the same bytes."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".duckdb":
            found.update(f"{path.relative_to(folder)}\n".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def broken(data: Path, known: dict[str, Release], idents: frozenset[bytes]) -> list[str]:
    """What is wrong with the folder, where one of the `known` releases should be current."""
    return [*_broken_release(data, known), *_unlocked(data), *_readable(data, idents), *_modes(data)]


def current(data: Path, known: dict[str, Release]) -> str | None:
    """Name of the known release that is current; None where it is none of them, or cannot be read."""
    try:
        found = release_of((data / CURRENT).resolve())
    except (OSError, duckdb.Error):
        return None
    return next((name for name, release in known.items() if release == found), None)


def _broken_release(data: Path, known: dict[str, Release]) -> Iterator[str]:
    folder = (data / CURRENT).resolve()
    if not (data / CURRENT).is_symlink() or folder.parent != (data / FOLDER).resolve() or not folder.is_dir():
        yield "current leads to no release"
        return
    for name in PLACES:
        if (data / name).resolve() != folder / name or not (folder / name).exists():
            yield f"{name} does not lead to the current release"
            return
    try:
        found = release_of(folder)
        with duckdb.connect() as connection:
            connection.execute(f"attach '{folder / PUBLICATIONS}' as history (read_only)")
            passed = {digest for (digest,) in connection.execute("from history.passed").fetchall()}
            counts = connection.execute(
                "select count(*), count(distinct publication_id), max(publication_id) from history.publications"
            ).fetchone()
            [(dangling,)] = connection.execute(
                """select count(*)
                from (select distinct publication_id from history.figures) as figures
                full join history.publications as publications using (publication_id)
                where figures.publication_id is null or publications.publication_id is null"""
            ).fetchall()
    except (OSError, duckdb.Error) as error:
        yield f"the current release cannot be read: {type(error).__name__}"
        return
    if found.warehouse != found.database:
        yield "the published database has other figures than the warehouse"
    if found.warehouse not in passed:
        yield "what is published is not in the history as passed"
    if len(set(counts)) != 1 or dangling:
        yield "the history does not hold each publication whole and once"
    if found not in known.values():
        names = [
            next((name for name, release in known.items() if getattr(release, part) == getattr(found, part)), "unknown")
            for part in ("warehouse", "published", "report")
        ]
        yield "the release is not one whole one: warehouse {}, published {}, report {}".format(*names)


def _unlocked(data: Path) -> Iterator[str]:
    with (data / "build.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield "the lock is held, and by nobody of the family"


def _readable(data: Path, idents: frozenset[bytes]) -> Iterator[str]:
    for place in _READABLE:
        for path in [data / place, *(data / place).rglob("*")]:
            if not path.is_file():
                continue
            content = path.read_bytes()
            if family.KEY.encode() in content:
                yield f"the key stands in {path.relative_to(data)}"
            if any(run in idents for run in re.findall(rb"(?<!\d)\d{11}(?!\d)", content)):
                yield f"an ident stands in {path.relative_to(data)}"


def _modes(data: Path) -> Iterator[str]:
    own = [*data.glob("raw.duckdb*"), *data.glob("releases/*/publications.duckdb*"), data / "tmp", data / "build"]
    for path in [*own, data / "pseudonymised", data / "logs", data / "target"]:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"others may read {path.relative_to(data)}"
    if stat.S_IMODE(data.stat().st_mode) & 0o027:
        yield "others may read the data folder"


def left_over(data: Path) -> list[str]:
    """What a command that has ended by itself has left and should not have."""
    left = [str(path.relative_to(data)) for pattern in _LEFTOVERS for path in data.glob(pattern)]
    if len(list((data / FOLDER).iterdir())) > KEPT:
        left.append("old releases")
    return [f"left over: {name}" for name in left]
