"""One broken delivery is landed beside the good ones, and what has become of it is judged."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import time
import traceback
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

import click
import duckdb
from rich.console import Console
from velferd.landing import land
from velferd.pseudonymised import FOLDER, pseudonymise

from resilience.delivery import DATE, Files, start
from resilience.mutations import PLANTED, Kind, mutation_of
from resilience.reckoning import Read, read, same

KEY = "only-for-deliveries-that-are-broken-at-random"
#: One in so many landed deliveries is pseudonymised as well.
PSEUDONYMISED = 20
#: Nothing that small may take longer.
PATIENCE_SECONDS = 60
_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))

Became = Literal["refused", "landed", "neither"]


@dataclass(frozen=True)
class Case:
    """Broken delivery `number` of a seed, and what was changed in it."""

    number: int
    kind: Kind
    files: Files
    #: Paths that are other than in the sound delivery.
    touched: frozenset[str]
    threshold: float


@dataclass(frozen=True)
class Outcome:
    number: int
    group: str
    name: str
    became: Became
    #: Files in which it is not defined what a row is, so that only landing's own counts could be compared.
    undefined: int
    shortfalls: tuple[str, ...]


def case_of(base: Path, seed: int, number: int) -> Case:
    random = Random(f"{seed}/{number}")
    kind = mutation_of(random)
    sound = start(base, random, kind.start)
    files = dict(sound)
    kind.change(files, random)
    touched = {path for path in sound.keys() | files.keys() if sound.get(path) != files.get(path)}
    threshold = 1.0 if kind.must == "land" else random.choice([0.01, 1.0])
    return Case(number, kind, files, frozenset(touched), threshold)


def write(case: Case, extracts: Path) -> None:
    extracts.mkdir(parents=True)
    for path, content in case.files.items():
        target = extracts / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def attempt_number(base: Path, seed: int, number: int) -> Outcome:
    """Make the broken delivery of that number and try it."""
    return attempt(base, case_of(base, seed, number))


def attempt(base: Path, case: Case) -> Outcome:
    """Land the delivery into a copy of `base`/raw.duckdb and say what became of it."""
    scratch = base / f"attempt-{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    extracts, data = scratch / "extracts", scratch / "data"
    write(case, extracts)
    data.mkdir()
    raw = Path(shutil.copyfile(base / "raw.duckdb", data / "raw.duckdb"))

    said, began = io.StringIO(), time.monotonic()
    became: Became = "neither"
    shortfalls: list[str] = []
    undefined = 0
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            report = land(extracts, data, case.threshold)
        became = "landed"
        Console(file=said, width=500).print(report)
    except click.ClickException as refusal:
        became = "refused"
        shortfalls += _judge_message(case, refusal.message)
        said.write(refusal.message)
    except BaseException as error:  # whatever it is, it is a crash
        frame = traceback.extract_tb(error.__traceback__)[-1]
        shortfalls.append(f"crashed: {type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}")
    if time.monotonic() - began > PATIENCE_SECONDS:
        shortfalls.append("took too long")
    if holds_ident(said.getvalue()):
        shortfalls.append("an ident in what was said")
    if any((data / "tmp").glob("*")):
        shortfalls.append("something is left in tmp")
    if case.kind.must and became != f"{case.kind.must}ed".replace("refuseed", "refused"):
        shortfalls.append(f"by the contract it must be {case.kind.must.removesuffix('e')}ed")

    if became == "landed":
        found, undefined = judge_landed(base, case, raw)
        shortfalls += found
        if case.number % PSEUDONYMISED == 0:
            shortfalls += _judge_pseudonymised(raw)
    elif raw.read_bytes() != _original(base)[0] and contents(raw) != _original(base)[1]:
        shortfalls.append("raw.duckdb has changed")
    shutil.rmtree(scratch)
    return Outcome(case.number, case.kind.group, case.kind.name, became, undefined, tuple(shortfalls))


@cache
def _original(base: Path) -> tuple[bytes, dict[str, tuple]]:
    return (base / "raw.duckdb").read_bytes(), contents(base / "raw.duckdb")


def contents(raw: Path, condition: str = "true") -> dict[str, tuple]:
    """Count and digest of the rows of every table, whatever their order."""
    with duckdb.connect(str(raw), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by 1"
        ).fetchall()
        counts = " union all ".join(
            f"select '{table}', count(*), coalesce(sum(hash(t)::hugeint), 0) from {table} as t where {condition}"
            for (table,) in tables
        )
        return {table: (count, digest) for table, count, digest in connection.execute(counts).fetchall()}


def holds_ident(text: str) -> bool:
    """Whether a text has a number in it that can be somebody's: 11 digits in one or two parts, with check digits."""
    runs = re.findall(r"\d{11,}", text) + ["".join(parts) for parts in re.findall(r"(\d{6})[\W_](\d{5})(?!\d)", text)]
    return any(is_ident(run[start : start + 11]) for run in runs for start in range(len(run) - 10))


def is_ident(digits: str) -> bool:
    """Whether 11 digits are an ident with check digits."""
    return all(sum(w * int(d) for w, d in zip(weights, digits, strict=False)) % 11 == 0 for weights in _WEIGHTS)


def _judge_message(case: Case, message: str) -> list[str]:
    """A refusal is one line per delivery or misplaced folder, and names the file or table."""
    shortfalls = []
    if "Traceback" in message or "duckdb." in message or "DuckDB could not go on" in message:
        shortfalls.append("the message is a program's, not a sentence")
    if not message.strip() or len(message) > 1000:
        shortfalls.append("the message is not one clear one")
    folders = {path.rpartition("/")[0] for path in case.files}
    if len(message.splitlines()) > max(1, len(folders)):
        shortfalls.append("more than one message")
    names = {part for path in case.touched for part in _names(path)} | {"manifest.json", "no system"}
    if not any(name in message for name in names):
        shortfalls.append("the message names no file that was changed")
    return shortfalls


def _names(path: str) -> list[str]:
    """What a message can call a file: its name, its table, its folders; masked where there may be an ident in it."""
    *folders, file = path.split("/")
    return [_shown(file), re.split(r"[.-]", file)[0], *(_shown(folder) for folder in folders[1:] if folder != DATE)]


def _shown(name: str) -> str:
    return re.sub(r"[^\w.\-]", "?", re.sub(r"\d{9,}", "...", name))[:60]


def judge_landed(base: Path, case: Case, raw: Path) -> tuple[list[str], int]:
    """Every delivered row is loaded, in quarantine or a duplicate, once; and so is its money. Nothing else changed."""
    shortfalls, undefined = [], 0
    with duckdb.connect(str(raw), read_only=True) as connection:
        landed = connection.execute("select system from landing.deliveries where delivery_date = ?", [DATE]).fetchall()
        if not landed:
            return ["nothing was landed, and nothing was said"], 0
        for (system,) in landed:
            files = {path: content for path, content in case.files.items() if path.startswith(f"{system}/{DATE}/")}
            for table, delivered, loaded, quarantined, duplicates in connection.execute(
                """select table_name, delivered_row_count, loaded_row_count, quarantined_row_count, duplicate_row_count
                from landing.delivery_tables where system = ? and delivery_date = ?""",
                [system, DATE],
            ).fetchall():
                if delivered != loaded + quarantined + duplicates:
                    shortfalls.append(f"{table}: the books do not balance")
                of_table = re.compile(rf"{table}(-\d+)?\.\w+")
                for path in sorted(files):
                    name = path.rpartition("/")[2]
                    if of_table.fullmatch(name):
                        content = read(files, path)
                        if content is None:
                            undefined += 1
                        else:
                            shortfalls += _judge_file(connection, f"{system}.{table}", name, content)
                shortfalls += _judge_books(connection, f"{system}.{table}", loaded, quarantined, duplicates)
    if contents(raw, f"delivery_date <> date '{DATE}'") != _original(base)[1]:
        shortfalls.append("rows of other deliveries have changed")
    return shortfalls, undefined


def _judge_books(
    connection: duckdb.DuckDBPyConnection, relation: str, loaded: int, quarantined: int, duplicates: int
) -> list[str]:
    table = relation.partition(".")[2]
    [counted] = connection.execute(
        f"""select
            (select count(*) from {relation} where delivery_date = $date),
            (select count(*) from landing.quarantine where delivery_date = $date and table_name = $table),
            (select count(*) from landing.findings
                where delivery_date = $date and table_name = $table and rule = 'duplicate_row')""",
        {"date": DATE, "table": table},
    ).fetchall()
    return (
        [] if counted == (loaded, quarantined, duplicates) else [f"{table}: the books say other counts than there are"]
    )


def _judge_file(connection: duckdb.DuckDBPyConnection, relation: str, name: str, content: Read) -> list[str]:
    table, parameters = relation.partition(".")[2], {"date": DATE, "file": name}
    mine = "where delivery_date = $date and source_file = $file"
    described = connection.execute(f"select column_name, column_type from (describe {relation})").fetchall()
    columns, kinds = zip(*[each for each in described if each[0] not in ("delivery_date", "source_file")], strict=True)
    loaded = connection.execute(
        f"select {', '.join(f'{c}::varchar' for c in columns)} from {relation} {mine}", parameters
    ).fetchall()
    quarantined = connection.execute(
        f"select source_line, amount_nok from landing.quarantine {mine} and table_name = $table",
        parameters | {"table": table},
    ).fetchall()
    duplicates = connection.execute(
        f"select source_line from landing.findings {mine} and table_name = $table and rule = 'duplicate_row'",
        parameters | {"table": table},
    ).fetchall()

    place = columns.index("source_line")
    lines = [int(row[place]) for row in loaded] + [line for line, _ in quarantined] + [line for (line,) in duplicates]
    if sorted(lines) != sorted(content.rows):
        return [f"{name}: rows in ({len(content.rows)}) are not those loaded, quarantined or repeated ({len(lines)})"]

    shortfalls = []
    for row in loaded:
        delivered = content.rows[int(row[place])]
        for column, kind, value in zip(columns, kinds, row, strict=True):
            if column != "source_line" and not same(_delivered(delivered, column), value, kind):
                shortfalls.append(f"{name}: a value of {column} is not as delivered")
                break
    if "belop" in columns:
        amounts = sum((Decimal(row[columns.index("belop")]) for row in loaded), Decimal(0))
        expected = sum((content.amount(int(row[place])) for row in loaded), Decimal(0))
        if amounts != expected:
            shortfalls.append(f"{name}: kr loaded are not those delivered")
    if relation == "fasit.utbetaling":
        in_quarantine = sum((amount or Decimal(0) for _, amount in quarantined), Decimal(0))
        if in_quarantine != sum((content.amount(line) for line, _ in quarantined), Decimal(0)):
            shortfalls.append(f"{name}: kr in quarantine are not those delivered")
    return list(dict.fromkeys(shortfalls))


def _delivered(row: dict[str, object] | None, column: str) -> object:
    """The value of a row; JSON-stat's dimensions have names of their own."""
    if row is None:
        return "a row without fields"
    names = {"region": "Region", "kjonn": "Kjonn", "alder": "Alder", "contents_code": "ContentsCode", "tid": "Tid"}
    return row[column] if column in row else row.get(names.get(column, column))


def _judge_pseudonymised(raw: Path) -> list[str]:
    try:
        pseudonymise(raw, KEY)
    except BaseException as error:  # whatever it is, it is a crash
        return [f"pseudonymising crashed: {type(error).__name__}"]
    for path in (raw.parent / FOLDER).rglob("*.parquet"):
        rows = duckdb.read_parquet(str(path)).fetchall()
        if any(ident in str(value) for row in rows for value in row for ident in PLANTED):
            return [f"{path.parent.name}: a planted ident has crossed into the pseudonymised zone"]
    return []
