"""The vintage that a build is asked for: which deliveries it may read."""

from __future__ import annotations

import re
from datetime import date

import click

from velferd.contract import MANDATORY_SYSTEM, SYSTEMS


def parse_as_of(text: str | None) -> dict[str, str]:
    """Return the last delivery date (YYYY-MM-DD) per system; a system that is left out has its latest delivery.

    `YYYY-MM-DD` is for all systems, `fasit:YYYY-MM-DD,nav:YYYY-MM-DD` for those named. Raises click.ClickException
    for anything else.
    """
    if not text or not text.strip():
        return {}
    text = text.strip()
    if ":" not in text:
        return dict.fromkeys(SYSTEMS, _date(text))
    dates: dict[str, str] = {}
    for part in text.split(","):
        system, _, day = (piece.strip() for piece in part.partition(":"))
        if system not in SYSTEMS:
            raise click.ClickException(
                f"AS_OF names the system '{system}', which is not one of {', '.join(SYSTEMS)}. "
                "Write YYYY-MM-DD, or fasit:YYYY-MM-DD,nav:YYYY-MM-DD."
            )
        if system in dates:
            raise click.ClickException(f"AS_OF names the system '{system}' twice.")
        dates[system] = _date(day)
    return dates


def require_possible(as_of: dict[str, str], first_dates: dict[str, str]) -> None:
    """Raise click.ClickException when `as_of` is before a system's first delivery, whose date per system is given.

    Where one date is for all systems, those that begin later are absent, as the contract lets all but one be.
    """
    is_for_all = as_of.keys() == set(SYSTEMS)
    for system in (MANDATORY_SYSTEM,) if is_for_all else as_of:
        first = first_dates.get(system)
        if first is not None and as_of[system] < first:
            raise click.ClickException(
                f"AS_OF asks for {system} as of {as_of[system]}, but its first delivery is of {first}. "
                "Ask for that date or a later one."
            )


def _date(text: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise click.ClickException(
            f"AS_OF has '{text}' where a date YYYY-MM-DD should be. "
            "Write YYYY-MM-DD, or fasit:YYYY-MM-DD,nav:YYYY-MM-DD."
        ) from None
