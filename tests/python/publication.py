"""A small warehouse to publish: bydeler and changes, a matrix with interval labels, countries, months beside years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

HIDDEN = object()
CONTACT = "Velferdsetaten, Oslo kommune"
AREA_EN = {"Oslo totalt": "Oslo in total"}


@dataclass(frozen=True)
class Row:
    """A row of published_report_figures; `value` is HIDDEN where `symbol` is shown."""

    table_id: str
    measure: str
    year: str
    area: str
    category: str
    value: object
    symbol: str | None = ":"
    unit: str = "count"
    decimals: int = 0
    extract_date: str = "2025-02-03"

    @property
    def number(self) -> float | None:
        return None if self.value is HIDDEN else self.value

    @property
    def printed_text(self) -> str | None:
        return self.symbol if self.value is HIDDEN else f"{self.value:.{max(self.decimals, 0)}f}".replace(".", ",")


def with_value(rows: list[Row], index: int, **changes: object) -> list[Row]:
    return [*rows[:index], replace(rows[index], **changes), *rows[index + 1 :]]


BYDELER = ("Gamle Oslo", "Sagene", "Alna")
BYDEL_ROWS = [
    *((f"03010{number}", bydel, False) for number, bydel in enumerate(BYDELER, start=1)),
    ("0301", "Oslo totalt", True),
]
ROWS = [
    *(
        Row("3.02", "gross_paid_mnok", year, area, "", value + 0.1, unit="mnok", decimals=1)
        for year, value in (("2023", 300.0), ("2024", 412.0))
        for area in (*BYDELER, "Oslo totalt")
    ),
    *(
        Row("3.02", "gross_paid_mnok_change_pct", "2023-2024", area, "", 37.33, unit="percent", decimals=2)
        for area in BYDELER[:2]
    ),
    Row("3.02", "gross_paid_per_recipient_month_nok", "2024", "Oslo totalt", "", 14600.0, unit="nok", decimals=-2),
    *(
        Row("3.14", "moved", "2024", area, to, HIDDEN if (area, to) == (BYDELER[0], BYDELER[2]) else 11.0, "1–6")
        for area in BYDELER
        for to in BYDELER
        if area != to
    ),
    *(Row("3.14", "moved_out_total", "2024", area, "", 25.0) for area in BYDELER),
    Row("5.03", "intro_participants_year", "2024", "Oslo totalt", "", 1500.0, extract_date="2025-02-05"),
    Row("5.03", "intro_participants_year", "2024", "Oslo totalt", "Ukraina", 1490.0, extract_date="2025-02-05"),
    Row("5.03", "intro_participants_year", "2024", "Oslo totalt", "Iran", HIDDEN, extract_date="2025-02-05"),
    Row("5.03", "intro_participants_year", "2024", "Oslo totalt", "Kina", 0.0, extract_date="2025-02-05"),
    *(
        Row("fig3.06", "recipients_month", f"2023-{month:02}", "Oslo totalt", "", 9000.0 + month)
        for month in range(1, 13)
    ),
    *(Row("fig5.02", "intro_participants_month", month, "Oslo totalt", "", 510.0) for month in ("2023-12", "2024-12")),
    Row("fig5.02", "intro_participants_month_change", "2023-12/2024-12", "Oslo totalt", "", 0.0),
    Row("fig5.02", "intro_participants_month_avg", "2024", "Oslo totalt", "", 512.0),
    Row("3.06", "adults", "2021-01/2022-04", "Oslo totalt", "", 9000.0),
    Row("3.06", "adults_change_pct", "2021-01/2022-04 - 2022-05/2024-12", "Oslo totalt", "", 12.0, unit="percent"),
    Row("3.06", "adults", "2022-05/2024-12", "Oslo totalt", "", 10080.0),
]

NOTE_NB = 'En mottaker er en husholdning; "hovedpersonen" er registrert på saken. ' * 6
TABLES = [
    ("3.02", "Brutto utbetalt sosialhjelp", "Gross social assistance paid", None, None, NOTE_NB.strip(), "A note."),
    ("3.06", "Voksne i to perioder", "Adults in two periods", None, None, None, None),
    ("3.14", "Flytting mellom bydeler", "Moves between bydeler", "bydel flyttet til", "bydel moved to", "Én.", "One."),
    ("5.03", "Deltakere etter land", "Participants by country", "land", "country", None, None),
    ("fig3.06", "Mottakere per måned", "Recipients per month", None, None, None, None),
    ("fig5.02", "Deltakere per måned", "Participants per month", None, None, "Uten ventende.", "None who wait."),
    ("9.99", "Uten tall", "Without figures", None, None, None, None),
]
#: The year of averages that is not over, with its note; by table.
UNFINISHED = {"fig5.02": ("2024", "I 2024 bare 11 måneder.", "In 2024 only 11 months.")}
#: What a warehouse says of data of real people, and of invented data: whether they are, and in words.
REAL = (False, None, None)
INVENTED = (True, "Oppdiktede data: av en oppdiktet by.", "Invented data: of an invented city.")


def write_warehouse(
    path: Path, rows: list[Row] = ROWS, tables: list[tuple] = TABLES, origin: tuple[bool | None, ...] = REAL
) -> Path:
    """A warehouse with the two published relations, and a column that is none of the readers' business."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            """
            create table marts.published_report_figures (
                table_id varchar, measure varchar, year varchar, area varchar, category varchar, value double,
                printed_text varchar, symbol varchar, unit varchar, decimals int, extract_date date,
                measure_label_nb varchar, measure_label_en varchar, area_label_nb varchar,
                area_label_en varchar, category_label_nb varchar, category_label_en varchar, status varchar
            )
            """
        )
        if rows:
            connection.executemany(
                f"insert into marts.published_report_figures values ({', '.join(['?'] * 18)})",
                [_values(row) for row in rows],
            )
        connection.execute(
            "create table marts.dim_bydel (bydel_code varchar, bydel_label_nb varchar, is_total boolean)"
        )
        connection.executemany("insert into marts.dim_bydel values (?, ?, ?)", BYDEL_ROWS)
        connection.execute(
            """
            create table marts.published_tables (
                table_id varchar, title_nb varchar, title_en varchar, category_name_nb varchar,
                category_name_en varchar, note_nb varchar, note_en varchar, source_nb varchar, source_en varchar,
                contact varchar, unfinished_year varchar, unfinished_year_note_nb varchar,
                unfinished_year_note_en varchar, is_invented boolean, notice_nb varchar, notice_en varchar
            )
            """
        )
        connection.executemany(
            f"insert into marts.published_tables values ({', '.join(['?'] * 16)})",
            [
                (*table, "VEL-DAP og SSB", "VEL-DAP and SSB", CONTACT, *UNFINISHED.get(table[0], [None] * 3), *origin)
                for table in tables
            ],
        )
    return path


def label(row: Row, language: str) -> str:
    """Of the measure; the fixture's labels are their codes in another guise."""
    return f"{row.measure.replace('_', ' ')} ({language})"


def _values(row: Row) -> tuple:
    category = (row.category, f"{row.category} (en)") if row.category else ("I alt", "Total")
    return (
        *(row.table_id, row.measure, row.year, row.area, row.category, row.number, row.printed_text),
        *(row.symbol if row.value is HIDDEN else None, row.unit, row.decimals, row.extract_date),
        *(label(row, "nb"), label(row, "en"), row.area, AREA_EN.get(row.area, row.area), *category, "primary"),
    )
