"""The suites on paper: one HTML page without personal values, and limits in words for the console."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from velferd.audit.expectation import Expectation, Outcome, SuiteResult
from velferd.data_folder import write_for_group
from velferd.numbers_in_words import figure

FILE_NAME = "index.html"


def limits(expectation: Expectation) -> str:
    low, high = expectation.low, expectation.high
    if low is None:
        return f"at most {figure(high)}"
    if high is None:
        return f"at least {figure(low)}"
    return f"{figure(low)} to {figure(high)}"


def write_summary(folder: Path, suite_results: Iterable[SuiteResult], deliveries: Iterable[tuple[str, str]]) -> Path:
    """Write the page of these suites, which are about these (system, extract date); return its path."""
    environment = Environment(
        loader=PackageLoader("velferd.audit", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"figure": figure, "limits": limits}
    page = environment.get_template("summary.html.j2").render(
        suite_results=suite_results, deliveries=deliveries, outcomes=list(Outcome)
    )
    return write_for_group(folder, FILE_NAME, page)
