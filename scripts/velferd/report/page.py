"""The report as one page that needs nothing else: style, charts and downloads are in it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from velferd.report.chart_style import with_own_ids
from velferd.report.views import View

PAGES = {"nb": "index.html", "en": "index.en.html"}
PDFS = {"nb": "report.pdf", "en": "report.en.pdf"}
_OTHER = {"nb": "en", "en": "nb"}


def page(document: View) -> str:
    """The HTML of a document."""
    language = document["language"]
    other = _OTHER[language]
    template, style = _template()
    return template.render(
        document, css=Markup(style), other_language=other, other_page=PAGES[other], pdf=PDFS[language]
    )


@cache
def _template():
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["own_ids"] = lambda svg, prefix: Markup(with_own_ids(svg, prefix))
    folder = files(__package__)
    source = (folder / "page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source), (folder / "page.css").read_text(encoding="utf-8")
