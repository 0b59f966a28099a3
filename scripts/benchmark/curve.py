"""The curve: time and memory against payments, drawn once for all scales of a result."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from velferd.report.chart_style import DASHES, GRID_LINE, INK, PALETTE

from benchmark.result import BUILD, NEW_MONTH, PANDAS, POLARS, SCRIPT, Result

#: What is drawn; the rest is in the table.
SHOWN = ("landing", "models", "tests", BUILD, NEW_MONTH, SCRIPT, POLARS, PANDAS)
#: Where an axis may have a tick, in each power of ten.
STEPS = (1, 2, 5)
NUMBER = "replace(format(datum.value, ','), regexp(',', 'g'), '\u00a0')"
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
    scales = {scale.payment_count: scale.scale for scale in result.scales}
    panels = [
        _panel(rows, scales, "seconds", "Wall time, seconds"),
        _panel(rows, scales, "gigabytes", "Peak memory, GB"),
    ]
    title = alt.Title(
        "What a build costs as the city grows",
        subtitle=f"Both axes logarithmic; scale 1 is Oslo. {_machine(result.machine)}",
        **{"fontWeight": "normal", "fontSize": 16, "anchor": "start", "offset": 12, "color": INK, "subtitleColor": INK},
    )
    axis = {
        **{"gridColor": GRID_LINE, "labelColor": INK, "titleColor": INK, "titleFontWeight": "normal"},
        **{"labelFontSize": 11, "titleFontSize": 12, "titlePadding": 10},
    }
    # With a ground of its own it can be read on a dark page as well.
    looks = {"background": "#ffffff", "padding": 16, "axis": axis, "view": {"stroke": None}}
    return alt.hconcat(*panels, title=title, spacing=40, config=looks).to_dict()


def _machine(machine: dict[str, Any]) -> str:
    """The machine in a few words, as far as it is known."""
    if not machine:
        return ""
    return f"{machine['cores']} cores, {machine['memory_bytes'] / 1e9:.0f} GB memory, DuckDB {machine['duckdb']}."


def _panel(rows: list[dict], scales: dict[int, str], column: str, title: str) -> alt.Chart:
    # What was left out keeps its colour, so that results can be laid beside each other.
    measured = {row["what"] for row in rows}
    looks = [look for look in zip(SHOWN, PALETTE, DASHES, strict=False) if look[0] in measured]
    names = [name for name, _, _ in looks]
    colours = alt.Scale(domain=names, range=[colour for _, colour, _ in looks])
    dashes = alt.Scale(domain=names, range=[list(dash) for _, _, dash in looks])
    # With the same legend, colours and dashes share one.
    legend = alt.Legend(
        **{"title": None, "orient": "top", "columns": 4, "symbolType": "stroke", "symbolSize": 500},
        **{"labelColor": INK, "labelFontSize": 12, "columnPadding": 20},
    )
    logarithmic = alt.Scale(type="log", nice=False, padding=16)
    under_ticks = f"[format(datum.value, '.2~s'), 'scale ' + {json.dumps(scales)}[datum.value]]"
    return (
        alt.Chart(alt.Data(values=rows), width=360, height=280)
        .mark_line(point=True)
        .encode(
            x=alt.X(
                "payments:Q",
                scale=logarithmic,
                axis=alt.Axis(values=list(scales), labelExpr=under_ticks, labelOverlap=False, grid=False),
                title="Payments in the delivery",
            ),
            y=alt.Y(
                f"{column}:Q",
                scale=logarithmic,
                axis=alt.Axis(values=_ticks([row[column] for row in rows]), labelExpr=NUMBER),
                title=title,
            ),
            color=alt.Color("what:N", scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("what:N", scale=dashes, legend=legend),
        )
    )


def _ticks(values: list[float]) -> list[float]:
    """Round numbers from below the least to above the greatest."""
    if not values:
        return []
    powers = range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)
    return [step * 10.0**power for power in powers for step in STEPS]
