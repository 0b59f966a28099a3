"""A headless Chromium for tests, and what a page did in it: Debian's, or the one that `make browser` installs."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tools import lacking

INSTALLED = Path(sys.prefix) / "browser"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_MISSING = (
    "no Chromium: put one on the PATH (Debian: apt-get install chromium), or run `make browser`, which needs no root"
)
DESKTOP, PHONE = 1280, 390
# Elements of a chart that stand for a figure or say what it is.
_DRAWN = """
() => [...document.querySelectorAll("figure svg[role=img]")].map((svg) => {
  const frame = svg.getBoundingClientRect();
  const parts = [...svg.querySelectorAll("path, rect, line, text, circle")];
  const outside = parts.filter((part) => {
    const box = part.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  });
  return {
    name: svg.getAttribute("aria-label"),
    size: [frame.width, frame.height],
    marks: svg.querySelectorAll("[data-series] path, rect, text.hidden").length,
    outside: outside.map((part) => part.outerHTML),
    broken: /NaN|undefined|Infinity/.test(svg.outerHTML),
  };
})
"""


@dataclass
class Visit:
    """An open page, what went wrong on it, and the addresses that it asked for."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def outside(self, path: Path) -> list[str]:
        """Requests for anything but the page itself and what stands in it."""
        inside = (path.as_uri(), "data:", "blob:")
        return [address for address in self.requests if not address.startswith(inside)]

    def charts(self) -> list[dict]:
        return self.page.evaluate(_DRAWN)


@dataclass
class Chromium:
    """Pages send what is not for this machine to a proxy, which only listens; the browser itself reaches nothing."""

    browser: Browser
    proxy: socket.socket

    @contextmanager
    def visit(self, address: str, width: int = DESKTOP) -> Iterator[Visit]:
        proxy = {"server": f"http://127.0.0.1:{self.proxy.getsockname()[1]}"}
        page = self.browser.new_page(viewport={"width": width, "height": 900}, proxy=proxy)
        visit = Visit(page)
        page.on("console", lambda message: visit.errors.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("request", lambda request: visit.requests.append(request.url))
        page.goto(address)
        yield visit
        page.close()

    def connections(self) -> int:
        """How many connections pages opened since this was last asked; also those that no page event tells of."""
        found = 0
        while True:
            try:
                self.proxy.accept()[0].close()
            except BlockingIOError:
                return found
            found += 1


@contextmanager
def launched() -> Iterator[Chromium]:
    """A browser for the tests within; where there is none, they are skipped, or fail: see `tools`."""
    on_path = next(filter(None, map(shutil.which, _NAMES)), None)
    executable = Path(on_path) if on_path else INSTALLED / "chromium"
    if not executable.exists():
        lacking(_MISSING)
    # The installed one comes with the libraries and fonts that a bare machine lacks.
    own = {} if on_path else {"LD_LIBRARY_PATH": str(INSTALLED / "lib"), "FONTCONFIG_PATH": str(INSTALLED / "fonts")}
    with socket.create_server(("127.0.0.1", 0), backlog=64) as proxy, sync_playwright() as playwright:
        proxy.setblocking(False)
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
            env=os.environ | own,
        )
        yield Chromium(browser, proxy)
        browser.close()
