"""The gate's expectations on amounts and dates: what lies outside cannot be right."""

from __future__ import annotations

from velferd.audit.expectation import Expectation
from velferd.contract import TABLES

#: Shares and means need a denominator; below it they say more about chance than about the delivery.
ENOUGH_ROWS = 1000
TOO_FEW = f"too few rows (fewer than {ENOUGH_ROWS}) to judge by"

#: Earliest day, and latest in days after the extract date. Last days of periods may lie in the future.
DATE_RANGES = {
    "utbetalingsdato": ("1990-01-01", 31),
    "fodselsdato": ("1890-01-01", 0),
    "doedsdato": ("1990-01-01", 0),
    "endret_dato": ("1990-01-01", 31),
    "fra_dato": ("1890-01-01", 366),
    "startdato": ("1990-01-01", 366),
    "bosettingsdato": ("1950-01-01", 366),
}


def _dates_outside() -> str:
    """Share of dates outside the range, one row per table and column of the contract."""
    return " union all ".join(
        f"""
        select
            '{table.relation}.{column.name}' as scope,
            avg(
                (
                    {column.name} not between date '{DATE_RANGES[column.name][0]}'
                    and (select extract_date from chosen where system = '{table.system}')
                    + {DATE_RANGES[column.name][1]}
                )::integer
            ) as observed
        from {table.relation}
        having count({column.name}) >= {ENOUGH_ROWS}
        """
        for table in TABLES
        for column in table.columns
        if column.name in DATE_RANGES
    )


def _payments_by_year(observed: str) -> str:
    """One figure per year of payments."""
    return f"""
        select year(utbetalingsdato)::varchar as scope, {observed} as observed
        from fasit.utbetaling
        group by year(utbetalingsdato)
        having count(*) >= {ENOUGH_ROWS}
    """


RANGES = (
    Expectation(
        "dates_in_range",
        "At most one date in a thousand lies before the column's first plausible day or after the extract date.",
        _dates_outside(),
        high=0.001,
        systems=(),
        empty_because=TOO_FEW,
    ),
    Expectation(
        "payment_mean_is_plausible",
        "The mean payment of a year is between 500 and 50 000 kr.",
        _payments_by_year("avg(belop)"),
        500,
        50_000,
        empty_because=TOO_FEW,
    ),
    Expectation(
        "large_payments_are_rare",
        "At most one payment in a thousand is above 300 000 kr, whatever its sign.",
        _payments_by_year("avg((abs(belop) > 300000)::integer)"),
        high=0.001,
        empty_because=TOO_FEW,
    ),
    Expectation(
        "negative_payments_are_few",
        "Corrections and repayments are at most 10 % of a year's payments.",
        _payments_by_year("avg((belop < 0)::integer)"),
        high=0.1,
        empty_because=TOO_FEW,
    ),
    Expectation(
        "income_amounts_are_plausible",
        "At most one monthly income in a thousand is above 1 000 000 kr, whatever its sign.",
        f"""
        select 'fasit.inntekt' as scope, avg((abs(belop) > 1000000)::integer) as observed
        from fasit.inntekt
        having count(*) >= {ENOUGH_ROWS}
        """,
        high=0.001,
        empty_because=TOO_FEW,
    ),
    Expectation(
        "oskar_mean_is_plausible",
        "The mean amount of a month in Oskar is between 500 and 50 000 kr in every year.",
        f"""
        select left(maned, 4) as scope, avg(belop) as observed
        from oskar.stonadsmaned
        group by left(maned, 4)
        having count(*) >= {ENOUGH_ROWS}
        """,
        500,
        50_000,
        systems=("oskar",),
        empty_because=TOO_FEW,
    ),
    Expectation(
        "ledger_functions_cost_money",
        "Net expense of each KOSTRA function is positive in every year.",
        """
        select 'function ' || kostra_funksjon || ', ' || left(periode, 4) as scope, sum(belop) as observed
        from unit4.hovedbok
        where kostra_funksjon in ('275', '276', '281')
        group by kostra_funksjon, left(periode, 4)
        """,
        low=0,
        systems=("unit4",),
    ),
)
