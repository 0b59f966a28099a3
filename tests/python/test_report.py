"""The annual report: every table and figure of the print is on the page and in the PDF, with the published figures."""

from __future__ import annotations

import base64
import csv
import io
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlparse

import click
import duckdb
import pytest
import typst
from velferd.publish.files import DATABASE
from velferd.report import write_report
from velferd.report.chart_style import PALETTE, YEAR_COLOURS
from velferd.report.document import ALL_SENTENCES, Document
from velferd.report.layout import CHAPTERS
from velferd.report.page import PAGES, PDFS, page
from velferd.report.pdf import pdf, write_source
from velferd.report.reading import Published, read_published

PRINTED = [
    *(f"3.{n:02}" for n in range(1, 18)),
    *(f"4.{n:02}" for n in range(1, 4)),
    *(f"5.{n:02}" for n in range(1, 6)),
    *(f"fig3.{n:02}" for n in range(1, 19)),
    *("fig4.01", "fig4.02", "fig5.01", "fig5.02", "fig5.03"),
]
EXHIBITS = [exhibit for chapter in CHAPTERS for section in chapter.sections for exhibit in section.exhibits]
# Elements and attributes that make a browser fetch something.
FETCHES = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("use", "href"), ("image", "href")}


@dataclass
class Article:
    """What stands about a table or figure on the page."""

    tables: list[list[list[str]]] = field(default_factory=list)
    download: str = ""
    text: str = ""
    charts: int = 0
    alt: str = ""


class Page(HTMLParser):
    """The articles of a page by id, its ids and every address in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.articles: dict[str, Article] = {}
        self.ids: list[str] = []
        self.addresses: list[tuple[str, str, str]] = []
        self._article: Article | None = None
        self._cell: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.ids += [named["id"]] if "id" in named else []
        self.addresses += [(tag, name, value) for name, value in attrs if name in ("href", "src", "xlink:href")]
        if tag == "article":
            self._article = self.articles.setdefault(named["id"], Article())
        if self._article is None:
            return
        if tag == "table":
            self._article.tables.append([])
        elif tag == "tr":
            self._article.tables[-1].append([])
        elif tag in ("th", "td"):
            self._cell = []
        elif tag == "svg":
            self._article.charts += 1
        elif "download" in named:
            self._article.download = named["href"]
        elif named.get("role") == "img":
            self._article.alt = named["aria-label"]

    def handle_endtag(self, tag):
        if tag == "article":
            self._article = None
        elif tag in ("th", "td") and self._article and self._cell is not None:
            self._article.tables[-1][-1].append("".join(self._cell).strip())
            self._cell = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)
        if self._article:
            self._article.text += data


@dataclass(frozen=True)
class Report:
    data: Path
    year: int
    html: dict[str, str]
    pages: dict[str, Page]

    def page(self, language: str = "nb") -> Page:
        return self.pages[language]


@pytest.fixture(scope="module")
def data(demo, tmp_path_factory) -> Path:
    """A data folder of its own with what the report is made from, so that reports go nowhere else."""
    folder = tmp_path_factory.mktemp("reported")
    (folder / "published").symlink_to(demo.data / "published")
    (folder / "warehouse.duckdb").symlink_to(demo.warehouse)
    return folder


@pytest.fixture(scope="module")
def published(data):
    return read_published(data)


@pytest.fixture(scope="module", params=[2024, 2023])
def report(request, data) -> Report:
    folder = write_report(data, request.param)
    html = {language: (folder / name).read_text(encoding="utf-8") for language, name in PAGES.items()}
    return Report(data, request.param, html, {language: Page(text) for language, text in html.items()})


@pytest.fixture(scope="module")
def document(report, published):
    """The English report once more, as the data it is made from."""
    return Document(published, report.year, "en").view()


def article_id(table_id: str) -> str:
    kind = "figur" if table_id.startswith("fig") else "tabell"
    chapter, number = table_id.removeprefix("fig").split(".")
    return f"{kind}-{chapter}-{int(number)}"


def downloaded(article: Article) -> list[dict[str, str]]:
    content = base64.b64decode(article.download.removeprefix("data:text/csv;charset=utf-8;base64,"))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def published_rows(data: Path, query: str, *parameters) -> list[tuple]:
    with duckdb.connect(str(data / "published" / DATABASE), read_only=True) as connection:
        return connection.execute(query, parameters).fetchall()


def printed(data: Path, table_id: str, measure: str, year: str, area: str = "Oslo totalt", category: str = "") -> str:
    """A published figure as it is printed in Norwegian."""
    query = """
        select printed_text, unit, symbol from published_report_figures
        where (table_id, measure, year, area, category) = (?, ?, ?, ?, ?)
    """
    ((text, unit, symbol),) = published_rows(data, query, table_id, measure, year, area, category)
    return text.replace(" ", "\u00a0") + ("\u00a0%" if unit == "percent" and symbol is None else "")


def test_layout_has_every_printed_table_and_figure_once():
    assert sorted(exhibit.table_id for exhibit in EXHIBITS) == sorted(PRINTED)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_table_and_figure_is_on_the_page_with_figures(report, language):
    shown = report.page(language)
    assert list(shown.articles) == [article_id(exhibit.table_id) for exhibit in EXHIBITS]
    for table_id in PRINTED:
        article = shown.articles[article_id(table_id)]
        assert len(article.tables[0]) >= 2, table_id
        assert downloaded(article), table_id
        is_figure = table_id.startswith("fig")
        # One for wide screens, one for phones.
        assert article.charts == (2 if is_figure else 0), table_id
        assert bool(article.alt) == is_figure, table_id


def test_tables_and_downloads_hold_the_published_figures_and_no_others(report):
    rows = published_rows(
        report.data,
        "select table_id, measure, year, area, category, value, printed_text, unit from published_report_figures",
    )
    known = {row[:5]: row[5:] for row in rows}
    for table_id in PRINTED:
        article = report.page().articles[article_id(table_id)]
        texts = []
        for row in downloaded(article):
            key = tuple(row[name] for name in ("table_id", "measure", "year", "area", "category"))
            value, text, unit = known[key]
            assert row["printed_text"] == text, key
            assert (float(row["value"]) if row["value"] else None) == value, key
            texts.append(text.replace(" ", "\u00a0") + ("\u00a0%" if unit == "percent" and value is not None else ""))
        cells = [cell for table in article.tables for line in table if len(line) > 1 for cell in line[1:] if cell]
        heads = {cell for table in article.tables for line in table[:2] for cell in line}
        # What stands in no heading is a figure; a figure that is equal to a heading, as a year, is not counted.
        assert {c for c in cells if c not in heads and c != ".."} == {t for t in texts if t not in heads}, table_id


@pytest.mark.parametrize(
    ("table_id", "line", "place", "key"),
    [
        ("3.01", "Alna", -1, ("net_paid_mnok_change_pct", "{before}-{year}", "Alna", "")),
        ("3.02", "Bjerke", 6, ("gross_paid_per_recipient_month_nok", "{year}", "Bjerke", "")),
        ("3.04", "Oslo totalt", 3, ("recipients_year", "{year}", "Oslo totalt", "")),
        ("3.04", "Frogner", 7, ("recipients_year_change_pct", "{before}-{year}", "Frogner", "")),
        ("3.05", "{year}", 9, ("share_young_in_recipient_households", "{year}", "Oslo totalt", "18–23 år")),
        ("3.14", "Gamle Oslo", 2, ("moved", "{year}", "Gamle Oslo", "Grünerløkka")),
        ("3.14", "Sagene", -1, ("moved_out_total", "{year}", "Sagene", "")),
        ("3.14", "Sum flyttet til", 3, ("moved_in_total", "{year}", "Sagene", "")),
        ("3.14", "Sum flyttet til", -1, ("moved_in_total", "{year}", "Oslo totalt", "")),
        ("3.16", "Dagpenger", -1, ("share_with_income", "{year}", "Oslo totalt", "Dagpenger")),
        ("3.17", "Ullern", 6, ("share_with_income", "{year}", "Ullern", "Uføretrygd")),
        ("4.02", "Stovner", 12, ("kvp_participants_month_avg_change_pct", "{before}-{year}", "Stovner", "")),
        ("4.03", "Avsluttet KVP etter avtale", -1, ("kvp_exits_by_agreement", "{year}", "Oslo totalt", "")),
        ("5.02", "Kvinne", 5, ("share_intro_participants", "{year}", "Oslo totalt", "Kjønn: Kvinne")),
        ("5.02", "Kvinne", 6, ("share_intro_new_participants", "{year}", "Oslo totalt", "Kjønn: Kvinne")),
        ("5.05", "Grorud", 5, ("share_intro_participants", "{year}", "Grorud", "")),
    ],
)
def test_figures_stand_in_their_line_and_column(report, table_id, line, place, key):
    times = {"year": report.year, "before": report.year - 1}
    measure, year, area, category = (part.format(**times) for part in key)
    table = report.page().articles[article_id(table_id)].tables[0]
    # The last one: in a matrix the headings begin with a bydel, too.
    found = [row for row in table if row[0] == line.format(**times)][-1]
    cells = [cell for cell in found if cell or table_id == "3.14"]
    assert cells[place] == printed(report.data, table_id, measure, year, area, category)


def test_no_published_measure_is_forgotten(report):
    shown = {
        (row["table_id"], row["measure"]) for article in report.page().articles.values() for row in downloaded(article)
    }
    query = "select distinct table_id, measure from published_report_figures where year like ?"
    measures = published_rows(report.data, query, f"%{report.year}%")
    assert {(table_id, measure) for table_id, measure in measures if table_id in PRINTED} <= shown


def test_hidden_figures_are_hidden(report):
    hidden = set(
        published_rows(
            report.data,
            "select table_id, measure, year, area, category from published_report_figures where symbol is not null",
        )
    )
    seen = 0
    for article in report.page().articles.values():
        rows = downloaded(article)
        symbols = [row for row in rows if tuple(row[name] for name in list(row)[:5]) in hidden]
        seen += len(symbols)
        assert all(row["value"] == "" and row["printed_text"] in (":", "1–6") for row in symbols)
        cells = [cell for table in article.tables for line in table for cell in line[1:]]
        # Every hidden figure is a symbol in a cell of its own.
        assert sum(cell in (":", "1–6") for cell in cells) == len(symbols)
    assert seen > 0


def test_headlines_say_published_figures(report):
    text = report.page().articles["tabell-3-4"].text
    number = printed(report.data, "3.04", "recipients_year", str(report.year))
    change = printed(report.data, "3.04", "recipients_year_change_pct", f"{report.year - 1}-{report.year}")
    size = change.removeprefix("-").removesuffix("\u00a0%")
    words = "færre" if change.startswith("-") else "flere"
    assert f"I {report.year} mottok {number} husholdninger sosialhjelp, {size} prosent {words} enn året før." in text


def test_a_sentence_with_a_hidden_figure_is_left_out(data, published):
    hidden = {key for key, figure in published.figures.items() if figure.value is None}
    for sentence in ALL_SENTENCES:
        for year in published.years:
            figures = [said.figure(published, sentence.table_id, year) for said in sentence.figures.values()]
            needed = [f for f, said in zip(figures, sentence.figures.values(), strict=True) if not said.is_optional]
            is_complete = all(figure and figure.value is not None for figure in needed)
            assert (sentence.say(published, year, "nb") is not None) == is_complete
    assert hidden


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_page_asks_for_nothing_from_outside(report, language):
    shown, html = report.page(language), report.html[language]
    for tag, name, address in shown.addresses:
        assert urlparse(address).scheme in ("", "data"), address[:80]
        if (tag, name) in FETCHES:
            assert address.startswith(("data:", "#")), address[:80]
    styles = "".join(re.findall(r"<style.*?</style>|style=\"[^\"]*\"", html, re.DOTALL))
    assert not re.search(r"@import|url\((?!#|data:)", styles)
    assert "default-src 'none'" in html and "<script" not in html


@pytest.mark.parametrize("language", ["nb", "en"])
def test_links_lead_somewhere_and_no_id_stands_twice(report, language):
    shown = report.page(language)
    assert len(shown.ids) == len(set(shown.ids))
    inside = {address[1:] for _, _, address in shown.addresses if address.startswith("#")}
    assert inside <= set(shown.ids)
    files = {address for tag, _, address in shown.addresses if tag == "a" and not address.startswith(("#", "data:"))}
    folder = report.data / "report" / str(report.year)
    assert files and all((folder / name).exists() for name in files)


def test_charts_draw_numbers_only(report):
    for svg in re.findall(r"<svg.*?</svg>", report.html["nb"], re.DOTALL):
        assert not re.search("NaN|undefined|Infinity", svg)
        assert re.search(r'class="mark-(line|rect|area)', svg)


def test_the_pdf_has_every_table_and_figure(document, published, tmp_path):
    headings = typst.query(write_source(document, published, tmp_path), "heading.where(level: 3)", field="body")
    for exhibit in EXHIBITS:
        kind = "Figure" if exhibit.is_figure else "Table"
        assert f"{kind} {exhibit.number}: " in headings


def test_the_same_figures_become_the_same_bytes(report, document, published):
    folder = report.data / "report" / str(report.year)
    assert {path.name for path in folder.iterdir()} == {*PAGES.values(), *PDFS.values()}
    assert page(document) == report.html["en"]
    assert pdf(document, published) == (folder / PDFS["en"]).read_bytes()


def test_the_first_year_has_a_report_without_changes(published):
    document = Document(published, published.years[0], "nb").view()
    exhibits = [e for chapter in document["chapters"] for section in chapter["sections"] for e in section["exhibits"]]
    (first,) = [exhibit for exhibit in exhibits if exhibit["table_id"] == "3.04"]
    assert [heading["text"] for heading in first["table"]["head"][-1]] == [str(published.years[0])] * 2


def test_averages_say_so_in_the_report_of_the_year_that_is_unfinished(published):
    said = "The average per month in 2025 covers only the months that had ended at the extract (1 of 12)."
    for year, is_said in ((2024, False), (2025, True)):
        for chapter in Document(published, year, "en").view()["chapters"]:
            for exhibit in (exhibit for section in chapter["sections"] for exhibit in section["exhibits"]):
                has_averages = exhibit["table_id"] in ("4.02", "fig4.01", "fig5.02")
                assert (said in exhibit["notes"]) == (is_said and has_averages), exhibit["table_id"]


@pytest.mark.parametrize("what", ["hidden", "missing"])
def test_a_small_publication_has_a_report_too(published, what):
    if what == "hidden":
        tables = {
            table_id: replace(table, figures=tuple(replace(f, value=None, printed_text=":") for f in table.figures))
            for table_id, table in published.tables.items()
        }
    else:
        tables = {table_id: published.tables[table_id] for table_id in ("3.04", "fig3.11")}
    small = Published(tables, published.rules, published.rules_of)
    document = Document(small, 2024, "nb").view()
    assert page(document).count("<article") == len(PRINTED)
    assert pdf(document, small).startswith(b"%PDF")


def test_a_year_that_is_not_published_is_refused(data):
    with pytest.raises(click.ClickException, match="1999"):
        write_report(data, 1999)
    assert not (data / "report" / "1999").exists()


def test_definitions_are_those_the_figures_follow(published):
    for exhibit in EXHIBITS:
        assert set(exhibit.rules) <= published.rules_of[exhibit.table_id], exhibit.table_id
        assert exhibit.rules


def test_colours_of_charts_stand_out_from_white():
    def luminance(colour: str) -> float:
        parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour in PALETTE:
        assert 1.05 / (luminance(colour) + 0.05) >= 3, colour
    assert [luminance(c) for c in YEAR_COLOURS] == sorted((luminance(c) for c in YEAR_COLOURS), reverse=True)
