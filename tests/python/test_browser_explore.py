"""The explore page in a browser: every figure of the publication is shown as published and drawn, nothing fetched."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
from babel.dates import format_date
from chromium import DESKTOP, PHONE, Chromium, launched
from velferd.explore import FILE_NAME
from velferd.publish.cube import Cube, cube_of
from velferd.publish.publication import read_tables
from velferd.publish.texts import HIDDEN, Language, meaning

# Bydeler and categories, months beside years, intervals, many hidden ones, one figure a point in time.
TABLES_ON_PHONE = ("3.04", "3.14", "3.16", "5.02", "5.03", "fig3.05", "fig3.06", "fig3.13", "fig5.02", "web")
# Rows and columns of the table as (labels of row or column without the time, label of the time) -> text.
_SHOWN = """
() => {
  const table = document.querySelector("#figures table");
  const across = table.classList.contains("periods-across");
  const heads = [...table.tHead.rows].map((row) => [...row.cells].map((cell) => cell.textContent));
  const found = [];
  for (const row of table.tBodies[0].rows) {
    const labels = [...row.cells].filter((cell) => cell.tagName === "TH").map((cell) => cell.textContent);
    [...row.cells].slice(labels.length).forEach((cell, index) => {
      const column = heads.map((head) => head[labels.length + index]);
      const text = cell.classList.contains("hidden") ? cell.firstChild.textContent : cell.textContent;
      found.push(across ? [labels, column[0], text] : [column, labels[0], text]);
    });
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def chromium():
    with launched() as started:
        yield started


@pytest.fixture(scope="module")
def explorer(demo) -> Path:
    return demo.data / "published" / FILE_NAME


@pytest.fixture(scope="module")
def cubes(demo) -> dict[str, Cube]:
    with duckdb.connect(str(demo.data / "published" / "published.duckdb"), read_only=True) as connection:
        return {table.table_id: cube_of(table) for table in read_tables(connection, "main")}


@pytest.fixture
def visit(chromium, explorer):
    """The page, which must not have failed, nor have asked for anything, however the test used it."""
    with chromium.visit(explorer.as_uri()) as visit:
        yield visit
        assert visit.errors == []
        assert visit.outside(explorer) == []
    assert chromium.connections() == 0


def pick(visit, table_id: str, everything: bool = True) -> None:
    visit.page.select_option("#table", table_id)
    if everything:
        for button in visit.page.locator("button[data-pick=all]").all():
            button.dispatch_event("click")


def time_label(code: str, language: Language) -> str:
    months = [
        part if len(part) == 4 else format_date(date.fromisoformat(f"{part}-01"), "LLLL y", locale=language)
        for part in code.split("/")
    ]
    return "–".join(months)


def published(cube: Cube, language: Language = "nb") -> Counter[tuple]:
    """(labels of what has several values, point in time, printed text) of every figure."""
    rest = [axis for axis, dimension in enumerate(cube.dimensions) if dimension.code != "time"]
    several = [axis for axis in rest if len({position[axis] for position in cube.figures}) > 1] or rest
    return Counter(
        (
            tuple(cube.dimensions[axis].values[position[axis]].label[language] for axis in several),
            time_label(cube.dimensions[-1].values[position[-1]].code, language),
            figure.printed_text,
        )
        for position, figure in cube.figures.items()
    )


def shown(visit) -> Counter[tuple]:
    cells = visit.page.evaluate(_SHOWN)
    return Counter((tuple(labels), when, text.replace("\xa0", " ")) for labels, when, text in cells if text != "..")


def assert_drawn(charts: list[dict]) -> None:
    assert charts
    for chart in charts:
        assert chart["marks"] > 0, chart
        assert min(chart["size"]) > 20, chart
        assert chart["outside"] == [], chart
        assert not chart["broken"], chart


def test_every_figure_of_every_table_is_shown_as_published(visit, cubes):
    hidden = 0
    for table_id, cube in cubes.items():
        pick(visit, table_id)
        found, expected = shown(visit), published(cube)
        assert found == expected, (table_id, list((found - expected).items())[:5], list((expected - found).items())[:5])
        assert_drawn(visit.charts())
        hidden += sum(figure.value is None for figure in cube.figures.values())
    assert len(cubes) > 40
    assert hidden > 100


def test_difference_would_be_seen(visit, cubes):
    pick(visit, "5.03")
    visit.page.evaluate("document.querySelector('#figures td:not(.hidden)').textContent = '17 171'")
    assert shown(visit) != published(cubes["5.03"])


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_first_view_of_every_table_is_drawn_and_fits_the_screen(chromium, explorer, cubes, width):
    with chromium.visit(explorer.as_uri(), width) as visit:
        for table_id in cubes:
            pick(visit, table_id, everything=False)
            assert_drawn(visit.charts())
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, table_id
        for table_id in TABLES_ON_PHONE:
            pick(visit, table_id)
            assert_drawn(visit.charts())
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, table_id
        assert visit.errors == []


def test_reader_picks_with_the_keyboard_and_hears_what_is_shown(visit, cubes):
    page = visit.page
    assert page.locator("html").get_attribute("lang") == "nb"
    page.get_by_role("combobox", name="Tabell eller figur").select_option(label="Tabell 3.4: " + title(cubes, "3.04"))
    page.get_by_role("checkbox", name="Alna", exact=True).focus()
    page.keyboard.press("Space")
    assert page.get_by_role("status").inner_text() == "14 tall vises."
    assert page.get_by_role("rowheader", name="Alna").count() == 0
    page.keyboard.press("Space")
    assert page.get_by_role("rowheader", name="Alna").count() == 1
    assert page.get_by_role("img", name="Stolpediagram").count() == 1
    page.get_by_role("group", name="År").get_by_role("button", name="Velg alle").press("Enter")
    assert page.get_by_role("img", name="Linjediagram").count() == 1
    page.get_by_role("combobox", name="Vis som").select_option(label="Stolper")
    assert page.get_by_role("img", name="Stolpediagram").count() == 1
    page.get_by_role("group", name="Bydel").get_by_role("button", name="Velg ingen").press("Enter")
    assert page.get_by_role("status").inner_text().startswith("Ingen tall for dette utvalget")


def test_page_speaks_english_and_an_address_leads_back(chromium, visit, cubes):
    page = visit.page
    pick(visit, "3.14")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=2).inner_text() == "Table 3.14: " + cubes["3.14"].table.title.en
    found = Counter({(labels, when, text.replace(",", " ")): n for (labels, when, text), n in shown(visit).items()})
    assert found == published(cubes["3.14"], "en")
    with chromium.visit(page.url) as again:
        assert shown(again) == shown(visit)
        assert again.page.locator("html").get_attribute("lang") == "en"


def test_hidden_figures_say_why(visit):
    page = visit.page
    pick(visit, "5.03")
    hidden = page.locator("#figures td.hidden", has_text=HIDDEN).first
    assert hidden.locator(".heard").inner_text() == meaning(HIDDEN).nb
    assert page.locator("#symbols dt", has_text=HIDDEN).count() == 1
    assert page.locator("#symbols dd", has_text=meaning(HIDDEN).nb).count() == 1
    drawn = page.locator("#chart svg text.hidden")
    assert drawn.count() > 0
    assert meaning(HIDDEN).nb in drawn.first.locator("title").text_content()


@pytest.mark.parametrize(("language", "separator", "decimal"), [("nb", ";", ","), ("en", ",", ".")])
def test_downloaded_csv_has_what_is_shown(visit, cubes, language, separator, decimal):
    pick(visit, "5.04")
    visit.page.click(f"[data-language={language}]")
    with visit.page.expect_download() as download:
        visit.page.click("#download")
    assert download.value.suggested_filename == "5.04.csv"
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    header, *lines = csv.reader(content.splitlines(), delimiter=separator)
    cube = cubes["5.04"]
    assert len(header) == len(cube.dimensions) + 6
    assert {line[-1] for line in lines} == {cube.table.notice[language]} != {""}
    found = Counter((line[2], line[4], line[6].replace(decimal, ".") or line[7]) for line in lines)
    assert found == Counter(
        (
            cube.dimensions[1].values[position[1]].label[language],
            cube.dimensions[3].values[position[3]].code,
            figure.printed_text if figure.value is None else f"{figure.value:.{figure.digits}f}",
        )
        for position, figure in cube.figures.items()
    )
    assert {line[8] for line in lines if line[7] == HIDDEN} == {meaning(HIDDEN)[language]}


def test_search_narrows_the_tables(visit):
    visit.page.fill("#search", "median")
    assert visit.page.locator("#table option").all_inner_texts() == [visit.page.locator("#title").inner_text()]
    visit.page.fill("#search", "finnes ikke")
    assert visit.page.locator("#table option").all_inner_texts() == ["Ingen tabell har dette i tittelen"]


def title(cubes: dict[str, Cube], table_id: str) -> str:
    return cubes[table_id].table.title.nb


def test_what_would_be_fetched_or_fail_is_noticed(chromium: Chromium, tmp_path):
    """The check itself: a page that fetches, opens a socket, fails, and draws nothing."""
    page = tmp_path / "bad.html"
    page.write_text(
        """<figure><svg role="img" aria-label="empty" width="300" height="200"></svg></figure>
        <script>
          fetch("https://other.example/figures.json");
          new WebSocket("wss://velferd.example");
          setTimeout(() => { throw new Error("broken") });
        </script>"""
    )
    found = 0
    with chromium.visit(page.as_uri()) as visit:
        for _ in range(50):
            visit.page.wait_for_timeout(100)
            found += chromium.connections()
            if found > 1 and any("broken" in error for error in visit.errors):
                break
        assert found > 1
        assert visit.outside(page) == ["https://other.example/figures.json"]
        assert any("broken" in error for error in visit.errors)
        with pytest.raises(AssertionError):
            assert_drawn(visit.charts())
