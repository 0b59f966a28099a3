"""The audit of a publication before it is let out: what can its readers work out about what it must protect?"""

from __future__ import annotations

from dataclasses import dataclass

import click
import duckdb

from velferd.disclosure.audit_figures import TableYear, count_hidden
from velferd.disclosure.audit_intervals import Contradiction
from velferd.disclosure.audit_reading import read_amounts, read_publications
from velferd.disclosure.audit_rules import CellAudit, Verdict, judge, rules_broken
from velferd.numbers_in_words import figure

SHOWN_FINDINGS = 20
REMEDY = (
    "No hiding protects them as the tables are. See audit/disclosure.html in the output folder. Let these tables show "
    "less: wider classes (seeds/code_lists/*_class_code.csv), or a rule of their own "
    "(seeds/publication/publication_rule.csv); which cells a table shows is in seeds/publication/publication_cell.csv."
)


@dataclass(frozen=True)
class AuditResult:
    """What the attack found, of each hidden or sensitive number and of each table and year that hides any."""

    cells: tuple[CellAudit, ...]
    tables: tuple[TableYear, ...]

    @property
    def findings(self) -> list[CellAudit]:
        """What stops the publication."""
        return [cell for cell in self.cells if cell.is_finding]

    @property
    def holds(self) -> bool:
        return not self.findings

    @property
    def beyond_recall(self) -> list[CellAudit]:
        """What an earlier publication already told; nothing that is done now helps."""
        return [cell for cell in self.cells if cell.verdict == Verdict.NOT_CALLED_BACK]

    def require(self) -> None:
        """Raise click.ClickException with table, cells and rule where the publication may not go out."""
        if self.holds:
            return
        found = self.findings
        lines = [f"The publication may be used to work out {figure(len(found))} figures that must be protected:"]
        lines += [f"  {cell.place}: {cell.verdict} ({cell.rule})" for cell in found[:SHOWN_FINDINGS]]
        if len(found) > SHOWN_FINDINGS:
            lines.append(f"  and {figure(len(found) - SHOWN_FINDINGS)} more; all of them are in the report.")
        lines.append(REMEDY)
        raise click.ClickException("\n".join(lines))


def audit_publication(connection: duckdb.DuckDBPyConnection, *, minimum_behind_mean: int = 10) -> AuditResult:
    """Attack `marts.published_report_figures`, together with every earlier publication in an attached `publications`.

    Raises click.ClickException when the publication contradicts itself: then it is not what the cells say.
    """
    publications = read_publications(connection)
    try:
        cells = judge(publications, read_amounts(connection))
    except Contradiction as contradiction:
        involved = ", ".join(sorted({" ".join(part for part in number if part) for number in contradiction.numbers}))
        raise click.ClickException(
            f"The publication contradicts itself or the cells behind it; these do not fit together: {involved}. "
            "Which cells a table shows is in seeds/publication/publication_cell.csv."
        ) from contradiction
    # Backwards, since a cell that was corrected is here twice, with the present one first.
    widths = {cell.cell_id: cell.width for cell in reversed(cells) if cell.kind == "count"}
    cells += rules_broken(publications[0], minimum_behind_mean)
    return AuditResult(tuple(cells), tuple(count_hidden(publications[0], widths)))
