"""The ledger (Unit4): lines that add up to the printed net expenditure by KOSTRA function, bydel and year."""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.persons import BYDEL_CODES, MISSING
from velferd.generator.timeline import LAST_YEAR

FIRST_YEAR = 2003
FUNCTION_CODES = published.codes("kostra_function_code")
ASSISTANCE, KVP, INTRODUCTION = "281", "276", "275"
TEMPORARY_HOUSING = "14703"
#: By function: accounts of expenses, their texts, and the account of refunds.
ACCOUNTS = {
    ASSISTANCE: (
        ("14700", "Økonomisk sosialhjelp"),
        ("14701", "Sosialhjelp, husleie"),
        ("14705", "Sosialhjelp, særlige tilfeller"),
    ),
    KVP: (("10890", "Kvalifiseringsstønad"), ("10990", "Arbeidsgiveravgift"), ("12700", "Kjøp av tiltak")),
    INTRODUCTION: (
        ("10891", "Introduksjonsstønad"),
        ("12700", "Kjøp av tiltak"),
        ("11200", "Læremateriell, norskopplæring"),
    ),
}
REFUNDS = ("17700", "Refusjon fra andre")
#: Net million kr of the city where it is not printed by bydel.
NET_ASSISTANCE = {
    2003: 730, 2004: 745, 2005: 765, 2006: 775, 2007: 760, 2008: 770, 2009: 835, 2010: 880, 2011: 905, 2012: 925,
    2013: 975, 2014: 1035, 2015: 1105, 2016: 1195, 2017: 1255, 2018: 1275, 2019: 1288,
}  # fmt: skip
EARLIER_GROWTH = 0.955  # of KVP and introduction programme, a year back in time
LINES_A_MONTH = 3
ORE = 100


def make_ledger(scale: float, first_id: int, rng: np.random.Generator) -> dict:
    parts = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for function in FUNCTION_CODES:
            net = np.round(scale * _net(function, year) * 1e6 * ORE).astype(np.int64)
            housing = np.zeros(15, np.int64)
            if function == ASSISTANCE:
                housing = np.round(scale * _housing(year) * ORE).astype(np.int64)
            parts += _year_lines(year, function, net, housing, rng)
    period = np.concatenate([p[0] for p in parts])
    order = np.argsort(period, kind="stable")
    names = ("bydel", "function", "account", "text", "amount")
    column = {name: np.concatenate([p[n + 1] for p in parts])[order] for n, name in enumerate(names)}
    line = np.arange(len(order)) % 4
    accounts, texts = _codes(0), _codes(1)
    return {
        "bilag_id": first_id + np.arange(len(order)) // 4,
        "linje": line + 1,
        "periode": (tuple(sorted({str(p) for p in period})), np.unique(period[order], return_inverse=True)[1]),
        "bydel": (BYDEL_CODES, column["bydel"]),
        "kostra_funksjon": (FUNCTION_CODES, column["function"]),
        "art": (accounts, column["account"]),
        "tekst": (texts, column["text"]),
        "belop": column["amount"],
    }


def _codes(part: int) -> tuple[str, ...]:
    lines = [account for accounts in ACCOUNTS.values() for account in accounts]
    lines += [REFUNDS, (TEMPORARY_HOUSING, "Midlertidig botilbud")]
    return tuple(dict.fromkeys(line[part] for line in lines))


def _net(function: str, year: int) -> np.ndarray:
    """Million kr by bydel."""
    if function == ASSISTANCE:
        first = published.PRINTED_YEARS[0]
        by_bydel = published.printed_by_bydel("3.01", "net_paid_mnok", max(year, first))
        if year >= first:
            return by_bydel
        total = NET_ASSISTANCE.get(year) or published.printed("web", "net_paid_mnok", year)
        return by_bydel * total / by_bydel.sum()
    table, measure = ("4.01", "kvp_net_cost_mnok") if function == KVP else ("5.01", "intro_cost_mnok")
    first = 2018
    return published.printed_by_bydel(table, measure, max(year, first)) * EARLIER_GROWTH ** max(first - year, 0)


def _housing(year: int) -> np.ndarray:
    first = published.PRINTED_YEARS[0]
    by_bydel = published.printed_by_bydel("3.03", "net_paid_temporary_housing_nok", max(year, first))
    return by_bydel * 0.93 ** max(first - year, 0)


def _year_lines(
    year: int, function: str, net: np.ndarray, housing: np.ndarray, rng: np.random.Generator
) -> list[tuple]:
    """Lines of a year and function: expenses, refunds, temporary housing, and what has no bydel."""
    accounts, texts = _codes(0), _codes(1)
    parts = []

    def spread(total: np.ndarray, lines: int) -> np.ndarray:
        """Parts of each bydel's total that add up to it exactly: bydel × (12 months and closing) × lines."""
        share = rng.uniform(0.6, 1.4, (15, 13, lines)) * np.array([1.0] * 12 + [0.05])[None, :, None]
        amount = np.round(share / share.sum(axis=(1, 2), keepdims=True) * total[:, None, None]).astype(np.int64)
        amount[:, 0, 0] += total - amount.sum(axis=(1, 2))
        return amount

    def add(amount: np.ndarray, names: list[tuple[str, str]]) -> None:
        bydel, month, line = np.nonzero(amount)
        parts.append(
            (
                year * 100 + month + 1,
                bydel,
                np.full(len(bydel), FUNCTION_CODES.index(function)),
                np.array([accounts.index(n[0]) for n in names])[line],
                np.array([texts.index(n[1]) for n in names])[line],
                amount[bydel, month, line],
            )
        )

    refund = -(net * 0.045).astype(np.int64)
    add(spread(refund, 1), [REFUNDS])
    add(spread(housing, 1), [(TEMPORARY_HOUSING, "Midlertidig botilbud")])
    add(spread(net - refund - housing, LINES_A_MONTH), list(ACCOUNTS[function]))
    # Booked without a bydel and mostly moved again: only a trifle stays with the city.
    amount = rng.integers(-2_000, 2_500, 12) * ORE
    account = ACCOUNTS[function][0]
    parts.append(
        (
            year * 100 + 1 + np.arange(12),
            np.full(12, MISSING),
            np.full(12, FUNCTION_CODES.index(function)),
            np.full(12, accounts.index(account[0])),
            np.full(12, texts.index(account[1])),
            amount,
        )
    )
    return parts
