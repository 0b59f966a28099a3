"""Charts along a time axis."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt

from velferd.publish.texts import Text
from velferd.report.building import class_of, without_class
from velferd.report.chart_style import (
    DASHES,
    INK,
    PALETTE,
    Chart,
    Drawing,
    colour,
    dashes,
    styled,
    time_axis,
    time_of,
)
from velferd.report.grid import Grid

_HEIGHT = 260
_PANEL_HEIGHT = 130


def lines(drawing: Drawing, title: Text, markers: dict[str, Text] | None = None, *, with_points: bool = False) -> Chart:
    """A line per column, with a gap where a figure is hidden; `markers` are dashed lines at a month with a text."""
    layers = [_lines(drawing, drawing.rows(), with_points=with_points), *_markers(drawing, markers or {})]
    return styled(_sized(alt.layer(*layers), drawing), drawing, title)


def stacked(drawing: Drawing, title: Text, markers: dict[str, Text] | None = None) -> Chart:
    """Areas on top of each other; lines where a figure is hidden, for a hole in a stack would look like a fall."""
    if drawing.has_hidden:
        return lines(drawing, title, markers)
    areas = (
        drawing.chart(drawing.rows())
        .mark_area(stroke="#ffffff", strokeWidth=0.5)
        .encode(x=time_axis(drawing), y=_value("zero"), color=colour(drawing), order="series_number:Q")
    )
    return styled(_sized(alt.layer(areas, *_markers(drawing, markers or {})), drawing), drawing, title)


def stacked_bars(drawing: Drawing, title: Text) -> Chart:
    """A bar per year, divided by column."""
    bars = (
        drawing.chart(drawing.rows())
        .mark_bar(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X("line:O", title=None, axis=alt.Axis(labelAngle=-90 if drawing.size.is_narrow else 0, grid=False)),
            y=_value("zero"),
            color=colour(drawing),
            order="series_number:Q",
        )
    )
    return styled(_sized(bars, drawing), drawing, title)


def with_yearly_averages(drawing: Drawing, title: Text) -> Chart:
    """Lines by month, and the first key figure as a level for each year."""
    averages = [] if drawing.extra is None else _levels(drawing, drawing.extra)
    rows = drawing.rows()
    series = [*drawing.series, *dict.fromkeys(row["series"] for row in averages)]
    scale = alt.Scale(domain=series, range=[PALETTE[0], PALETTE[2], PALETTE[1]][: len(series)])
    dash = alt.Scale(domain=series, range=[[1, 0], [2, 2], [6, 2]][: len(series)])
    chart = (
        drawing.chart([*rows, *averages])
        .mark_line(strokeWidth=2)
        .encode(
            x=time_axis(drawing),
            y=_value(),
            color=alt.Color("series:N", scale=scale, legend=alt.Legend(columns=1)),
            strokeDash=alt.StrokeDash("series:N", scale=dash, legend=alt.Legend(columns=1)),
        )
    )
    return styled(_sized(chart, drawing), drawing, title)


def _levels(drawing: Drawing, averages: Grid) -> list[dict[str, Any]]:
    rows = []
    for number, column in enumerate(averages.columns):
        cell = averages.cells[0, number]
        start = time_of(column.place["year"])
        shown = {"series": drawing.say(averages.lines[0].label), "series_number": 9}
        rows += [{**shown, "time": start, "value": cell.value}, {**shown, "time": start + 11 / 12, "value": cell.value}]
        rows.append({**shown, "time": start + 11.5 / 12, "value": None})
    return rows


def panels_by_rest(drawing: Drawing, title: Text) -> Chart:
    """A panel per class of the second kind (children), in each a line per class of the first (marital status)."""
    names = list(dict.fromkeys(drawing.say(without_class(column.label)) for column in drawing.grid.columns))
    charts = []
    for name in names:
        columns = [c for c in drawing.grid.columns if drawing.say(without_class(c.label)) == name]
        rows = [
            row | {"series": drawing.say(class_of(columns[row["series_number"]].label))}
            for row in drawing.of_columns(columns).rows()
        ]
        charts.append(_panel(drawing, rows, name))
    return styled(alt.concat(*charts, columns=drawing.size.panels, spacing=18), drawing, title)


def panels_by_class(drawing: Drawing, title: Text) -> Chart:
    """A panel per characteristic, in each a line per class of it."""
    charts = []
    for name in dict.fromkeys(drawing.say(class_of(column.label)) for column in drawing.grid.columns):
        columns = [c for c in drawing.grid.columns if drawing.say(class_of(c.label)) == name]
        rows = [
            row | {"series": drawing.say(without_class(columns[row["series_number"]].label))}
            for row in drawing.of_columns(columns).rows()
        ]
        charts.append(_panel(drawing, rows, name, legend={"columns": 1}))
    panels = alt.concat(*charts, columns=drawing.size.panels, spacing=18)
    return styled(panels.resolve_scale(color="independent", strokeDash="independent"), drawing, title)


def _panel(drawing: Drawing, rows: list[dict[str, Any]], name: str, legend: dict[str, Any] | None = None) -> alt.Chart:
    series = list(dict.fromkeys(row["series"] for row in rows))
    colours = alt.Scale(domain=series, range=list(PALETTE[: len(series)]))
    strokes = alt.Scale(domain=series, range=[list(dash) for dash in DASHES[: len(series)]])
    shown = alt.Legend(**(legend or {}))
    x = time_axis(drawing)
    x.axis.tickCount = 4
    panels = drawing.size.panels
    return (
        drawing.chart(rows)
        .mark_line(strokeWidth=2)
        .encode(
            x=x,
            y=_value(),
            color=alt.Color("series:N", scale=colours, legend=shown),
            strokeDash=alt.StrokeDash("series:N", scale=strokes, legend=shown),
        )
        .properties(
            width=drawing.size.width // panels - 62,
            height=_PANEL_HEIGHT,
            title=alt.Title(name, anchor="start", fontSize=12, color=INK),
        )
    )


def _lines(drawing: Drawing, rows: list[dict[str, Any]], *, with_points: bool) -> alt.Chart:
    point = alt.OverlayMarkDef(filled=True, size=36) if with_points else False
    return (
        drawing.chart(rows)
        .mark_line(strokeWidth=2, point=point)
        .encode(
            x=time_axis(drawing), y=_value(), color=colour(drawing, symbolType="stroke"), strokeDash=dashes(drawing)
        )
    )


def _markers(drawing: Drawing, markers: dict[str, Text]) -> list[alt.Chart]:
    times = [row["time"] for row in drawing.rows()]
    shown = [
        {"time": time_of(month), "text": drawing.say(text)}
        for month, text in markers.items()
        if min(times) < time_of(month) < max(times)
    ]
    if not shown:
        return []
    base = drawing.chart(shown).encode(x="time:Q")
    # White below, so that it is seen on areas of any colour.
    below = base.mark_rule(color="#ffffff", strokeWidth=3.5)
    rule = base.mark_rule(strokeDash=[6, 3], color=INK, strokeWidth=1.5)
    label = base.mark_text(align="right", dx=-5, fontSize=11, color=INK).encode(text="text:N", y=alt.value(8))
    return [below, rule, label]


def _value(stack: Literal["zero", False] = False) -> alt.Y:
    axis = alt.Axis(format=",~r", tickCount=6)
    return alt.Y("value:Q", title=None, axis=axis, scale=alt.Scale(zero=True), stack=stack)


def _sized(chart: Any, drawing: Drawing) -> Any:
    return chart.properties(
        width=drawing.size.width, height=_HEIGHT, autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
    )
