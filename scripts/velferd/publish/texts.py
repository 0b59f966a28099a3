"""Words that stand around the figures, in Norwegian bokmål and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "en")

MISSING = ".."
HIDDEN = ":"


@dataclass(frozen=True)
class Text:
    """The same text in both languages."""

    nb: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.nb if language == "nb" else self.en

    def __bool__(self) -> bool:
        return bool(self.nb)


SUBJECT = Text("Sosiale tjenester", "Social services")
AREA = Text("bydel", "bydel")
CONTENTS = Text("statistikkvariabel", "contents")
CATEGORY = Text("kategori", "category")
YEAR = Text("år", "year")
MONTH = Text("måned", "month")
PERIOD = Text("periode", "period")
TOTAL = Text("I alt", "Total")

NOTE = Text("Merknad", "Note")
SOURCE = Text("Kilde", "Source")
CONTACT = Text("Kontakt", "Contact")
EXTRACTED = Text("Datauttrekk", "Extract date")
SYMBOLS = Text("Tegn i tabellene", "Symbols in the tables")
TABLE = Text("Tabell", "Table")
TITLE = Text("Tittel", "Title")
BY = Text("etter", "by")
AND = Text("og", "and")

UNITS = {
    "count": Text("antall", "number"),
    "mnok": Text("millioner kroner", "million NOK"),
    "nok": Text("kroner", "NOK"),
    "percent": Text("prosent", "per cent"),
    "percentage_point": Text("prosentpoeng", "percentage points"),
    "months": Text("måneder", "months"),
    "ratio": Text("forholdstall", "ratio"),
}

_MEANING_OF_MISSING = Text("Tallet finnes ikke", "The figure does not exist")
_MEANING_OF_HIDDEN = Text("Tallet vises ikke, for å verne enkeltpersoner", "Not shown, to protect individuals")
_MEANING_OF_INTERVAL = Text(
    "Tallet ligger i intervallet og vises ikke nøyaktig, for å verne enkeltpersoner",
    "The figure lies in the interval and is not shown exactly, to protect individuals",
)


def meaning(symbol: str) -> Text:
    """What a text that stands in the place of a figure says."""
    return {MISSING: _MEANING_OF_MISSING, HIDDEN: _MEANING_OF_HIDDEN}.get(symbol, _MEANING_OF_INTERVAL)
