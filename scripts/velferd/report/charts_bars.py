"""Charts by bydel, age, amount, purpose and duration, of one year or three."""

from __future__ import annotations

from typing import Any

import altair as alt

from velferd.publish.texts import Text
from velferd.report.chart_style import (
    DARK,
    INK,
    LIGHT,
    MARKER,
    ORANGE,
    PALETTE,
    YEAR_COLOURS,
    Chart,
    Drawing,
    colour,
    styled,
)

_ROW = 22
_CLASS_WIDTH = 5_000
_HEIGHT = 260
_LABEL = {"align": "left", "dx": 5, "fontSize": 11, "color": INK}


def histogram(drawing: Drawing, title: Text) -> Chart:
    """Recipients by class of amount, with quartiles, median and mean as dashed lines."""
    rows = [
        row | {"from": int(line.place["category"]), "to": int(line.place["category"]) + _CLASS_WIDTH}
        for line, row in zip(drawing.grid.lines, drawing.rows(), strict=True)
        if line.place["category"].isdigit()
    ]
    last = max((row["from"] for row in rows), default=0)
    axis = alt.Axis(
        title=drawing.say(drawing.grid.corner), values=[*range(0, last + 1, 50_000)], grid=False,
        labelExpr=f"format(datum.value, ',d') + (datum.value == {last} ? '+' : '')",
    )  # fmt: skip
    bars = (
        drawing.chart(rows)
        .mark_bar(color=DARK, stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X("from:Q", axis=axis, scale=alt.Scale(domain=[0, last + _CLASS_WIDTH], nice=False)),
            x2="to:Q",
            y=alt.Y("value:Q", title=None, axis=alt.Axis(format=",d")),
            y2=alt.datum(0),
        )
    )
    return styled(_sized(alt.layer(bars, *_amounts(drawing)), drawing, _HEIGHT), drawing, title)


def _amounts(drawing: Drawing) -> list[alt.Chart]:
    """Quartiles, median and mean: the key figures in kroner of the last year."""
    shown = []
    extra = drawing.extra
    for number, line in enumerate(extra.lines if extra else ()):
        cell = extra.cells[number, len(extra.columns) - 1]
        if cell.figure and cell.value is not None and cell.figure.unit == "nok":
            name = drawing.say(line.label).rsplit(", ", 1)[-1]
            shown.append(
                {"amount": cell.value, "text": f"{name} {cell.text(drawing.language)}", "y": 8 + 17 * len(shown)}
            )
    if not shown:
        return []
    base = drawing.chart(shown)
    rules = base.mark_rule(strokeDash=[5, 3], color=MARKER, strokeWidth=1.5).encode(x="amount:Q")
    labels = base.encode(x="amount:Q", text="text:N", y=alt.Y("y:Q", scale=None, axis=None))
    return [rules, labels.mark_text(**_LABEL, stroke="#ffffff", strokeWidth=4), labels.mark_text(**_LABEL)]


def ranges(drawing: Drawing, title: Text) -> Chart:
    """A bar from lower to upper quartile per bydel, with median and mean as marks on it."""
    by_line: dict[int, dict[str, Any]] = {}
    for row in drawing.rows():
        name = ("q1", "median", "mean", "q3", "distance")[row["series_number"]]
        by_line.setdefault(row["line_number"], {"line": row["line"]})[name] = row["value"]
    names = [drawing.say(Text("Median", "Median")), drawing.say(Text("Gjennomsnitt", "Mean"))]
    marks = [
        {"line": row["line"], "amount": row[key], "series": name}
        for row in by_line.values()
        for key, name in zip(("median", "mean"), names, strict=True)
    ]
    bars = (
        drawing.chart(list(by_line.values()))
        .mark_bar(color=LIGHT, height=14)
        .encode(y=_lines(drawing), x=alt.X("q1:Q", title=None, axis=alt.Axis(format=",d", tickCount=5)), x2="q3:Q")
    )
    points = (
        drawing.chart(marks)
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            y=_lines(drawing),
            x="amount:Q",
            color=alt.Color("series:N", scale=alt.Scale(domain=names, range=[MARKER, DARK])),
            shape=alt.Shape("series:N", scale=alt.Scale(domain=names, range=["square", "diamond"])),
        )
    )
    return styled(_sized(alt.layer(bars, points), drawing, _ROW * len(by_line)), drawing, title)


def ranked(drawing: Drawing, title: Text) -> Chart:
    """A bar per line of the first column, with the second one as its text."""
    texts = {row["line_number"]: row["text"] for row in drawing.rows() if row["series_number"] == 1}
    rows = [row | {"text": texts[row["line_number"]]} for row in drawing.rows() if row["series_number"] == 0]
    largest = max(row["value"] or 0 for row in rows)
    room = 1.35 if drawing.size.is_narrow else 1.15
    x = alt.X(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[0, largest * room], nice=False),
        axis=alt.Axis(format=",d", tickCount=3 if drawing.size.is_narrow else 6, labelOverlap=True),
    )
    base = drawing.chart(rows).encode(y=_lines(drawing), x=x)
    bars = base.mark_bar(color=DARK, height=14)
    labels = base.mark_text(align="left", dx=4, fontSize=11, color=INK).encode(text="text:N")
    return styled(_sized(alt.layer(bars, labels), drawing, _ROW * len(rows)), drawing, title)


def pairs(drawing: Drawing, title: Text) -> Chart:
    """Columns along the axis, a bar per line at each of them, with its figure on top."""
    rows = drawing.rows()
    groups = [drawing.say(line.label) for line in drawing.grid.lines]
    base = drawing.chart(rows).encode(
        x=alt.X("series:N", sort=drawing.series, title=None, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("line:N", sort=groups),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(format=",~r", tickCount=6)),
    )
    scale = alt.Scale(domain=groups, range=list(PALETTE[: len(groups)]))
    bars = base.mark_bar().encode(color=alt.Color("line:N", scale=scale))
    labels = base.mark_text(dy=-7, fontSize=9 if drawing.size.is_narrow else 11, color=INK).encode(text="text:N")
    return styled(_sized(alt.layer(bars, labels), drawing, _HEIGHT), drawing, title)


def by_age(drawing: Drawing, title: Text) -> Chart:
    """A bar per age, divided by column; a total among the lines is a dashed line across."""
    totals = {number for number, line in enumerate(drawing.grid.lines) if line.is_total}
    rows = [row for row in drawing.rows() if row["line_number"] not in totals]
    ages = list(dict.fromkeys(row["line"] for row in rows))
    every = 10 if drawing.size.is_narrow else 5
    shown = [age for age in ages if not age.isdigit() or (int(age) % every == 0 and int(age) > 20)]
    bars = (
        drawing.chart(rows)
        .mark_bar(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X("line:O", sort=ages, title=None, axis=alt.Axis(values=shown, labelAngle=0, labelOverlap=False)),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(format=",~r", tickCount=6)),
            color=colour(drawing, (DARK, ORANGE)),
            order="series_number:Q",
        )
    )
    layers: list[Any] = [bars]
    for row in (row for row in drawing.rows() if row["line_number"] in totals):
        base = drawing.chart([row]).encode(y="value:Q")
        # White below, so that it is seen on bars of any colour.
        layers.append(base.mark_rule(color="#ffffff", strokeWidth=3.5))
        layers.append(base.mark_rule(strokeDash=[6, 3], color=INK, strokeWidth=1.8))
        dashed = Text("stiplet linje", "dashed line")
        label = f"{drawing.say(title)}; {drawing.say(dashed)}: {row['line'].lower()}, {row['text']}"
        title = Text(label, label)
    return styled(_sized(alt.layer(*layers), drawing, _HEIGHT), drawing, title)


def panels_by_measure(drawing: Drawing) -> Chart:
    """A panel per heading of the columns, in each a bar per line and year."""
    charts = []
    for group in dict.fromkeys(column.group for column in drawing.grid.columns):
        panel = drawing.of_columns([column for column in drawing.grid.columns if column.group == group])
        order = [drawing.say(line.label) for line in drawing.grid.lines]
        panels = 1 if drawing.size.is_narrow else 2
        words = alt.Axis(labelAngle=0, labelExpr="split(datum.label, ' ')")
        charts.append(
            panel.chart(panel.rows())
            .mark_bar()
            .encode(
                x=alt.X("line:N", sort=order, title=None, axis=words),
                xOffset=alt.XOffset("series:N", sort=panel.series),
                y=alt.Y("value:Q", title=None, axis=alt.Axis(format=",~r", tickCount=6)),
                color=colour(panel, YEAR_COLOURS[-len(panel.series) :]),
            )
            .properties(
                width=drawing.size.width // panels - 62,
                height=200,
                title=alt.Title(drawing.say(group), anchor="start", fontSize=12, color=INK),
            )
        )
    return styled(alt.concat(*charts, columns=1 if drawing.size.is_narrow else 2, spacing=24), drawing)


def in_and_out(drawing: Drawing, title: Text) -> Chart:
    """Into the bydel to the right, out of it to the left, and the net as a mark."""
    rows = drawing.rows()
    into, out, net = drawing.series
    base = drawing.chart(rows).encode(y=_lines(drawing))
    x = alt.X("drawn:Q", title=None, axis=alt.Axis(labelExpr="format(abs(datum.value), ',~r')", tickCount=7))
    colours = alt.Color("series:N", scale=alt.Scale(domain=[into, out, net], range=[DARK, ORANGE, MARKER]))
    bars = (
        base.transform_filter("datum.series_number < 2")
        .transform_calculate(drawn="datum.series_number == 1 ? -datum.value : datum.value")
        .mark_bar(height=14)
        .encode(x=x, color=colours)
    )
    marks = (
        base.transform_filter("datum.series_number == 2")
        .transform_calculate(drawn="datum.value")
        .mark_point(shape="diamond", filled=True, size=80, opacity=1, stroke="#ffffff", strokeWidth=1)
        .encode(x=x, color=colours)
    )
    return styled(_sized(alt.layer(bars, marks), drawing, _ROW * len(drawing.grid.lines)), drawing, title)


def years_by_bydel(drawing: Drawing, title: Text) -> Chart:
    """A bar per year for each bydel."""
    bars = (
        drawing.chart(drawing.rows())
        .mark_bar()
        .encode(
            y=_lines(drawing),
            yOffset=alt.YOffset("series:N", sort=drawing.series),
            x=alt.X("value:Q", title=None, axis=alt.Axis(format=",~r", tickCount=7)),
            color=colour(drawing, YEAR_COLOURS[-len(drawing.series) :]),
        )
    )
    return styled(_sized(bars, drawing, 28 * len(drawing.grid.lines)), drawing, title)


def _lines(drawing: Drawing) -> alt.Y:
    """Lines in their order, from the top."""
    return alt.Y("line:N", sort=[drawing.say(line.label) for line in drawing.grid.lines], title=None)


def _sized(chart: Any, drawing: Drawing, height: int) -> Any:
    return chart.properties(
        width=drawing.size.width, height=height, autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
    )
