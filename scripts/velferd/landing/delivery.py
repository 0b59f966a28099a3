"""What lies in a delivery folder: its files, its manifest, its digest."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from velferd.contract import JSON_STAT_TABLES, SYSTEMS, JsonStatTable, Table, tables_of
from velferd.landing.refusal import Refusal, shown

MANIFEST = "manifest.json"
_DATA_SUFFIXES = (".csv", ".parquet", ".json")
#: Files that say something of another, whose name theirs begins with.
_CHECKSUM = r"\.(md5|sha\d+|sig|asc)(sum)?"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class SourceFile:
    """One file of a table. What is known of its text is of use for CSV only.

    `line_count` counts lines as a text editor does. Without any quote, `has_quotes`, every line break ends a record.
    """

    path: Path
    sha256: str
    line_count: int
    has_quotes: bool

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class ManifestTable:
    row_count: int | None
    sha256: dict[str, str]


@dataclass(frozen=True)
class Delivery:
    """One full extract of one system. Reading its properties raises `Refusal` where it breaks the contract."""

    system: str
    folder: Path

    @property
    def label(self) -> str:
        return f"{self.system} {shown(self.folder.name)}"

    @cached_property
    def tables(self) -> tuple[Table | JsonStatTable, ...]:
        return (*tables_of(self.system), *(table for table in JSON_STAT_TABLES if table.system == self.system))

    @property
    def table_names(self) -> list[str]:
        return [table.name for table in self.tables]

    @cached_property
    def date(self) -> date:
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.folder.name, re.ASCII):
                raise ValueError
            return date.fromisoformat(self.folder.name)
        except ValueError:
            raise Refusal("the folder's name is not a date, YYYY-MM-DD") from None

    @cached_property
    def manifest(self) -> dict[str, ManifestTable] | None:
        """What the manifest promises of each table, None without a manifest."""
        path = self.folder / MANIFEST
        if not path.exists():
            return None
        try:
            tables = json.loads(path.read_text(encoding="utf-8-sig"))["tables"]
            promised = {name: _manifest_table(entry) for name, entry in tables.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Refusal(
                f"{MANIFEST} cannot be read: it must look like "
                '{"tables": {"<table>": {"rows": 1, "sha256": {"<file>": "<64 hex digits>"}}}}'
            ) from None
        for name in promised:
            if name not in self.table_names:
                raise Refusal(f"{MANIFEST} names {shown(name)}, which is no table of {self.system}")
        return promised

    @cached_property
    def files(self) -> dict[str, tuple[SourceFile, ...]]:
        """The files of each table in the order of their numbers, checked against the manifest."""
        paths: dict[str, list[Path]] = {name: [] for name in self.table_names}
        for path in sorted(self.folder.iterdir(), key=_file_number):
            if not path.is_file() or path.name == MANIFEST:
                continue
            table = self.table_of(path)
            if table is not None:
                paths[table].append(path)
            elif self._looks_delivered(path):
                raise Refusal(f"{shown(path.name)}: no table of {self.system} is delivered in a file of this name")

        files = {}
        for name in self.table_names:
            named = self.manifest[name].sha256 if self.manifest and name in self.manifest else {}
            absent = sorted(set(named) - {path.name for path in paths[name]})
            if absent:
                raise Refusal(f"{shown(absent[0])}: {MANIFEST} names it as a file of {name}, it is not there")
            chosen = [path for path in paths[name] if not named or path.name in named]
            if not chosen:
                raise Refusal(f"table {name} is missing")
            files[name] = tuple(_read(path) for path in chosen)
            for file in files[name]:
                if named and named[file.name].lower() != file.sha256:
                    raise Refusal(f"{shown(file.name)}: its sha256 is not the one in {MANIFEST}")
        return files

    @cached_property
    def content_digest(self) -> str:
        """SHA-256 over the names and contents of the files: the same for the same delivery, whatever its folder."""
        contents = [(file.name, file.sha256) for files in self.files.values() for file in files]
        if self.manifest is not None:
            contents.append((MANIFEST, _read(self.folder / MANIFEST).sha256))
        return hashlib.sha256(json.dumps(sorted(contents)).encode()).hexdigest()

    def table_of(self, path: Path) -> str | None:
        """The table that a file of this name is of, or a part of."""
        # A number as long as an ident may be one, and the names of files go wherever their rows go.
        stem = path.stem if self.system == "ssb" else re.sub(r"-\d{1,8}$", "", path.stem)
        fits = path.suffix in _DATA_SUFFIXES and (path.suffix == ".json") == (self.system == "ssb")
        return stem if fits and stem in self.table_names else None

    def _looks_delivered(self, path: Path) -> bool:
        """Whether a file that cannot be one of a table was meant to be; a manifest says which ones were."""
        if self.manifest is not None:
            return any(path.name in table.sha256 for table in self.manifest.values())
        suffix = path.suffix.lower()
        name = re.sub(r"-\d+$", "", path.name.split(".")[0].lower())
        return suffix in _DATA_SUFFIXES or (name in self.table_names and not re.fullmatch(_CHECKSUM, suffix))


def find_deliveries(extracts: Path) -> tuple[list[Delivery], list[str]]:
    """All deliveries under `extracts`, by system in the contract's order and by date, and what is wrong beside them."""
    paths = [path for path in sorted(extracts.iterdir()) if not path.name.startswith(".")]
    lying = [path for path in paths if path.is_dir() or path.suffix in _DATA_SUFFIXES]
    problems = [f"{shown(path.name)}: no such system" for path in lying if path.is_dir() and path.name not in SYSTEMS]
    if lying and not any(path.is_dir() and path.name in SYSTEMS for path in lying):
        problems = [_misplaced(extracts, lying)]
    deliveries = [
        Delivery(system, folder)
        for system in SYSTEMS
        if (extracts / system).is_dir()
        for folder in sorted((extracts / system).iterdir())
        if folder.is_dir() and not folder.name.startswith(".")
    ]
    return deliveries, problems


def _misplaced(extracts: Path, paths: list[Path]) -> str:
    """What is said where no folder is of a system, most often because what lies there is from above or below."""
    lying = ", ".join(shown(path.name) for path in paths[:3]) + (", ..." if len(paths) > 3 else "")
    problem = (
        "no system's folder: deliveries are expected in <extracts>/<system>/<YYYY-MM-DD>/<table>.csv, "
        f"and the folder given has {lying}"
    )
    below = [path for path in paths if any((path / system).is_dir() for system in SYSTEMS)]
    place = extracts.resolve()
    if place.name in SYSTEMS:
        return f"{problem}. Give the folder above, that of all systems"
    if place.parent.name in SYSTEMS:
        return f"{problem}. Give the folder two above, that of all systems"
    return f"{problem}. Give the folder {shown(below[0].name)} in it" if below else problem


def _manifest_table(entry: dict) -> ManifestTable:
    """Raises ValueError, TypeError or AttributeError when the entry is not as the contract says."""
    row_count, sha256 = entry.get("rows"), entry.get("sha256", {})
    if row_count is not None and (type(row_count) is not int or row_count < 0):
        raise ValueError
    if not all(re.fullmatch(r"[0-9a-fA-F]{64}", digest) for digest in sha256.values()):
        raise ValueError
    return ManifestTable(row_count, dict(sha256))


def _file_number(path: Path) -> tuple[int, str]:
    """`t.csv` first, then `t-0001.csv` and on, by number."""
    number = re.search(r"-(\d+)$", path.stem)
    return (int(number[1]) if number else -1, path.name)


def _read(path: Path) -> SourceFile:
    """Hash a file and look at its text in one pass, a chunk at a time."""
    digest, line_count, has_quotes, last = hashlib.sha256(), 0, False, b"\n"
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                line_count += chunk.count(b"\n")
                has_quotes = has_quotes or b'"' in chunk
                last = chunk[-1:]
    except OSError:
        raise Refusal(f"{shown(path.name)}: the file cannot be read") from None
    return SourceFile(path, digest.hexdigest(), line_count + (last != b"\n"), has_quotes)
