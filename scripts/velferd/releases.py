"""Releases: warehouse, published files, reports and the history of what was published become current in one step.

    releases/000007/                 warehouse.duckdb  published/  report/  publications.duckdb
    current -> releases/000007       the one link that is replaced
    warehouse.duckdb -> current/warehouse.duckdb, and so on: the paths that readers know

Nothing in a release changes once it is current, so a reader sees one whole release at every instant, whenever a process
dies. DuckDB follows the links when it opens a file: what a client writes beside an old warehouse stays beside the old.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from velferd.data_folder import flush
from velferd.replacement import flush_all

FOLDER = "releases"
CURRENT = "current"
WAREHOUSE = "warehouse.duckdb"
PUBLISHED = "published"
REPORT = "report"
PUBLICATIONS = "publications.duckdb"
PLACES = (WAREHOUSE, PUBLISHED, REPORT, PUBLICATIONS)
#: The current one, and the one before it, for whoever is on the way from its link to its files.
KEPT = 2
_DRAFT = "draft"


@contextmanager
def next_release(data: Path) -> Iterator[Path]:
    """A folder with the files of the current release, to be changed; it becomes current when the block ends.

    Files must be replaced in it and not be written to: the current release has the same ones. When the block fails the
    current release stays. To be used by one process at a time (see velferd.lock).
    """
    _adopt(data)
    draft = _draft_of(data)
    try:
        yield draft
        _make_current(data, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _draft_of(data: Path) -> Path:
    draft = data / FOLDER / _DRAFT
    shutil.rmtree(draft, ignore_errors=True)
    (data / FOLDER).mkdir(mode=0o750, exist_ok=True)
    draft.mkdir(mode=0o750)
    for name in PLACES:
        place = data / name
        if place.is_dir():
            shutil.copytree(place, draft / name, copy_function=os.link)
        elif place.exists():
            os.link(place.resolve(), draft / name)
    return draft


def _make_current(data: Path, draft: Path) -> None:
    flush_all(draft)
    former = _finished(data)
    release = data / FOLDER / f"{int(former[-1].name) + 1 if former else 1:06}"
    draft.rename(release)
    flush(release.parent)
    # Before there is a first release, these lead nowhere: all of it appears with the next line.
    for name in PLACES:
        _lead(data / name, Path(CURRENT) / name)
    _lead(data / CURRENT, release.relative_to(data))
    for outdated in _finished(data)[:-KEPT]:
        shutil.rmtree(outdated)


def _finished(data: Path) -> list[Path]:
    """Releases in the order they were made; one that was finished and never became current counts as none."""
    current = data / CURRENT
    releases = sorted(path for path in (data / FOLDER).iterdir() if path.name.isdigit())
    last = current.resolve().name if current.is_symlink() else ""
    for orphan in [release for release in releases if release.name > last]:
        shutil.rmtree(orphan)
    return [release for release in releases if release.name <= last]


def _adopt(data: Path) -> None:
    """Make a release of what lies in the places themselves, as before there were releases."""
    # What a client that opened the old file for writing left behind must not be replayed into another.
    (data / f"{WAREHOUSE}.wal").unlink(missing_ok=True)
    places = [data / name for name in PLACES]
    old = [place for place in places if place.exists() and not place.is_symlink()]
    if not old:
        return
    draft = _draft_of(data)
    for place in old:
        if place.is_dir():
            # A link cannot take the place of a folder.
            aside = place.with_name(f".{place.name}.old")
            shutil.rmtree(aside, ignore_errors=True)
            place.rename(aside)
    _make_current(data, draft)
    for place in old:
        shutil.rmtree(place.with_name(f".{place.name}.old"), ignore_errors=True)


def _lead(link: Path, target: Path) -> None:
    """Have the link lead to the target, in one step."""
    if link.is_symlink() and link.readlink() == target:
        return
    fresh = link.with_name(f".{link.name}.link")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
    flush(link.parent)
