"""Reads a delivery's CSV files and drops what the source contract says is not to be counted."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

Row = dict[str, object]


def _matching(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text, re.ASCII):
        raise ValueError("not of its type")
    return text


def _text(text: str) -> str:
    text.encode()  # bytes that are not UTF-8 cannot be written again
    return text


def _day(text: str) -> date:
    return date.fromisoformat(_matching(r"\d{4}-\d\d-\d\d", text))


def _month(text: str) -> int:
    """Months since year 0, so that months can be subtracted."""
    year, month = _matching(r"\d{4}-(0[1-9]|1[0-2])", text).split("-")
    return int(year) * 12 + int(month) - 1


def _integer(text: str) -> int:
    number = int(_matching(r"-?\d+", text))
    if not -(2**63) <= number < 2**63:
        raise ValueError("more than a BIGINT")
    return number


def _percent(text: str) -> int:
    number = _integer(text)
    if not 0 <= number <= 100:
        raise ValueError("custody share outside 0-100")
    return number


def _ore(text: str) -> int:
    """An amount of DECIMAL(12,2) in øre."""
    kroner, _, ore = _matching(r"-?\d+(,\d{1,2})?", text).partition(",")
    amount = int(kroner + ore.ljust(2, "0"))
    if abs(amount) >= 10**12:
        raise ValueError("more than DECIMAL(12,2)")
    return amount


_TYPES: dict[str, Callable[[str], object]] = {
    "fnr": partial(_matching, r"\d{11}"),
    "duf": partial(_matching, r"\d{12}"),
    "day": _day,
    "month": _month,
    "int": _integer,
    "percent": _percent,
    "ore": _ore,
    "text": _text,
}

#: Columns and types by table, `*` may be missing, `!` is part of the key.
_TABLES = {
    "fasit/person": "fnr:fnr! fodselsdato:day kjonn:text* opprinnelsesland:text* statsborgerskap:text* doedsdato:day*",
    "fasit/identhistorikk": "fnr_tidligere:fnr! fnr_gjeldende:fnr endret_dato:day",
    "fasit/husstandsmedlem": "hovedperson_fnr:fnr! medlem_fnr:fnr! relasjon:text samvarsprosent:percent* fra_dato:day! "
    "til_dato:day*",
    "fasit/adresse": "fnr:fnr! bydel:text* fra_dato:day! til_dato:day*",
    "fasit/utbetaling": "utbetaling_id:int! vedtak_id:int hovedperson_fnr:fnr utbetalingsdato:day bydel:text "
    "hjelpetype:text belop:ore korrigerer_utbetaling_id:int*",
    "fasit/inntekt": "hovedperson_fnr:fnr! fnr:fnr! maned:month! inntektstype:text! belop:ore",
    "socio/flyktning": "fnr:fnr duf_nummer:duf! fodselsdato:day kjonn:text statsborgerskap:text* bosettingsdato:day "
    "bosettingstype:text bosatt_bydel:text utdanning:text*",
    "oskar/stonadsmaned": "fnr:fnr! maned:month! bydel:text belop:ore",
}


def delivery_date(extracts: Path, system: str, as_of: date | None) -> date | None:
    """The system's latest delivery at or before `as_of`; None when it has none."""
    dates = [date.fromisoformat(folder.name) for folder in (extracts / system).glob("????-??-??")]
    return max((day for day in dates if as_of is None or day <= as_of), default=None)


def read(extracts: Path, table: str, as_of: date | None = None) -> list[Row]:
    """The rows that count: well-formed, identical ones once, different ones of the same key not at all."""
    system, name = table.split("/")
    day = delivery_date(extracts, system, as_of)
    if day is None:
        return []
    columns = [column.partition(":")[::2] for column in _TABLES[table].split()]
    key = [column for column, kind in columns if kind.endswith("!")]
    by_key: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    folder = extracts / system / day.isoformat()
    for path in sorted([*folder.glob(f"{name}.csv"), *folder.glob(f"{name}-[0-9]*.csv")]):
        for row in _rows(path, dict(columns)):
            by_key[tuple(row[column] for column in key)].append(row)
    return [rows[0] for rows in by_key.values() if all(row == rows[0] for row in rows)]


def _rows(path: Path, columns: dict[str, str]) -> list[Row]:
    text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    header, *records = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert set(header) == set(columns), f"{path.name} has other columns than the contract"
    rows = []
    for record in records:
        try:
            fields = zip(header, record, strict=True)
            rows.append({column: _value(columns[column], field) for column, field in fields})
        except ValueError:
            continue  # quarantine
    return rows


def _value(kind: str, field: str) -> object:
    if field == "":
        if not kind.endswith("*"):
            raise ValueError("missing")
        return None
    return _TYPES[kind.rstrip("*!")](field)
