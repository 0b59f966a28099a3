"""The names of folders and files that deliveries come in."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from velferd.contract import MANDATORY_SYSTEM, SYSTEMS
from velferd.doctor.finding import Finding
from velferd.landing.delivery import MANIFEST, Delivery, find_deliveries
from velferd.landing.refusal import Refusal, shown


def deliveries(extracts: Path, is_demo: bool) -> Iterator[Finding]:
    """Whether folders and files of the deliveries have the names that landing looks for."""
    if not extracts.is_dir():
        if is_demo:
            yield Finding("ok", "deliveries", f"none in {extracts}; `make build` generates the demo's")
        else:
            yield Finding("error", "deliveries", f"{extracts} is no folder", "Name it: EXTRACTS=<folder>.")
        return
    found, _ = find_deliveries(extracts)
    for folder in sorted(path for path in extracts.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if folder.name not in SYSTEMS:
            near = difflib.get_close_matches(folder.name.lower(), SYSTEMS, n=1)
            advice = f"Rename it to {near[0]}." if near else f"Systems are {', '.join(SYSTEMS)}."
            yield Finding("error", "deliveries", f"{shown(folder.name)} is no system", advice)
    systems = {delivery.system for delivery in found}
    for system in SYSTEMS:
        if system in systems:
            continue
        if system == MANDATORY_SYSTEM:
            advice = f"Put it in {extracts / system}/YYYY-MM-DD/."
            yield Finding("error", "deliveries", f"no delivery of {system}", advice)
        else:
            yield Finding("warning", "deliveries", f"no delivery of {system}", "Its figures will have no rows.")
    broken = [finding for delivery in found for finding in _delivery(delivery)]
    yield from broken
    if found and not broken:
        yield Finding("ok", "deliveries", f"{len(found)}, of {len(systems)} systems, named as the contract says")


def _delivery(delivery: Delivery) -> Iterator[Finding]:
    try:
        _ = delivery.date
    except Refusal as refusal:
        advice = f"Rename {delivery.folder} to its extract date."
        yield Finding("error", "deliveries", f"{delivery.label}: {refusal}", advice)
        return
    suffixes = (".json",) if delivery.system == "ssb" else (".csv", ".parquet")
    files = {path for path in delivery.folder.iterdir() if path.suffix in suffixes and path.name != MANIFEST}
    tables = {path: delivery.table_of(path) for path in files}
    for table in delivery.table_names:
        if table not in tables.values():
            name = f"{table}{' or '.join(suffixes)}"
            yield Finding("error", "deliveries", f"{delivery.label}: no file of {table}", f"It is to be named {name}.")
    for path in sorted(files):
        if tables[path] is None and not (delivery.folder / MANIFEST).exists():
            advice = f"Remove it, or name it after its table: {', '.join(delivery.table_names)}."
            yield Finding("error", "deliveries", f"{delivery.label}: {shown(path.name)} is of no table", advice)
