"""The data dictionary: every mart with its columns, its owner, and what of the report comes from it; and the guides."""

from __future__ import annotations

import re
from collections import defaultdict

from jinja2 import Environment, PackageLoader, select_autoescape
from markdown_it import MarkdownIt
from markupsafe import Markup

from velferd.manifest import Exposure, Manifest

#: Docs blocks in the order of the page: (block, title in Norwegian, title in English).
GUIDES = (
    ("guide_analyst", "For analytikeren", "For the analyst"),
    ("guide_bi", "For BI-brukeren", "For the BI user"),
    ("guide_statistician", "For statistikeren som publiserer", "For the statistician who publishes"),
    ("__velferd__", "For utvikleren", "For the engineer"),
    ("changelog", "Endringer", "Changes"),
)
_PAGES = Environment(
    loader=PackageLoader("velferd", "docs"), autoescape=select_autoescape(["j2"]), trim_blocks=True, lstrip_blocks=True
)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def dictionary_page(manifest: Manifest) -> str:
    """One self-contained page."""
    used: dict[str, list[Exposure]] = defaultdict(list)
    for exposure in manifest.exposures:
        if exposure.table_id:
            for model in exposure.models:
                used[model].append(exposure)
    groups = [(group, [mart for mart in manifest.marts if mart.group == group.name]) for group in manifest.groups]
    return _PAGES.get_template("dictionary.html.j2").render(
        groups=[(group, marts) for group, marts in groups if marts],
        used=used,
        guides=[(name, nb, en, _html(manifest.texts[name])) for name, nb, en in GUIDES if name in manifest.texts],
        code_lists=[r for r in manifest.relations if r.kind == "seed" and r.name.endswith("_code")],
    )


def _html(text: str) -> Markup:
    """A guide without its title, which the page gives it, and with headings a level below."""
    body = re.sub(r"\A\s*# .*\n", "", text)
    return Markup(_MARKDOWN.render(re.sub(r"^## ", "### ", body, flags=re.MULTILINE)))
