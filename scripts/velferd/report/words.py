"""Words of the report that stand around its tables and figures."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.lists import format_list

from velferd.publish.texts import Language, Text

TITLE = Text(
    "Økonomisk sosialhjelp, kvalifiseringsprogrammet og introduksjonsprogrammet i Oslo",
    "Social assistance, the qualification programme and the introduction programme in Oslo",
)
REPORT = Text("Årsrapport {year}", "Annual report {year}")
SUMMARY = Text("Sammendrag", "Summary")
MAIN_FINDINGS = Text("Hovedfunn", "Main findings")
CONTENTS = Text("Innhold", "Contents")
TO_CONTENT = Text("Hopp til innholdet", "Skip to the content")
TABLE = Text("Tabell", "Table")
FIGURE = Text("Figur", "Figure")
SOURCE = Text("Kilde", "Source")
NOTE = Text("Merknad", "Note")
EXTRACTED = Text("datauttrekk per", "extracted")
KEY_FIGURES = Text("Nøkkeltall", "Key figures")
DEFINITIONS = Text("Definisjoner", "Definitions")
FIGURES_OF_CHART = Text("Tallene i figuren", "The figures of the chart")
DOWNLOAD = Text("Last ned tallene (CSV)", "Download the figures (CSV)")
DOWNLOAD_TABLE = Text("Last ned tabellen (CSV)", "Download the table (CSV)")
OTHER_LANGUAGE = Text("English", "Norsk")
ABOUT = Text("Om tallene", "About the figures")
SOURCES = Text("Kilder og datauttrekk", "Sources and extract dates")
SYMBOLS = Text("Tegn i tabellene", "Symbols in the tables")
EXTRACT_DATE = Text("Datauttrekk", "Extract date")
RULES = Text("Slik er det telt", "How it is counted")
CHOICE = Text("Kildene lar dette stå åpent; slik er det valgt.", "The sources leave this open; this was chosen.")
CONTACT = Text("Kontakt", "Contact")
HIDDEN_NOTE = Text(
    "Små tall er skjult for å verne enkeltpersoner, og noen større er skjult så de små ikke kan regnes ut.",
    "Small figures are hidden to protect individuals, and some larger ones are so that the small cannot be derived.",
)
ABOUT_TEXT = Text(
    "Alle tall er de publiserte, slik de står i publikasjonens tabeller: avrundet, og skjult der de kunne røpe noe "
    "om enkeltpersoner. Endringer og andeler er regnet av uavrundede tall. Datoen ved hver kilde er den tallene ble "
    "hentet ut; senere endringer i fagsystemene er ikke med.",
    "All figures are the published ones, as they stand in the tables of the publication: rounded, and hidden where "
    "they could tell something of individuals. Changes and shares are computed from unrounded values. The date by "
    "each source is when the figures were extracted; later changes in the systems are not included.",
)
NOT_DRAWN = Text("Skjulte tall er ikke tegnet.", "Hidden figures are not drawn.")
NOTHING_TO_SHOW = Text("Det er ikke publisert tall for dette året.", "No figures are published for this year.")
FROM = Text("fra", "from")
TO = Text("til", "to")

_LOCALES = {"nb": "nb_NO", "en": "en_GB"}


def in_words(day: date, language: Language) -> str:
    return format_date(day, "long", locale=_LOCALES[language])


def listed(parts: list[str], language: Language) -> str:
    """Parts with commas and an "and"."""
    return format_list(parts, locale=_LOCALES[language])


def point_in_words(code: str, language: Language) -> str:
    """2024, or January 2024 of 2024-01."""
    if len(code) == 4:
        return code
    return format_date(date.fromisoformat(f"{code}-01"), "LLLL y", locale=_LOCALES[language])
