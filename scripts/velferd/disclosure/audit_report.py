"""The audit on paper, for those who decide on the publication. It tells hidden from sensitive: it is not published."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from velferd.data_folder import write_for_group
from velferd.disclosure.audit import AuditResult

FILE_NAME = "disclosure.html"


def width(value: float | None) -> str:
    return "no limit" if value is None else f"{value:.0f}"


def write_disclosure_page(result: AuditResult, folder: Path) -> Path:
    """Write the page of this audit into `folder` and return its path. No count and no interval's ends are in it."""
    environment = Environment(
        loader=PackageLoader("velferd.disclosure", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["width"] = width
    widths = Counter(cell.width for cell in result.cells if cell.kind == "count" and cell.is_hidden)
    page = environment.get_template("audit.html.j2").render(
        result=result,
        widths=sorted(widths.items(), key=lambda item: (item[0] is None, item[0])),
        rules=Counter(cell.rule for cell in result.cells),
        unproven=sum(not cell.is_proven for cell in result.cells),
        hidden=sum(table.hidden for table in result.tables),
        below_seven=sum(table.below_seven for table in result.tables),
    )
    return write_for_group(folder, FILE_NAME, page)
