"""The curve: time and memory against payments, drawn once for all scales of a result."""

from __future__ import annotations

from pathlib import Path

import altair as alt
import vl_convert
from velferd.report.chart_style import DASHES, GRID_LINE, INK, PALETTE

from benchmark.result import BUILD, PANDAS, POLARS, SCRIPT, Result

#: What is drawn; the rest is in the table.
SHOWN = ("landing", "models", "tests", BUILD, SCRIPT, POLARS, PANDAS)
_VEGA_LITE = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def write_curve(result: Result, folder: Path) -> Path:
    """Draw wall time and peak memory against payments, both axes logarithmic, beside the result of the same name."""
    path = folder / f"{result.name}.svg"
    path.write_text(vl_convert.vegalite_to_svg(_chart(result), _VEGA_LITE, allowed_base_urls=[]), encoding="utf-8")
    return path


def _chart(result: Result) -> dict:
    rows = [
        {
            "payments": scale.payment_count,
            "what": name,
            "seconds": cost.wall_seconds,
            "gigabytes": cost.peak_memory_bytes / 1e9,
        }
        for scale in result.scales
        for name, cost in scale.costs.items()
        if name in SHOWN
    ]
    panels = [_panel(rows, "seconds", "Wall time, seconds"), _panel(rows, "gigabytes", "Peak memory, GB")]
    chart = alt.hconcat(*panels).configure_axis(gridColor=GRID_LINE, labelColor=INK, titleColor=INK)
    return chart.configure_view(stroke=None).configure(background="#ffffff").to_dict()


def _panel(rows: list[dict], column: str, title: str) -> alt.Chart:
    order = [name for name in SHOWN if any(row["what"] == name for row in rows)]
    colours = alt.Scale(domain=order, range=list(PALETTE[: len(order)]))
    dashes = alt.Scale(domain=order, range=[list(dash) for dash in DASHES[: len(order)]])
    logarithmic = alt.Scale(type="log", nice=False, padding=10)
    return (
        alt.Chart(alt.Data(values=rows), width=320, height=260)
        .mark_line(point=True)
        .encode(
            x=alt.X(
                "payments:Q",
                scale=logarithmic,
                axis=alt.Axis(format="~s", tickCount=4),
                title="Payments in the delivery",
            ),
            y=alt.Y(f"{column}:Q", scale=logarithmic, axis=alt.Axis(format="~g", tickCount=6), title=title),
            color=alt.Color("what:N", scale=colours, legend=alt.Legend(title=None, orient="top", columns=4)),
            strokeDash=alt.StrokeDash("what:N", scale=dashes, legend=None),
        )
    )
