"""The recipients of a delivery: their months of receipt, spells, households and incomes."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from second_computation.delivery import Row, delivery_date, read
from second_computation.persons import Persons, holding, moves

BYDELER = tuple(f"0301{number:02}" for number in range(1, 16))
#: The days that a source covers (E6), up to its extract.
FASIT_FIRST, OSKAR_FIRST, OSKAR_LAST = date(2016, 1, 1), 2004 * 12, 2016 * 12 + 11
PARTNERS = {"EKTEFELLE", "SAMBOER"}
NOT_BASE_INCOME = {
    "STATLIG_BOSTOTTE",
    "KOMMUNALT_BOLIGTILSKUDD",
    "BARNETRYGD",
    "BARNETILSYN",
    "GRUNNSTONAD",
    "HJELPESTONAD",
    "BARNEBIDRAG",
}


@dataclass(frozen=True)
class Payment:
    id: int
    recipient: str
    day: date
    bydel: str | None
    ore: int

    @property
    def month(self) -> int:
        return self.day.year * 12 + self.day.month - 1


@dataclass(frozen=True)
class Receipt:
    """A month of receipt (R3) with its bydel (R5) and reference day (R9)."""

    month: int
    bydel: str | None
    day: date


@dataclass
class Spell:
    first: int
    last: int
    receipts: int = 1

    @property
    def gaps(self) -> int:
        return self.last - self.first + 1 - self.receipts


class City:
    def __init__(self, extracts: Path, code_lists: Path, as_of: date | None = None) -> None:
        def table(name: str) -> list[Row]:
            return read(extracts, name, as_of)

        self.extract_date = delivery_date(extracts, "fasit", as_of)
        self._income_types = _codes(code_lists / "income_type_code.csv")
        countries = _codes(code_lists / "country_code.csv")
        self.persons = Persons(table("fasit/identhistorikk"), table("fasit/person"), countries)
        of = self.persons.of
        self.refugees = {of(row["fnr"]) for row in table("socio/flyktning")}
        self.payments = [
            Payment(
                row["utbetaling_id"],
                of(row["hovedperson_fnr"]),
                row["utbetalingsdato"],
                row["bydel"] if row["bydel"] in BYDELER else None,
                row["belop"],
            )
            for row in table("fasit/utbetaling")
            if FASIT_FIRST <= row["utbetalingsdato"] <= self.extract_date
            and self.persons.is_born(of(row["hovedperson_fnr"]), row["utbetalingsdato"])
        ]
        #: recipient -> month -> receipt
        self.receipts: dict[str, dict[int, Receipt]] = defaultdict(dict)
        paid: dict[tuple[str, int], list[Payment]] = defaultdict(list)
        for payment in self.payments:
            paid[payment.recipient, payment.month].append(payment)
        for (recipient, month), payments in paid.items():
            if sum(payment.ore for payment in payments) > 0:
                last = max((p for p in payments if p.ore > 0), key=lambda p: (p.day, p.id))
                self.receipts[recipient][month] = Receipt(month, last.bydel, last.day)
        #: recipient -> months of Fasit and Oskar (R10)
        self.series: dict[str, set[int]] = defaultdict(set)
        for recipient, receipts in self.receipts.items():
            self.series[recipient] |= set(receipts)
        before: Counter[tuple[str, int]] = Counter()
        for row in table("oskar/stonadsmaned"):
            if OSKAR_FIRST <= row["maned"] <= OSKAR_LAST:
                before[of(row["fnr"]), row["maned"]] += row["belop"]
        for (recipient, month), ore in before.items():
            if ore > 0 and (recipient, month) not in paid:
                self.series[recipient].add(month)
        self.spells = {recipient: _spells(months) for recipient, months in self.series.items()}

        #: main person -> member -> rows
        self._members: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in self._most_current_first(table("fasit/husstandsmedlem"), "hovedperson_fnr", "medlem_fnr"):
            main, member = of(row["hovedperson_fnr"]), of(row["medlem_fnr"])
            if main != member:
                self._members[main][member].append(row)
        addresses: dict[str, list[Row]] = defaultdict(list)
        for row in self._most_current_first(table("fasit/adresse"), "fnr"):
            addresses[of(row["fnr"])].append(row)
        self.moves = {recipient: moves(addresses[recipient], set(BYDELER)) for recipient in self.receipts}
        #: person, month -> type -> øre; S2 adds up by person, whatever household an income is registered under
        self._incomes: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
        for row in table("fasit/inntekt"):
            kind = row["inntektstype"] if row["inntektstype"] in self._income_types else "unknown"
            self._incomes[of(row["fnr"]), row["maned"]][kind] += row["belop"]

    def _most_current_first(self, rows: list[Row], *idents: str) -> list[Row]:
        """So that of two periods that begin on the same day, the one of the more current ident holds."""
        return sorted(rows, key=lambda row: [self.persons.rank(row[ident]) for ident in idents])

    def of_year(self, year: int) -> dict[str, list[Receipt]]:
        """Recipients of the year (R4) and their months of receipt in it, in time order."""
        found = {}
        for recipient, receipts in self.receipts.items():
            of_year = [receipts[month] for month in sorted(receipts) if month // 12 == year]
            if of_year:
                found[recipient] = of_year
        return found

    def spell_at(self, recipient: str, month: int) -> Spell:
        return next(spell for spell in self.spells[recipient] if spell.first <= month <= spell.last)

    def is_new(self, recipient: str, year: int) -> bool:
        """B3: nothing in the 24 months before the year's first month of receipt."""
        months = self.series[recipient]
        first = min(month for month in months if month // 12 == year)
        return not any(first - 24 <= month < first for month in months)

    def children(self, recipient: str, day: date) -> int:
        """H2, as yearly statistics count them."""
        return sum(
            row["relasjon"] == "BARN" and (row["samvarsprosent"] or 0) > 50 and (age is not None and age < 18)
            for member, row in self._household(recipient, day).items()
            for age in [self.persons.age(member, day)]
        )

    def is_full(self, recipient: str, receipt: Receipt) -> bool:
        """S2: a month without base income of the main person or a partner."""
        household = self._household(recipient, receipt.day)
        adults = {recipient} | {member for member, row in household.items() if row["relasjon"] in PARTNERS}
        incomes = [self._incomes[adult, receipt.month] for adult in adults]
        return not any(ore > 0 for of_adult in incomes for kind, ore in of_adult.items() if kind not in NOT_BASE_INCOME)

    def _household(self, recipient: str, day: date) -> dict[str, Row]:
        held = {member: holding(rows, day) for member, rows in self._members.get(recipient, {}).items()}
        return {member: row for member, row in held.items() if row}


def _spells(months: set[int]) -> list[Spell]:
    """D1: gaps of at most two months do not break a spell."""
    spells: list[Spell] = []
    for month in sorted(months):
        if spells and month - spells[-1].last <= 3:
            spells[-1].last = month
            spells[-1].receipts += 1
        else:
            spells.append(Spell(month, month))
    return spells


def _codes(path: Path) -> set[str]:
    with path.open(encoding="utf-8") as file:
        return {row["code"] for row in csv.DictReader(file)}
