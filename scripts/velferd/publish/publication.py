"""What is published, as the warehouse holds it, refused where it is not fit to be printed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import click
import duckdb

from velferd.publish.texts import UNITS, Text

FIGURES = "published_report_figures"
TABLES = "published_tables"

# Only these leave the house: a column that is added to the model for its own sake is not published by that.
FIGURE_COLUMNS = (
    *("table_id", "measure", "year", "area", "category", "value", "printed_text", "symbol", "unit", "decimals"),
    *("extract_date", "measure_label_nb", "measure_label_en", "area_label_nb", "area_label_en"),
    *("category_label_nb", "category_label_en"),
)
TABLE_COLUMNS = (
    *("table_id", "title_nb", "title_en", "category_name_nb", "category_name_en"),
    *("is_invented", "notice_nb", "notice_en", "note_nb", "note_en"),
    *("unfinished_year", "unfinished_year_note_nb", "unfinished_year_note_en", "source_nb", "source_en", "contact"),
)

_FILE_NAME = re.compile(r"[A-Za-z0-9.]+")

_UNFIT = {
    "stands there twice": """
        select table_id, measure, year, area, category from {figures} group by all having count(*) > 1
    """,
    "is neither a figure nor hidden, or both": """
        from {figures}
        where (value is null) = (symbol is null) or value is null and printed_text is distinct from symbol
    """,
    # More digits than are printed would say more than the audit reckoned with.
    "is not rounded as printed": "from {figures} where value != round(value, decimals)",
    "has no label, unit, number of decimals or extract date": """
        from {figures}
        where
            printed_text is null or decimals is null or extract_date is null or measure_label_nb is null
            or measure_label_en is null or area_label_nb is null or area_label_en is null
            or category_label_nb is null or category_label_en is null or unit is null or unit not in {units}
    """,
    "belongs to a table without a title, source or contact": """
        from {figures} where table_id not in (
            select table_id from {tables}
            where title_nb is not null and title_en is not null and source_nb is not null and source_en is not null
                and contact is not null
        )
    """,
    "belongs to a table that does not say whether its data are invented": """
        from {figures} where table_id not in (
            select table_id from {tables}
            where is_invented = (notice_nb is not null) and is_invented = (notice_en is not null)
        )
    """,
}


@dataclass(frozen=True)
class Figure:
    """One printed figure; `value` is None where it is hidden, and `printed_text` is then the symbol."""

    measure: str
    year: str
    area: str
    category: str
    value: float | None
    printed_text: str
    unit: str
    decimals: int
    extract_date: date
    measure_label: Text
    area_label: Text
    category_label: Text

    @property
    def digits(self) -> int:
        """Decimals that a number needs; figures rounded to tens or more have none."""
        return max(self.decimals, 0)


@dataclass(frozen=True)
class Table:
    """A table or figure of the report with its texts, its figures in the order they are printed in.

    `notice` says that the figures are of an invented city; it is empty where they are of real people.
    `unfinished_year` is the one whose averages per month are over fewer than 12 months, as its note says; empty where
    there is none.
    """

    table_id: str
    title: Text
    category_name: Text
    notice: Text
    lasting_note: Text
    unfinished_year: str
    unfinished_year_note: Text
    source: Text
    contact: str
    figures: tuple[Figure, ...]

    @property
    def note(self) -> Text:
        """All that is to be said where every year of the table stands, first of all that the data are invented."""
        notes = [note for note in (self.notice, self.lasting_note, self.unfinished_year_note) if note]
        return Text(" ".join(note.nb for note in notes), " ".join(note.en for note in notes))

    @property
    def extract_date(self) -> date:
        """The latest of its figures."""
        return max(figure.extract_date for figure in self.figures)


def extract_date(tables: Sequence[Table]) -> date:
    """The latest of all tables; stands in files that hold several, instead of a clock."""
    return max(table.extract_date for table in tables)


def notice(tables: Sequence[Table]) -> Text:
    """What files that hold several tables say of them all: that the data are invented, or nothing."""
    return next((table.notice for table in tables if table.notice), Text("", ""))


def check(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Raise click.ClickException, naming figures without their values, unless all of `schema` can be published."""
    figures, tables = f"{schema}.{FIGURES}", f"{schema}.{TABLES}"
    for reason, query in _UNFIT.items():
        found = connection.sql(query.format(figures=figures, tables=tables, units=tuple(UNITS)))
        unfit = found.select("table_id, measure, year, area, category").order("all").limit(5).fetchall()
        if unfit:
            names = "\n".join("  " + ", ".join(part or "(total)" for part in figure) for figure in unfit)
            raise click.ClickException(
                f"Nothing is published: a figure {reason} (table, measure, year, area, category):\n{names}"
            )
    table_ids = [table_id for (table_id,) in connection.sql(f"select distinct table_id from {figures}").fetchall()]
    if not table_ids:
        raise click.ClickException(f"Nothing is published: {figures} is empty.")
    for table_id in table_ids:
        if not _FILE_NAME.fullmatch(table_id):
            raise click.ClickException(f"Nothing is published: {table_id!r} cannot be the name of a file.")


def read_tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[Table]:
    """All tables that have figures, by number; their figures in the order of the rows."""
    figures = connection.sql(
        f"select {', '.join(FIGURE_COLUMNS)} from {schema}.{FIGURES} order by table_id, rowid"
    ).fetchall()
    figures_of: dict[str, tuple[Figure, ...]] = {
        table_id: tuple(_figure(row) for row in rows) for table_id, rows in groupby(figures, key=lambda row: row[0])
    }
    tables = connection.sql(f"select {', '.join(TABLE_COLUMNS)} from {schema}.{TABLES} order by table_id").fetchall()
    return [_table(row, figures_of[row[0]]) for row in tables if row[0] in figures_of]


def _figure(row: tuple) -> Figure:
    named = dict(zip(FIGURE_COLUMNS, row, strict=True))
    return Figure(
        **{name: named[name] for name in ("measure", "year", "area", "category", "value", "printed_text", "unit")},
        decimals=named["decimals"],
        extract_date=named["extract_date"],
        measure_label=Text(named["measure_label_nb"], named["measure_label_en"]),
        area_label=Text(named["area_label_nb"], named["area_label_en"]),
        category_label=Text(named["category_label_nb"], named["category_label_en"]),
    )


def _table(row: tuple, figures: tuple[Figure, ...]) -> Table:
    named = defaultdict(str, {name: text for name, text in zip(TABLE_COLUMNS, row, strict=True) if text is not None})
    return Table(
        table_id=named["table_id"],
        title=Text(named["title_nb"], named["title_en"]),
        category_name=Text(named["category_name_nb"], named["category_name_en"]),
        notice=Text(named["notice_nb"], named["notice_en"]),
        lasting_note=Text(named["note_nb"], named["note_en"]),
        unfinished_year=named["unfinished_year"],
        unfinished_year_note=Text(named["unfinished_year_note_nb"], named["unfinished_year_note_en"]),
        source=Text(named["source_nb"], named["source_en"]),
        contact=named["contact"],
        figures=figures,
    )
