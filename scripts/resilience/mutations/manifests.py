"""What is done to manifests."""

from __future__ import annotations

import hashlib
import io
import json
from random import Random

import pyarrow.parquet as pq

from resilience.delivery import Files, chosen, grid_of
from resilience.mutations.kinds import PLANTED, kind


def _promise(files: Files) -> dict[str, dict]:
    """What a right manifest says."""
    tables: dict[str, dict] = {}
    for path, content in files.items():
        name = path.rpartition("/")[2]
        entry = tables.setdefault(name.partition(".")[0], {"sha256": {}})
        if name.endswith(".csv"):
            entry["rows"] = len(grid_of(files, path)) - 1
        elif name.endswith(".parquet"):
            entry["rows"] = pq.read_metadata(io.BytesIO(content)).num_rows
        entry["sha256"][name] = hashlib.sha256(content).hexdigest()
    return tables


def _put_manifest(files: Files, content: object) -> None:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    files[f"{next(iter(files)).rpartition('/')[0]}/manifest.json"] = text


def _one(tables: dict[str, dict], random: Random) -> dict:
    return tables[random.choice(sorted(tables))]


@kind("manifest", "any", "land")
def a_right_one(files: Files, random: Random) -> None:
    tables = _promise(files)
    for entry in tables.values():
        if random.random() < 0.3:
            entry["sha256"] = {name: digest.upper() for name, digest in entry["sha256"].items()}
        if random.random() < 0.2:
            entry.pop(random.choice(sorted(entry)))
    _put_manifest(files, {"tables": tables})


@kind("manifest", "csv", "refuse")
def wrong_count(files: Files, random: Random) -> None:
    tables = _promise(files)
    entry = _one(tables, random)
    entry["rows"] = random.choice([entry["rows"] + 1, entry["rows"] - 1, int(PLANTED[1]), 10**30])
    _put_manifest(files, {"tables": tables})


@kind("manifest", "any", "refuse")
def wrong_digest(files: Files, random: Random) -> None:
    tables = _promise(files)
    entry = _one(tables, random)
    entry["sha256"] = dict.fromkeys(entry["sha256"], random.choice(["0" * 64, "f" * 64]))
    _put_manifest(files, {"tables": tables})


@kind("manifest", "any", "refuse")
def values_of_other_types(files: Files, random: Random) -> None:
    tables = _promise(files)
    entry = _one(tables, random)
    if random.random() < 0.5:
        entry["rows"] = random.choice(["3", -1, 1.5, True, [], {}, float("nan")])
    else:
        entry["sha256"] = random.choice([None, ["x"], "x", {"a.csv": 1}, {"a.csv": "x"}, {"a.csv": None}, 5])
    _put_manifest(files, {"tables": tables})


@kind("manifest", "any", "refuse")
def names_unknown(files: Files, random: Random) -> None:
    tables = _promise(files)
    if random.random() < 0.5:
        tables[random.choice(["notater", PLANTED[0], "", "x" * 300, "../person"])] = {"rows": 1}
    else:
        name = random.choice(["gone.csv", f"utbetaling-{PLANTED[1]}.csv", "../../x.csv", "", "/etc/hostname"])
        _one(tables, random)["sha256"][name] = "0" * 64
    _put_manifest(files, {"tables": tables})


@kind("manifest", "any", "refuse")
def no_manifest_at_all(files: Files, random: Random) -> None:
    odd = [b"", b"{", b"[]", b"null", b"3", b'{"tables": []}', b'{"tables": null}', b"[" * 100_000, b"\xff\xfe", b"{}"]
    odd += [b'{"tables": {"person": 3}}', b'{"tables": "x"}', json.dumps({"tables": {}}).encode("utf-16"), b"1" * 5000]
    _put_manifest(files, random.choice(odd))


@kind("manifest", "any", "refuse")
def a_file_changed_after_it(files: Files, random: Random) -> None:
    tables = _promise(files)
    path = chosen(files, random)
    files[path] += b"\n"
    _put_manifest(files, {"tables": tables})
