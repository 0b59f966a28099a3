"""Every cell of the marts: mart -> key -> column -> value, exact."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction

from second_computation.city import BYDELER, City

OSLO = "0301"
AREAS = (OSLO, *BYDELER)
Cell = Fraction | int | None
Marts = dict[str, dict[tuple[str, ...], dict[str, Cell]]]

CHANGES = {
    "recipients_by_bydel": {
        "recipient_count": "recipient_count_change_share",
        "recipient_month_average": "recipient_month_average_change_share",
        "gross_paid_amount_nok": "gross_paid_amount_change_share",
        "gross_paid_per_recipient_month_amount_nok": "gross_paid_per_recipient_month_change_share",
    },
    "full_supplementary_aid": {"full_recipient_count": "full_recipient_count_change_share"},
}


def spells(city: City) -> Counter[tuple[date, date, int, int]]:
    """duration_spells without saying whose: first and last month, months of receipt, gap months."""
    return Counter(
        (_first_day(spell.first), _first_day(spell.last), spell.receipts, spell.gaps)
        for of_recipient in city.spells.values()
        for spell in of_recipient
    )


def marts(city: City) -> Marts:
    found: Marts = defaultdict(dict)
    for year in sorted({payment.day.year for payment in city.payments}):
        _Year(city, year).add_to(found)
    for mart, changes in CHANGES.items():
        for (year, area), row in found[mart].items():
            before = found[mart].get((str(int(year) - 1), area), {})
            row.update({change: _change(before.get(column), row[column]) for column, change in changes.items()})
    return found


class _Year:
    def __init__(self, city: City, year: int) -> None:
        self.city, self.year = city, year
        self.recipients = city.of_year(year)
        self.last = {recipient: receipts[-1] for recipient, receipts in self.recipients.items()}
        #: recipient -> the last move of the year
        self.moves = {who: move for who in self.recipients for move in city.moves[who] if move[0].year == year}

    def add_to(self, found: Marts) -> None:
        year = str(self.year)
        for area in AREAS:
            at_last_contact = [who for who, receipt in self.last.items() if area in (OSLO, receipt.bydel)]
            key = (year, area)
            found["recipients_by_bydel"][key] = self._recipients(area) | {
                "last_contact_recipient_count": len(at_last_contact)
            }
            for code, row in self._durations(at_last_contact).items():
                found["duration_by_bydel"][*key, code] = row
            found["full_supplementary_aid"][key] = self._full(at_last_contact)
            found["characteristics_by_bydel"][key] = self._characteristics(at_last_contact)
            found["moves_by_bydel"][key] = self._moves(area, len(at_last_contact))
            for to in AREAS:
                found["moves_matrix"][*key, to] = {"moved_recipient_count": self._moved(area, to)}
            amounts = self._amounts(area)
            if amounts:
                found["amounts_per_recipient"][key] = _distribution(amounts)

    def _recipients(self, area: str) -> dict[str, Cell]:
        """R4–R6, M1, M3, E4."""
        gross = sum(
            payment.ore
            for payment in self.city.payments
            if payment.day.year == self.year and area in (OSLO, payment.bydel)
        )
        day_after = self.city.extract_date + timedelta(1)
        ended_months = min(max(day_after.year * 12 + day_after.month - 1 - self.year * 12, 0), 12)
        months = [
            receipt.month % 12
            for receipts in self.recipients.values()
            for receipt in receipts
            if area in (OSLO, receipt.bydel)
        ]
        return {
            "recipient_count": len([who for who in self.recipients if area == OSLO or area in self._bydeler(who)]),
            "recipient_month_average": _share(sum(month < ended_months for month in months), ended_months),
            "gross_paid_amount_nok": Fraction(gross, 100),
            "gross_paid_per_recipient_month_amount_nok": _share(Fraction(gross, 100), len(months)),
            "ended_month_count": ended_months,
        }

    def _bydeler(self, recipient: str) -> set[str | None]:
        return {receipt.bydel for receipt in self.recipients[recipient]}

    def _durations(self, recipients: list[str]) -> dict[str, dict[str, Cell]]:
        """D2, D3."""
        durations = [
            self.last[recipient].month - self.city.spell_at(recipient, self.last[recipient].month).first + 1
            for recipient in recipients
        ]
        classes = {"under_6": (1, 5), "6_11": (6, 11), "12_23": (12, 23), "24_plus": (24, 10**6)}
        counts = {code: sum(low <= months <= high for months in durations) for code, (low, high) in classes.items()}
        return {
            code: {"recipient_count": count, "recipient_share": _share(count, len(recipients))}
            for code, count in counts.items()
        }

    def _full(self, recipients: list[str]) -> dict[str, Cell]:
        """S3."""
        full = 0
        for recipient in recipients:
            receipts = self.recipients[recipient]
            full_months = sum(self.city.is_full(recipient, receipt) for receipt in receipts)
            full += Fraction(full_months, len(receipts)) >= Fraction(3, 4)
        return {
            "recipient_count": len(recipients),
            "full_recipient_count": full,
            "supplementary_recipient_count": len(recipients) - full,
            "full_recipient_share": _share(full, len(recipients)),
            "supplementary_recipient_share": _share(len(recipients) - full, len(recipients)),
        }

    def _characteristics(self, recipients: list[str]) -> dict[str, Cell]:
        """R7, R9, H2, B1–B3."""
        city, persons = self.city, self.city.persons
        ages = [persons.age(recipient, self.last[recipient].day) for recipient in recipients]
        children = [city.children(recipient, self.last[recipient].day) for recipient in recipients]
        countries = [persons.country(recipient) for recipient in recipients]
        known = sum(country is not None for country in countries)
        row: dict[str, Cell] = {
            "under_30_count": sum(age is not None and age < 30 for age in ages),
            "with_children_count": sum(number > 0 for number in children),
            "four_plus_children_count": sum(number >= 4 for number in children),
            "foreign_background_count": sum(country not in (None, "NOR") for country in countries),
            "refugee_background_count": sum(recipient in city.refugees for recipient in recipients),
            "new_count": sum(city.is_new(recipient, self.year) for recipient in recipients),
        }
        shares = {column.replace("_count", "_share"): _share(count, len(recipients)) for column, count in row.items()}
        shares["foreign_background_share"] = _share(row["foreign_background_count"], known)
        return row | shares | {"recipient_count": len(recipients), "known_country_count": known}

    def _moved(self, origin: str, to: str) -> int:
        """F1."""
        return len([1 for _, left, entered in self.moves.values() if origin in (OSLO, left) and to in (OSLO, entered)])

    def _moves(self, area: str, recipients: int) -> dict[str, Cell]:
        """F2."""
        moved_in, moved_out = self._moved(OSLO, area), self._moved(area, OSLO)
        return {
            "moved_in_recipient_count": moved_in,
            "moved_out_recipient_count": moved_out,
            "net_moved_in_recipient_count": moved_in - moved_out,
            "last_contact_recipient_count": recipients,
            "moved_in_share": _share(moved_in, recipients),
            "moved_out_share": _share(moved_out, recipients),
            "net_moved_in_share": _share(moved_in - moved_out, recipients),
        }

    def _amounts(self, area: str) -> list[int]:
        """M4: øre by recipient; in a bydel, of R6's pairs."""
        amounts: Counter[str] = Counter()
        for payment in self.city.payments:
            if payment.day.year == self.year and area in (OSLO, payment.bydel):
                amounts[payment.recipient] += payment.ore
        return [amounts[who] for who in self.recipients if area == OSLO or area in self._bydeler(who)]


def _distribution(amounts: list[int]) -> dict[str, Cell]:
    return {
        "recipient_count": len(amounts),
        "mean_amount_nok": Fraction(sum(amounts), 100 * len(amounts)),
        "median_amount_nok": _quantile(amounts, Fraction(1, 2)),
        "first_quartile_amount_nok": _quantile(amounts, Fraction(1, 4)),
        "third_quartile_amount_nok": _quantile(amounts, Fraction(3, 4)),
    }


def _quantile(amounts: list[int], share: Fraction) -> Fraction:
    """With linear interpolation between the two values beside the position."""
    ordered = sorted(amounts)
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return (ordered[below] + (position - below) * (ordered[above] - ordered[below])) / Fraction(100)


def _share(part: Fraction | int, whole: int) -> Fraction | None:
    return Fraction(part) / whole if whole else None


def _change(before: Cell, now: Cell) -> Fraction | None:
    return Fraction(now) / before - 1 if before and now is not None else None


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
