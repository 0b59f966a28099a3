"""The report's pages in a browser: every figure drawn, nothing fetched, no error, and no wider than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import DESKTOP, PHONE, launched

# A figure may hold a picture for wide and one for narrow screens, of which one is shown.
_FIGURES = """
() => [...document.querySelectorAll("article.figure .chart")]
  .map((figure) => {
    const shown = [...figure.querySelectorAll("svg, img, canvas")]
      .filter((picture) => !picture.parentElement.closest("svg") && picture.getClientRects().length > 0)
      .map((picture) => picture.getBoundingClientRect().toJSON());
    const parts = [...figure.querySelectorAll("svg path, svg rect, svg circle, svg text")].filter((part) => {
      const size = part.getBoundingClientRect();
      return size.width > 0 || size.height > 0;
    });
    return { name: figure.getAttribute("aria-label"), shown, parts: parts.length };
  })
"""
_DEAD_LINKS = """
() => [...document.querySelectorAll('a[href^="#"]')]
  .map((link) => decodeURIComponent(link.getAttribute("href").slice(1)))
  .filter((name) => name && !document.getElementById(name))
"""
#: 3.1 to 3.18, 4.1, 4.2 and 5.1 to 5.3.
FIGURES = 23


@pytest.fixture(scope="module")
def chromium():
    with launched() as started:
        yield started


@pytest.fixture(scope="module")
def pages(demo) -> list[Path]:
    return sorted(demo.data.glob("report/*/*.html"))


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_report_is_drawn_and_self_contained(chromium, pages, width):
    assert len(pages) == 2
    for path in pages:
        with chromium.visit(path.as_uri(), width) as visit:
            figures = visit.page.evaluate(_FIGURES)
            assert len(figures) == FIGURES, path
            for figure in figures:
                [box] = figure["shown"]
                assert min(box["width"], box["height"]) >= 100 and figure["parts"] > 2, (path, figure["name"])
            assert visit.page.evaluate(_DEAD_LINKS) == [], path
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert visit.errors == [], path
            assert visit.outside(path) == [], path
    assert chromium.connections() == 0
