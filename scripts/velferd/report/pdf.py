"""The report as PDF, set by Typst: no browser and no fonts of the machine, the same bytes every time."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from velferd.publish.publication import extract_date
from velferd.report.chart_style import to_pdf
from velferd.report.reading import Published
from velferd.report.views import View

_TEMPLATE = "report.typ"


def pdf(document: View, published: Published) -> bytes:
    """The PDF of a document; its date is that of the latest extract."""
    with TemporaryDirectory() as name:
        return typst.compile(write_source(document, published, Path(name)), ignore_system_fonts=True)


def write_source(document: View, published: Published, folder: Path) -> Path:
    """Write to `folder` what Typst makes the PDF from, and return the file to begin with."""
    template = folder / _TEMPLATE
    template.write_bytes((files(__package__) / _TEMPLATE).read_bytes())
    chapters = [_chapter(chapter, folder) for chapter in document["chapters"]]
    day = extract_date(list(published.tables.values()))
    content = document | {"chapters": chapters, "date": [day.year, day.month, day.day]}
    (folder / "report.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return template


def _chapter(chapter: View, folder: Path) -> View:
    sections = [
        section | {"exhibits": [_exhibit(exhibit, folder) for exhibit in section["exhibits"]]}
        for section in chapter["sections"]
    ]
    return chapter | {"sections": sections}


def _exhibit(exhibit: View, folder: Path) -> View:
    """The exhibit with its chart as a file; what a printed page has no use for is left out."""
    chart = None
    if exhibit["chart"]:
        chart = f"{exhibit['table_id']}.pdf"
        (folder / chart).write_bytes(to_pdf(exhibit["chart"]["wide"]))
    return exhibit | {"chart": chart, "csv": "", "table": None if chart else exhibit["table"]}
