"""Points in time of published figures: years, months, periods of months, and changes between two of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from babel.dates import format_date

from velferd.publish.texts import Language, Text

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEARS = re.compile(r"\d{4}-(\d{4})")
_PERIODS = re.compile(r"\S+ - (\S+)")
_PERIOD = re.compile(r"(\d{4}-\d{2})/(\d{4}-\d{2})")
_CHANGE_ENDINGS = ("_change", "_change_pct", "_factor")

Frequency = Literal["year", "month", "period"]


@dataclass(frozen=True, order=True)
class Period:
    """A value of a table's time dimension; sorts by frequency, then chronologically."""

    rank: int
    code: str

    @property
    def frequency(self) -> Frequency:
        return ("year", "month", "period")[self.rank]

    @property
    def label(self) -> Text:
        """As statistics banks write it: 2024, 2024M12; periods of months in words."""
        if self.frequency == "period" and (months := _PERIOD.fullmatch(self.code)):
            return Text(
                *("–".join(_in_words(month, language) for month in months.groups()) for language in ("nb", "en"))
            )
        code = self.code.replace("-", "M") if self.frequency == "month" else self.code
        return Text(code, code)

    @property
    def first_month(self) -> str:
        return f"{self.code}-01" if self.frequency == "year" else self.code.split("/")[0]

    @property
    def last_month(self) -> str:
        return f"{self.code}-12" if self.frequency == "year" else self.code.split("/")[-1]


def period_of(measure: str, year: str) -> Period:
    """Where a figure lies in time: a change belongs to the later of the two points that it compares."""
    code = year
    if match := _YEARS.fullmatch(year) or _PERIODS.fullmatch(year):
        code = match.group(1)
    elif measure.endswith(_CHANGE_ENDINGS) and (match := _PERIOD.fullmatch(year)):
        code = match.group(2)
    rank = 0 if _YEAR.fullmatch(code) else 1 if _MONTH.fullmatch(code) else 2
    return Period(rank, code)


def _in_words(month: str, language: Language) -> str:
    return format_date(date.fromisoformat(f"{month}-01"), "LLLL y", locale=language)
