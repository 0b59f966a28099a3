"""The DuckDB files of a data folder, and the key that they were built with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from velferd.database import writer_of
from velferd.doctor.finding import Finding
from velferd.keys import KEY_FILE, KEY_VARIABLE, MINIMUM_BYTES, fingerprint, given_key


def databases(data: Path) -> Iterator[Finding]:
    """Whether the files that a build reads or replaces can be opened."""
    for name in ("raw.duckdb", "publications.duckdb", "warehouse.duckdb"):
        path = data / name
        if not path.exists():
            continue
        try:
            duckdb.connect(str(path), read_only=True).close()
        except duckdb.Error as error:
            yield _unopened(path, str(error))
        else:
            yield Finding("ok", "files", f"{path} can be opened")


def _unopened(path: Path, reason: str) -> Finding:
    if "Could not set lock" in reason:
        writer = writer_of(path)
        who = f" by {writer}" if writer else ""
        if path.name == "warehouse.duckdb":
            advice = "A build goes on all the same; others cannot read it. Open it read-only."
            return Finding("warning", "files", f"{path} is open for writing{who}", advice)
        return Finding("error", "files", f"{path} is open for writing{who}", "Close it there, or wait for the build.")
    wal = path.resolve().with_name(path.name + ".wal")
    if "WAL" in reason and wal.exists():
        advice = f"Remove {wal}, or keep it elsewhere: it has changes that were made to another file."
        return Finding("error", "files", f"{path} cannot be opened together with {wal.name}", advice)
    advice = {
        "raw.duckdb": "Restore it from a backup, or remove it and land all deliveries again.",
        "publications.duckdb": "Restore it from a backup; without it a build may reveal what an earlier one hid.",
        "warehouse.duckdb": "Remove it; a build makes it anew.",
    }[path.name]
    return Finding("error", "files", f"{path} is damaged, or of a newer DuckDB than {duckdb.__version__}", advice)


def key(data: Path) -> Finding:
    """Whether the key is there where it has to be, long enough, and the one that the raw zone knows."""
    secret = given_key()
    has_real_idents, known = _raw_facts(data)
    origin = KEY_VARIABLE
    if not secret:
        if has_real_idents:
            advice = f"Set {KEY_VARIABLE} to the secret, at least {MINIMUM_BYTES} bytes, that earlier builds had."
            return Finding("error", "key", f"the deliveries hold real idents and {KEY_VARIABLE} is not set", advice)
        if not (data / KEY_FILE).exists():
            return Finding("ok", "key", f"none; made for synthetic idents, taken from {KEY_VARIABLE} for real ones")
        origin = str(data / KEY_FILE)
        secret = (data / KEY_FILE).read_text().strip()
    if len(secret.encode()) < MINIMUM_BYTES:
        return Finding("error", "key", f"{origin} is too short", f"It has to have at least {MINIMUM_BYTES} bytes.")
    if known not in ("", fingerprint(secret)):
        advice = "Set the key of the earlier builds, or remove raw.duckdb and land all deliveries with the new one."
        return Finding("error", "key", f"{origin} is not the key that {data / 'raw.duckdb'} was built with", advice)
    return Finding("ok", "key", f"from {origin}")


def _raw_facts(data: Path) -> tuple[bool, str]:
    """Whether a delivery in raw.duckdb has real idents, and the fingerprint of its key; empty without one."""
    path = data / "raw.duckdb"
    if not path.exists():
        return False, ""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            [(is_real,)] = connection.execute("select bool_or(has_real_idents) from landing.deliveries").fetchall()
            try:
                prints = connection.execute("select fingerprint from identity.key_fingerprint").fetchall()
            except duckdb.CatalogException:
                prints = []  # landed, and never built
    except duckdb.Error:
        return False, ""
    return bool(is_real), prints[0][0] if prints else ""
