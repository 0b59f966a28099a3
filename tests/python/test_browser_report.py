"""The report's pages in a browser: every figure drawn, nothing fetched, no error, and no wider than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import DESKTOP, PHONE, launched

# Outermost pictures only: what lies within another one is drawn by it.
_PICTURES = """
() => [...document.querySelectorAll("svg, img, canvas")]
  .filter((picture) => !picture.parentElement.closest("svg") && !picture.closest("[aria-hidden=true]"))
  .map((picture) => {
    const box = picture.getBoundingClientRect();
    const parts = [...picture.querySelectorAll("path, rect, circle, text")].filter((part) => {
      const size = part.getBoundingClientRect();
      return size.width > 0 || size.height > 0;
    });
    return {
      name: picture.getAttribute("aria-label") ?? picture.getAttribute("alt") ?? picture.outerHTML.slice(0, 200),
      size: [box.width, box.height],
      drawn: picture.tagName === "IMG" ? picture.complete && picture.naturalWidth > 0 : parts.length > 0,
    };
  })
"""
_DEAD_LINKS = """
() => [...document.querySelectorAll('a[href^="#"]')]
  .map((link) => decodeURIComponent(link.getAttribute("href").slice(1)))
  .filter((name) => name && !document.getElementById(name))
"""


@pytest.fixture(scope="module")
def chromium():
    with launched() as started:
        yield started


@pytest.fixture(scope="module")
def pages(demo) -> list[Path]:
    return sorted(demo.data.glob("report/*/*.html")) or pytest.skip("this build writes no report")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_report_is_drawn_and_self_contained(chromium, pages, width):
    for path in pages:
        with chromium.visit(path.as_uri(), width) as visit:
            pictures = visit.page.evaluate(_PICTURES)
            assert pictures, path
            assert [one for one in pictures if not one["drawn"] or min(one["size"]) < 20] == [], path
            assert visit.page.evaluate(_DEAD_LINKS) == [], path
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert visit.errors == [], path
            assert visit.outside(path) == [], path
    assert chromium.connections() == 0
