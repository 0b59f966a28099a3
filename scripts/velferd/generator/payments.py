"""Fasit's payments: several lines a month by purpose, corrections, and months that corrections cancel."""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.amounts import monthly_amounts
from velferd.generator.persons import BYDEL_CODES, MISSING, Persons
from velferd.generator.pool import Pool
from velferd.generator.timeline import (
    FASIT_MONTH,
    FASIT_YEAR,
    LAST_YEAR,
    MONTH_COUNT,
    anniversary,
    first_day,
    month_index,
)

AID_CODES = published.codes("aid_type_code")
PURPOSES = published.codes("aid_type_code", "purpose_nb")
#: Of each kind of line: how often in a month of receipt, usual kr, and whether it grows with the household.
LINES = {
    "HUSLEIE": (0.56, 8000, False),
    "HUSLEIERESTANSE": (0.015, 9000, False),
    "BASISBELOP": (0.85, 6000, True),
    "MIDLERTIDIG_BOTILBUD": (0.05, 16000, False),
    "ANNEN_HJELP_LIVSOPPHOLD": (0.16, 3000, True),
    "STROM": (0.17, 2300, False),
    "STROMRESTANSE": (0.01, 4000, False),
    "BOLIGETABLERING": (0.04, 9000, True),
    "KONTANTDEPOSITUM": (0.010, 26000, False),
    "GARANTI_DEPOSITUM": (0.006, 20000, False),
    "TANNBEHANDLING": (0.03, 9000, False),
    "NODHJELP": (0.05, 1800, False),
    "RENTER_BOLIGLAN": (0.008, 8000, False),
    "HOYTIDSTILLEGG": (0.35, 900, True),
    "BARNEHAGE_AKS": (0.012, 2500, True),
    "BOVEILEDNING": (0.004, 4000, False),
    "PARAGRAF_19": (0.008, 2500, False),
    "EKSTRATILLEGG_2022": (1.0, 1000, True),
}
#: Chance that a line is paid in two parts.
SECOND_PART = {"BASISBELOP": 0.55, "HUSLEIE": 0.12, "ANNEN_HJELP_LIVSOPPHOLD": 0.2}
#: Share of all that is paid, by purpose: figure 3.5's prose for the first year, figure 3.4 for the last one.
SHARES_2019 = {
    "Husleie": 0.51, "Basisbeløp": 0.285, "Midlertidig botilbud": 0.034, "Annen hjelp livsopphold": 0.035,
    "Strøm": 0.025, "Boligetablering": 0.034, "Kontantdepositum": 0.019, "Tannbehandling": 0.022,
    "Innfri garanti depositum": 0.009, "Nødhjelp": 0.008, "Renter boliglån": 0.006, "Annet*": 0.013,
}  # fmt: skip
HOLIDAY_MONTHS = (11,)
EXTRA_MONTH, EXTRA_PER_MEMBER = month_index(2022, 12), 1000
CORRECTED_SHARE, CANCELLED_SHARE, NEGATIVE_SHARE = 0.012, 0.004, 0.0015
KR = 100  # amounts are whole øre
FITTING_ROUNDS = 6


class Months:
    """The months of receipt in Fasit's time, one element each, by household and month."""

    def __init__(self, city: Pool) -> None:
        self.household, month = np.nonzero(city.receipt[:, FASIT_MONTH:])
        self.month = month + FASIT_MONTH
        self.year = month // 12
        self.bydel = city.residence[self.household, self.month]
        # Bydel of the pay day before, where a payment early in the month may still come from.
        self.bydel_before = city.residence[self.household, self.month - 1]
        self.pay_day = city.pay_day[self.household]
        day = first_day(self.month) + self.pay_day - 1
        self.has_partner = (city.partner_from[self.household] <= day) & (day <= city.partner_to[self.household])
        self.children = np.zeros(len(day), np.int32)
        position = np.full((len(city), MONTH_COUNT - FASIT_MONTH), -1, np.int32)
        position[self.household, month] = np.arange(len(month))
        born, grown = city.child_birth, anniversary(city.child_birth, 18)
        for m in range(MONTH_COUNT - FASIT_MONTH):
            now = first_day(m + FASIT_MONTH)
            counted = np.flatnonzero((born <= now) & (now < grown) & (city.child_custody > 0))
            row = position[city.child_household[counted], m]
            np.add.at(self.children, row[row >= 0], 1)

    def __len__(self) -> int:
        return len(self.household)


def make_payments(
    city: Pool, persons: Persons, months: Months, scale: float, first_id: int, rng: np.random.Generator
) -> dict:
    """The payments of the first delivery, in the order of their dates."""
    row, kind = _lines(months, rng)
    amount = _amounts(months, row, kind, scale, rng)
    is_first = np.ones(len(row), bool)
    is_first[1:] = row[1:] != row[:-1]
    # The month's last payment falls on the pay day, which the counting of reference days relies on.
    early = ~is_first & (rng.random(len(row)) < 0.25)
    day_of_month = np.where(early, 1 + (rng.random(len(row)) * months.pay_day[row]).astype(int), months.pay_day[row])
    is_early = day_of_month < months.pay_day[row]
    lines = {
        "household": months.household[row],
        "month": months.month[row],
        "date": first_day(months.month)[row] + day_of_month.astype(np.int32) - 1,
        "bydel": np.where(is_early, months.bydel_before[row], months.bydel[row]),
        "kind": kind,
        "amount": amount,
        "corrects": np.full(len(row), MISSING, np.int64),
    }
    lines = _correct(lines, rng)
    lines = _cancel_months(lines, city, rng)
    return _table(lines, persons, first_id)


def _lines(months: Months, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Which lines each month has: (month, kind), in the order of the months."""
    chance = np.array([LINES[code][0] for code in AID_CODES])
    has = rng.random((len(months), len(AID_CODES)), np.float32) < chance
    calendar_month = months.month % 12
    has[:, AID_CODES.index("HOYTIDSTILLEGG")] &= np.isin(calendar_month, HOLIDAY_MONTHS)
    has[:, AID_CODES.index("EKSTRATILLEGG_2022")] = months.month == EXTRA_MONTH
    basic = AID_CODES.index("BASISBELOP")
    has[:, basic] |= ~np.delete(has, AID_CODES.index("EKSTRATILLEGG_2022"), axis=1).any(axis=1)
    row, kind = np.nonzero(has)
    twice = np.zeros(len(row), bool)
    draw = rng.random(len(row))
    for code, share in SECOND_PART.items():
        twice |= (kind == AID_CODES.index(code)) & (draw < share)
    repeats = 1 + twice
    return np.repeat(row, repeats), np.repeat(kind, repeats).astype(np.int8)


def _amounts(months: Months, row: np.ndarray, kind: np.ndarray, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Øre per line: fits the household's yearly sum and the year's purposes in turn."""
    usual = np.array([LINES[code][1] for code in AID_CODES], np.float32)
    grows = np.array([LINES[code][2] for code in AID_CODES])
    members = 1 + months.has_partner + months.children
    size = (0.55 + 0.45 * members).astype(np.float32)
    raw = usual[kind] * rng.lognormal(0, 0.45, len(row)).astype(np.float32)
    raw *= np.where(grows[kind], size[row], 1 + 0.1 * (size[row] - 1))
    is_extra = kind == AID_CODES.index("EKSTRATILLEGG_2022")
    extra = np.where(is_extra, EXTRA_PER_MEMBER * members[row], 0)
    raw[is_extra] = 0

    # Households differ in how much of their need is left when other incomes are counted.
    level = rng.lognormal(0, 0.55, months.household.max(initial=0) + 1)
    need = np.bincount(row, raw, minlength=len(months)) * level[months.household]
    amounts = monthly_amounts(need, months.household, months.year, months.bydel, scale)
    of_extra = np.bincount(row, extra, minlength=len(months))
    wanted = np.maximum(amounts - of_extra, 0.1 * amounts)

    purpose = np.array([_purposes().index(_purpose(p)) for p in PURPOSES])[kind]
    year = months.year[row]
    cell = year * len(_purposes()) + purpose
    targets = _purpose_targets(np.bincount(months.year, wanted, minlength=LAST_YEAR - FASIT_YEAR + 1)).ravel()
    line = raw * (wanted / np.bincount(row, raw, minlength=len(months)))[row]
    for _ in range(FITTING_ROUNDS):
        paid = np.bincount(cell, line, minlength=len(targets))
        line *= np.where(paid > 0, targets / np.maximum(paid, 1), 1)[cell]
        line *= (wanted / np.bincount(row, line, minlength=len(months)))[row]
    kroner = rng.random(len(row)) < 0.7
    rounded = np.where(kroner, np.round(line) * KR, np.round(line * KR))
    return np.where(is_extra, extra * KR, np.maximum(rounded, KR)).astype(np.int64)


def _purposes() -> tuple[str, ...]:
    return tuple(SHARES_2019)


def _purpose(label: str) -> str:
    return label if label in SHARES_2019 else "Annet*"


def _purpose_targets(totals: np.ndarray) -> np.ndarray:
    """Kr by year and purpose, from 2019's shares to those of the last year."""
    last = np.array(
        [published.printed("fig3.04", "gross_paid_by_purpose_nok", LAST_YEAR, category=p) for p in _purposes()]
    )
    last /= last.sum()
    first = np.array(list(SHARES_2019.values()))
    first /= first.sum()
    years = np.arange(FASIT_YEAR, LAST_YEAR + 1)
    along = np.clip((years - 2019) / (LAST_YEAR - 2019), 0, 1)[:, None]
    return totals[:, None] * ((1 - along) * first + along * last)


def _append(lines: dict, more: dict) -> dict:
    return {name: np.concatenate([values, more[name].astype(values.dtype)]) for name, values in lines.items()}


def _correct(lines: dict, rng: np.random.Generator) -> dict:
    """Some payments were too high and are corrected in the same month: a negative line, the sum as it should be."""
    rows = np.flatnonzero(rng.random(len(lines["amount"])) < CORRECTED_SHARE)
    rows = rows[AID_CODES.index("EKSTRATILLEGG_2022") != lines["kind"][rows]]
    too_much = (lines["amount"][rows] * rng.uniform(0.1, 1.2, len(rows))).astype(np.int64) // KR * KR + KR
    lines["amount"][rows] += too_much
    correction = {name: values[rows] for name, values in lines.items()}
    correction["amount"] = -too_much
    correction["corrects"] = rows
    month_end = first_day(correction["month"] + 1) - 1
    correction["date"] = np.minimum(correction["date"] + rng.integers(1, 20, len(rows)), month_end)
    return _append(lines, correction)


def _cancel_months(lines: dict, city: Pool, rng: np.random.Generator) -> dict:
    """Months that are no months of receipt (rule R3): payments that are taken back whole, or repayments alone."""
    receipt = city.receipt[:, FASIT_MONTH:]
    beside = np.zeros_like(receipt)
    beside[:, 1:] = receipt[:, :-1]
    household, month = np.nonzero(beside & ~receipt)
    month += FASIT_MONTH
    draw = rng.random(len(household))
    share = len(household) / max(receipt.sum(), 1)
    cancelled = np.flatnonzero(draw < CANCELLED_SHARE / share)
    negative = np.flatnonzero(draw > 1 - NEGATIVE_SHARE / share)

    def make(rows: np.ndarray, amount: np.ndarray, days: np.ndarray, corrects: np.ndarray) -> dict:
        return {
            "household": household[rows],
            "month": month[rows],
            "date": first_day(month[rows]) + days,
            "bydel": city.residence[household[rows], month[rows]],
            "kind": np.full(len(rows), AID_CODES.index("BASISBELOP")),
            "amount": amount * KR,
            "corrects": corrects,
        }

    amount, days = rng.integers(500, 9000, len(cancelled)), rng.integers(0, 15, len(cancelled))
    first = len(lines["amount"])
    lines = _append(lines, make(cancelled, amount, days, np.full(len(cancelled), MISSING)))
    lines = _append(
        lines, make(cancelled, -amount, days + rng.integers(1, 12, len(days)), first + np.arange(len(days)))
    )
    # A repayment names a payment of the month before, when there was a receipt.
    order = np.argsort(
        lines["household"][:first].astype(np.int64) * MONTH_COUNT + lines["month"][:first], kind="stable"
    )
    key = (lines["household"][:first].astype(np.int64) * MONTH_COUNT + lines["month"][:first])[order]
    repaid = order[np.searchsorted(key, household[negative].astype(np.int64) * MONTH_COUNT + month[negative] - 1)]
    amount, days = -rng.integers(300, 3000, len(negative)), rng.integers(0, 25, len(negative))
    return _append(lines, make(negative, amount, days, repaid))


def _table(lines: dict, persons: Persons, first_id: int) -> dict:
    order = np.lexsort((np.arange(len(lines["date"])), lines["household"], lines["date"]))
    number = np.empty(len(order), np.int64)
    number[order] = first_id + np.arange(len(order))
    corrects = lines["corrects"]
    corrects = np.where(corrects == MISSING, MISSING, number[corrects])
    household, date = lines["household"][order], lines["date"][order]
    return {
        "utbetaling_id": number[order],
        # A decision lasts three months.
        "vedtak_id": first_id + household.astype(np.int64) * 200 + (lines["month"][order] - FASIT_MONTH) // 3,
        "hovedperson_fnr": persons.ident_on(household, date),
        "utbetalingsdato": date,
        "bydel": (BYDEL_CODES, lines["bydel"][order].astype(np.int32)),
        "hjelpetype": (AID_CODES, lines["kind"][order].astype(np.int32)),
        "belop": lines["amount"][order],
        "korrigerer_utbetaling_id": corrects[order],
    }


#: Recipients of the last year that the second delivery no longer has, by bydel (checks.md C4).
CORRECTED_AWAY = {"Vestre Aker": 1, "Alna": 3}


def corrections_of_second_delivery(city: Pool, payments: dict, persons: Persons, months: Months) -> dict:
    """Lines that take back all payments of the last year to a few of its recipients, on the days they were paid."""
    labels = list(published.bydeler().values())
    row = np.flatnonzero(months.year == LAST_YEAR - FASIT_YEAR)
    household, bydel = months.household[row], months.bydel[row]
    count = np.bincount(household, minlength=len(city))
    # Whoever was paid by one bydel all the time, and whose ident does not change: payments are found by it.
    changed = (bydel != months.bydel_before[row]) | (bydel != city.residence[household, -1])
    fits = (count > 0) & (np.bincount(household, changed, minlength=len(city)) == 0)
    fits &= persons.idents[: len(city), 0] == persons.idents[: len(city), 2]
    chosen: list[int] = []
    for name, number in CORRECTED_AWAY.items():
        candidates = np.flatnonzero(fits & (city.residence[:, -1] == labels.index(name)))
        chosen += candidates[np.argsort(count[candidates], kind="stable")][:number].tolist()
    rows = np.flatnonzero(
        np.isin(payments["hovedperson_fnr"], persons.idents[chosen, 2])
        & (payments["utbetalingsdato"] >= first_day(month_index(LAST_YEAR, 1)))
    )
    more = {name: (v[0], v[1][rows]) if isinstance(v, tuple) else v[rows] for name, v in payments.items()}
    more["korrigerer_utbetaling_id"] = more["utbetaling_id"]
    more["utbetaling_id"] = payments["utbetaling_id"].max() + 1 + np.arange(len(rows))
    more["belop"] = -more["belop"]
    return more
