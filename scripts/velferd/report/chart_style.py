"""How charts look, and how they become SVG and PDF: no browser, no fonts from elsewhere, the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import vl_convert

from velferd.publish.texts import Language, Text
from velferd.report.grid import Column, Grid

#: At least 3:1 against white and told apart by the colour-blind; lines have dashes of their own besides.
PALETTE = (
    *("#0b4f8a", "#c8500a", "#00795f", "#8a3a8f", "#2a8fc9", "#a87900", "#d4447c", "#5a5a5a"),
    *("#6b4c2a", "#3d3d9e"),
)
DASHES = ([1, 0], [6, 2], [2, 2], [8, 2, 2, 2], [12, 3], [4, 4], [1, 3], [10, 2, 2, 2, 2, 2], [5, 1], [3, 6])
#: Years beside each other, the report's own the darkest.
YEAR_COLOURS = ("#8f9aa6", "#4a90c2", "#0b4f8a")
LIGHT, DARK, ORANGE, MARKER = "#a9c9e8", "#0b4f8a", "#e08a3c", "#b3261e"
GRID_LINE, INK = "#dfe3e8", "#1f2933"
# Measured by the converter's own Liberation Sans, which Arial and Helvetica have the widths of.
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_NUMBERS = {
    "nb": {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["NOK\u00a0", ""]},
}
_VEGA_LITE = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
_ID = re.compile(r'(id="|url\(#|href="#)([A-Za-z_][\w-]*)')

_CONFIG = {
    "font": _FONT,
    "background": "#ffffff",
    "aria": False,
    "padding": {"left": 2, "right": 8, "top": 4, "bottom": 4},
    "view": {"stroke": None},
    # One weight only: with a second font the bytes of a PDF would be random.
    "title": {"fontWeight": "normal"},
    "axis": {
        **{"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "labelLimit": 260},
        **{"gridColor": GRID_LINE, "domainColor": "#8f9aa6", "tickColor": "#8f9aa6"},
        **{"labelColor": INK, "titleColor": INK},
    },
}
_LEGEND = {
    **{"orient": "top", "direction": "horizontal", "title": None, "labelFontSize": 11, "labelLimit": 320},
    **{"labelColor": INK, "symbolStrokeWidth": 2, "symbolSize": 110, "offset": 6, "rowPadding": 3, "columnPadding": 14},
}

Chart = alt.TopLevelMixin


@dataclass(frozen=True)
class Size:
    """Width of a chart in pixels, and how many panels and entries of a legend stand beside each other."""

    width: int
    panels: int
    legend_columns: int

    @property
    def is_narrow(self) -> bool:
        return self.panels == 1


WIDE = Size(680, panels=3, legend_columns=3)
NARROW = Size(340, panels=1, legend_columns=1)


@dataclass(frozen=True)
class Drawing:
    """What a chart is drawn from: the filled grid, the key figures beside it, in one language and size."""

    grid: Grid
    extra: Grid | None
    language: Language
    size: Size
    datasets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def chart(self, rows: list[dict[str, Any]]) -> alt.Chart:
        """A chart of the rows, which stay beside it until it is drawn: in it each value would be checked many times."""
        name = f"rows_{len(self.datasets)}"
        self.datasets[name] = rows
        return alt.Chart(alt.NamedData(name=name))

    def say(self, text: Text) -> str:
        return text[self.language]

    @property
    def series(self) -> list[str]:
        return [self.say(column.label) for column in self.grid.columns]

    @property
    def has_hidden(self) -> bool:
        return any(cell.is_hidden for cell in self.grid.cells.values())

    def rows(self) -> list[dict[str, Any]]:
        """A row per cell: the labels of its line and column, their numbers, its value (None where there is none)."""
        return [
            {
                "line": self.say(self.grid.lines[line].label),
                "line_number": line,
                "time": time_of(cell.key.year),
                "series": self.say(self.grid.columns[column].label),
                "series_number": column,
                "value": cell.value,
                "text": cell.text(self.language),
            }
            for (line, column), cell in self.grid.cells.items()
        ]

    def of_columns(self, columns: list[Column]) -> Drawing:
        """Only these columns, as one of several panels."""
        numbers = [self.grid.columns.index(column) for column in columns]
        cells = {
            (line, place): self.grid.cells[line, number]
            for line in range(len(self.grid.lines))
            for place, number in enumerate(numbers)
        }
        grid = Grid(self.grid.table_id, self.grid.corner, self.grid.lines, tuple(columns), cells)
        return Drawing(grid, self.extra, self.language, self.size, self.datasets)


def time_of(code: str) -> float:
    """A year, or a month as a part of its year: where it lies on a time axis."""
    year, _, month = code.partition("-")
    return int(year) + (int(month) - 1) / 12 if re.fullmatch(r"\d{4}(-\d{2})?", code) and month else int(year[:4])


def to_svg(draw: Callable[[Drawing], Chart], drawing: Drawing) -> str:
    """The chart as SVG; nothing is fetched for it."""
    # Vega-Lite says what is wrong with a chart; checked against the schema as well, drawing takes three times as long.
    with alt.utils.schemapi.debug_mode(False):
        specification = draw(drawing).to_dict(validate=False) | {"datasets": drawing.datasets}
    numbers = _NUMBERS[drawing.language]
    return vl_convert.vegalite_to_svg(specification, _VEGA_LITE, format_locale=numbers, allowed_base_urls=[])


def with_own_ids(svg: str, prefix: str) -> str:
    """The drawing with ids that begin with `prefix`, so that several can stand in one page."""
    return _ID.sub(rf"\g<1>{prefix}-\g<2>", svg)


def to_pdf(svg: str) -> bytes:
    """The drawing as PDF; with more than one font the order of its parts, so its bytes, would be random."""
    return vl_convert.svg_to_pdf(svg)


def styled(chart: Chart, drawing: Drawing, title: Text | None = None) -> Chart:
    """The chart with the report's look; `title` says what is measured."""
    columns = min(drawing.size.legend_columns, max(1, len(drawing.series)))
    if title:
        chart = chart.properties(
            title=alt.Title(drawing.say(title), anchor="start", frame="bounds", fontSize=12, offset=8, color=INK)
        )
    return chart.configure(**_CONFIG).configure_legend(**_LEGEND, columns=columns)


def colour(drawing: Drawing, range_: tuple[str, ...] = PALETTE, **legend: Any) -> alt.Color:
    """Colours of the series in their order; without a legend when there is only one."""
    series = list(dict.fromkeys(drawing.series))
    shown = alt.Legend(**legend) if len(series) > 1 else None
    return alt.Color("series:N", scale=alt.Scale(domain=series, range=list(range_[: len(series)])), legend=shown)


def dashes(drawing: Drawing) -> alt.StrokeDash:
    series = list(dict.fromkeys(drawing.series))
    scale = alt.Scale(domain=series, range=[list(dash) for dash in DASHES[: len(series)]])
    return alt.StrokeDash("series:N", scale=scale, legend=None if len(series) == 1 else alt.Legend())


def time_axis(drawing: Drawing) -> alt.X:
    """Years as whole numbers, months between them."""
    times = [row["time"] for row in drawing.rows()]
    axis = alt.Axis(format="d", tickMinStep=1, tickCount=4 if drawing.size.is_narrow else 10, grid=False, title=None)
    return alt.X("time:Q", scale=alt.Scale(domain=[min(times), max(times)], nice=False, zero=False), axis=axis)
