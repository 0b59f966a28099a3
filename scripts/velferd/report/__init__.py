"""The annual report, from the published figures: a page and a PDF in each language."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from velferd.processes import apart
from velferd.publish.texts import LANGUAGES, Language
from velferd.replacement import replaced
from velferd.report.document import Document
from velferd.report.page import PAGES, PDFS, page
from velferd.report.pdf import pdf
from velferd.report.reading import Published, read_published

FOLDER = "report"


def write_report(data: Path, year: int | None = None) -> Path:
    """Write the report of `year` (default: the latest) to `data`/report/<year> and return that folder.

    It is made of `data`/published and of the definitions in `data`/warehouse.duckdb; the same ones become the same
    bytes. The folder is replaced whole or not at all. Raises click.ClickException when there are no figures of the
    year, or none at all.
    """
    published = read_published(data)
    years = published.years
    if not years or year not in (None, *years):
        known = f"There are reports of {years[0]}–{years[-1]}." if years else "Nothing is published."
        raise click.ClickException(f"No figures are published for {year}. {known}")
    year = year or years[-1]
    folder = data / FOLDER / str(year)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Drawing takes seconds, in each language anew.
    with replaced(folder) as fresh, apart(len(LANGUAGES)) as processes:
        writing = [processes.submit(_write_language, fresh, published, year, language) for language in LANGUAGES]
        for written in writing:
            written.result()
    return folder


def write_reports(data: Path) -> int:
    """Write the report of the latest year, which is returned, and anew those of other years that `data` has."""
    years = read_published(data).years
    if not years:
        raise click.ClickException("No report can be made: no year is published.")
    written = {int(folder.name) for folder in (data / FOLDER).glob("*")}
    for year in written.difference(years):
        shutil.rmtree(data / FOLDER / str(year))
    for year in sorted(written.intersection(years) | {years[-1]}):
        write_report(data, year)
    return years[-1]


def _write_language(folder: Path, published: Published, year: int, language: Language) -> None:
    document = Document(published, year, language).view()
    (folder / PAGES[language]).write_text(page(document), encoding="utf-8")
    (folder / PDFS[language]).write_bytes(pdf(document, published))
