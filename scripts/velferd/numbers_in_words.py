"""Numbers as the console and the pages of the suites write them: a space between thousands, a point before decimals."""

from __future__ import annotations

from decimal import Decimal


def figure(value: float) -> str:
    """Whole numbers whole, and so are all from a thousand on; others with four significant digits."""
    if abs(round(value, 1)) >= 1000 or value == int(value):
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.4g}"


def kroner(amount: Decimal) -> str:
    """An amount to the øre."""
    return f"{amount:,.2f}".replace(",", " ")


def percent(share: float) -> str:
    """A share (0-1)."""
    return f"{figure(share * 100)} %"
