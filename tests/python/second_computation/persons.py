"""Persons, their idents and attributes (R2), ages (E4) and what holds on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from second_computation.delivery import Row

UNKNOWN_COUNTRY = "XUK"


class Persons:
    """Everybody in a Fasit delivery, by the ident they are resolved to."""

    def __init__(self, history: list[Row], persons: list[Row], countries: set[str]) -> None:
        self._next = {row["fnr_tidligere"]: row["fnr_gjeldende"] for row in history}
        self._changed = {row["fnr_tidligere"]: row["endret_dato"] for row in history}
        self._countries = countries
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in persons:
            self._rows[self.of(row["fnr"])].append(row)
        for rows in self._rows.values():
            rows.sort(key=lambda row: self.rank(row["fnr"]))

    def of(self, ident: str) -> str:
        """The ident that the chain ends in; the ident itself when it ends in a cycle."""
        seen, current = {ident}, ident
        while current in self._next:
            current = self._next[current]
            if current in seen:
                return ident
            seen.add(current)
        return current

    def rank(self, ident: str) -> tuple[bool, int, str]:
        """Whose word counts first: the current ident's, then the latest change. Silent on a tie: the lower ident."""
        return (self.of(ident) != ident, -self._changed.get(ident, date.min).toordinal(), ident)

    def _values(self, person: str, column: str) -> list[object]:
        return [row[column] for row in self._rows.get(person, []) if row[column] is not None]

    def age(self, person: str, day: date) -> int | None:
        born = next(iter(self._values(person, "fodselsdato")), None)
        return born and day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def is_born(self, person: str, day: date) -> bool:
        """Whether the person is, as far as anybody knows."""
        born = next(iter(self._values(person, "fodselsdato")), None)
        return born is None or born <= day

    def country(self, person: str) -> str | None:
        """Country background (B1), None when unknown. A code that no list knows is "unknown", as XUK is."""
        known = self._countries - {UNKNOWN_COUNTRY}
        said = (self._values(person, column) for column in ("opprinnelsesland", "statsborgerskap"))
        return next((country for countries in said for country in countries if country in known), None)


def last_day(row: Row) -> date:
    return row["til_dato"] or date.max


def holding(rows: Iterable[Row], day: date) -> Row | None:
    """Of the rows that cover a day the one that began last holds; of several of them the first in `rows`."""
    found = None
    for row in rows:
        if row["fra_dato"] <= day <= last_day(row) and (found is None or row["fra_dato"] > found["fra_dato"]):
            found = row
    return found


def moves(addresses: list[Row], bydeler: set[str]) -> list[tuple[date, str, str]]:
    """Moves between bydeler (F1) in an address history, in time order: day, from, to."""
    turning_points = {row["fra_dato"] for row in addresses}
    turning_points |= {last_day(row) + timedelta(1) for row in addresses if last_day(row) < date.max}
    found = []
    before: Row | None = None
    for day in sorted(turning_points):
        row = holding(addresses, day)
        if row is None or row is before:
            continue
        if before and before["bydel"] != row["bydel"] and {before["bydel"], row["bydel"]} <= bydeler:
            found.append((day, before["bydel"], row["bydel"]))
        before = row
    return found
