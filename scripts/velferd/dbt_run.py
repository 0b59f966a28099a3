"""Runs `dbt build` as a process of its own, shows how far it is, and says what became of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from velferd.database import memory_bytes
from velferd.keys import KEY_VARIABLE
from velferd.lock import held
from velferd.processes import ending_with_this
from velferd.pseudonymised import FOLDER

PROJECT = Path(__file__).resolve().parents[2]
EXCEPT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
PASSED = {"success", "pass"}
#: Nothing was asked of a node after one that failed, or of an exposure ever.
NOT_RUN = {"skipped", "no-op"}
#: dbt's events about a node that is done.
FINISHED = {"LogSeedResult", "LogModelResult", "LogTestResult", "SkippingDetails"}
#: With less memory than so many times what dbt reads, two models beside each other spill, and take a third longer than
#: one after the other; with more they are a twelfth faster.
ROOMY = 4
#: Other messages may quote a value from a row; these speak of names, structure, counts and fixtures.
HARMLESS = re.compile(
    r"(Compilation|Parsing|Dependency|Binder|Catalog|Parser) Error|Got \d+ results?, configured to fail"
)


@dataclass(frozen=True)
class Failure:
    """A node that failed: its kind and name, and what may be said about it without quoting data."""

    kind: str
    name: str
    message: str


@dataclass(frozen=True)
class DbtResult:
    succeeded: bool
    #: How many nodes of each kind (seed, model, unit_test, test) passed.
    passed: Counter[str]
    skipped: int
    failures: tuple[Failure, ...]


def dbt_environment(raw: Path, warehouse: Path, publications: Path, target: Path, logs: Path) -> dict[str, str]:
    """The environment of a dbt that works on these files, and leaves artefacts in `target` and logs in `logs`."""
    places = {
        "VELFERD_RAW": raw,
        "VELFERD_WAREHOUSE": warehouse,
        "VELFERD_PUBLICATIONS": publications,
        "DBT_TARGET_PATH": target,
        "DBT_LOG_PATH": logs,
    }
    # What it reads is pseudonymised already, and no process has the key that does not need it.
    inherited = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
    quiet = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}
    return inherited | {name: str(place.resolve()) for name, place in places.items()} | quiet


def run_dbt(
    raw: Path,
    warehouse: Path,
    publications: Path,
    data: Path,
    as_of: dict[str, str],
    console: Console,
    selection: Sequence[str] = (),
) -> DbtResult:
    """Build and test every model, or those of dbt's `selection`, from `raw` into `warehouse`.

    Logs and artefacts go below `data`.
    """
    target, logs = data / "target", data / "logs"
    results_file = target / "run_results.json"
    for folder in (target, logs):
        # Restricted: messages may quote rows about persons.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    results_file.unlink(missing_ok=True)
    command = [
        str(Path(sysconfig.get_path("scripts")) / "dbt"),
        *("--no-version-check", "--log-format", "json", "--log-format-file", "debug"),
        *("build", "--target", "build"),
        *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT / "profiles")),
        *("--vars", json.dumps({"as_of": as_of})),
        *("--threads", str(_nodes_beside_each_other(raw.parent / FOLDER))),
        *selection,
    ]
    with (
        (logs / "dbt-stderr.log").open("w") as stderr,
        subprocess.Popen(
            ending_with_this(command),
            pass_fds=held(),
            cwd=PROJECT,
            env=dbt_environment(raw, warehouse, publications, target, logs),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as process,
    ):
        try:
            errors = _follow(_events(process.stdout), console)
        except BaseException:
            process.kill()
            raise
    nodes = json.loads(results_file.read_text())["results"] if results_file.exists() else []
    failures = [_failure(n, logs) for n in nodes if n["status"] not in PASSED | NOT_RUN]
    if process.returncode != 0 and not failures:
        # It did not get as far as running anything.
        messages = dict.fromkeys(_sayable(e, logs) for e in errors) or [f"it stopped: see {logs}"]
        failures = [Failure("dbt", "build", message) for message in messages]
    return DbtResult(
        succeeded=process.returncode == 0,
        passed=Counter(_kind(n) for n in nodes if n["status"] in PASSED),
        skipped=sum(n["status"] == "skipped" for n in nodes),
        failures=tuple(failures),
    )


def _nodes_beside_each_other(pseudonymised: Path) -> int:
    """How many nodes dbt works on at a time; each of them uses all processors."""
    size = sum(file.stat().st_size for file in pseudonymised.rglob("*.parquet"))
    return 2 if ROOMY * size <= memory_bytes() else 1


def _events(lines: Iterator[str]) -> Iterator[dict]:
    for line in lines:
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue  # a warning of a library, not of dbt


def _follow(events: Iterator[dict], console: Console) -> list[str]:
    """Show how many nodes are done; return the messages of errors."""
    errors = []
    columns = (
        TextColumn("dbt"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("reading the project", total=None)
        for event in events:
            info, data = event["info"], event["data"]
            if info["level"] == "error":
                errors.append(info["msg"])
            name = data.get("node_info", {}).get("node_name", "")
            if info["name"] == "LogStartLine":
                progress.update(task, total=data["total"], description=name)
            elif info["name"] in FINISHED:
                progress.update(task, advance=1, description=name)
        # The total that dbt announces can be more than it runs.
        progress.update(task, total=progress.tasks[task].completed, description="")
    return errors


def _failure(node: dict, logs: Path) -> Failure:
    kind, _, *name = node["unique_id"].split(".")
    message = (node["message"] or "").strip()
    if kind == "unit_test":
        # It quotes its own made-up rows only.
        return Failure("unit test", ".".join(name), message)
    return Failure(kind, name[0], _sayable(message, logs))


def _kind(node: dict) -> str:
    return node["unique_id"].split(".")[0]


def _sayable(message: str, logs: Path) -> str:
    message = message.removeprefix("Encountered an error:").strip()
    return message if HARMLESS.search(message) else f"its message may quote data: see {logs / 'dbt.log'}"
