"""Which chart each figure of the report is drawn as."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from velferd.publish.texts import Text
from velferd.report import charts_bars as bars
from velferd.report import charts_time as time
from velferd.report.chart_style import Chart, Drawing

_MNOK = Text("Millioner kroner", "Million NOK")
_NOK = Text("Kroner. Stolpen går fra nedre til øvre kvartil.", "NOK. The bar runs from lower to upper quartile.")
_PAID = Text("Kroner, og andel av alt som ble utbetalt", "NOK, and share of all that was paid")
_PERCENT = Text("Prosent", "Per cent")
_OF_RECIPIENTS = Text("Prosent av mottakerne", "Per cent of the recipients")
_OF_POPULATION = Text("Prosent av befolkningen i aldersgruppen", "Per cent of the population of the age group")
_OF_NEW = Text("Prosent av de nye deltakerne", "Per cent of the new participants")
_OF_ENDED = Text("Prosent av dem som avsluttet", "Per cent of those who ended")
_MOVED = Text(
    "Prosent av bydelens mottakere: ut til venstre, inn til høyre",
    "Per cent of the recipients of the bydel: out to the left, in to the right",
)
_NET = Text("Netto innflytting, prosent av bydelens mottakere", "Net moves in, per cent of the recipients of the bydel")
_RECIPIENTS = Text("Mottakere", "Recipients")
_PANELS = Text("Mottakere; merk at aksene er ulike", "Recipients; note that the axes differ")
_PERSONS = Text("Personer", "Persons")
_CHILDREN = Text("Barn", "Children")
_PARTICIPANTS = Text("Deltakere", "Participants")

# Points in time that the report marks in its charts.
_APRIL = {"2022-04": Text("april 2022", "April 2022")}
_SEPTEMBER = {"2022-09": Text("september 2022", "September 2022")}

CHARTS: dict[str, Callable[[Drawing], Chart]] = {
    "fig3.01": partial(time.lines, title=_MNOK, with_points=True),
    "fig3.02": partial(bars.histogram, title=_RECIPIENTS),
    "fig3.03": partial(bars.ranges, title=_NOK),
    "fig3.04": partial(bars.ranked, title=_PAID),
    "fig3.05": partial(time.stacked, title=_PERCENT),
    "fig3.06": partial(time.lines, title=_PERSONS),
    "fig3.07": partial(bars.pairs, title=_OF_RECIPIENTS),
    "fig3.08": partial(time.panels_by_rest, title=_PANELS),
    "fig3.09": partial(time.stacked, title=_PERSONS),
    "fig3.10": partial(time.lines, title=_OF_POPULATION, with_points=True),
    "fig3.11": partial(time.lines, title=_OF_RECIPIENTS, markers=_APRIL),
    "fig3.12": partial(time.stacked, title=_CHILDREN, markers=_SEPTEMBER),
    "fig3.13": partial(bars.by_age, title=_RECIPIENTS),
    "fig3.14": partial(bars.by_age, title=_OF_RECIPIENTS),
    "fig3.15": bars.panels_by_measure,
    "fig3.16": partial(bars.in_and_out, title=_MOVED),
    "fig3.17": partial(bars.years_by_bydel, title=_NET),
    "fig3.18": partial(time.lines, title=_OF_RECIPIENTS),
    "fig4.01": partial(time.with_yearly_averages, title=_PARTICIPANTS),
    "fig4.02": partial(time.panels_by_class, title=_OF_NEW),
    "fig5.01": partial(time.stacked_bars, title=_PERSONS),
    "fig5.02": partial(time.lines, title=_PARTICIPANTS),
    "fig5.03": partial(time.stacked_bars, title=_OF_ENDED),
}

_LINES = Text("Linjediagram", "Line chart")
_AREAS = Text("Arealdiagram", "Area chart")
_BARS = Text("Søylediagram", "Bar chart")

#: What kind of chart each is, for those who cannot see it.
KINDS: dict[str, Text] = {
    **dict.fromkeys(("fig3.01", "fig3.06", "fig3.08", "fig3.10", "fig3.11", "fig3.18"), _LINES),
    **dict.fromkeys(("fig4.01", "fig4.02", "fig5.02"), _LINES),
    **dict.fromkeys(("fig3.05", "fig3.09", "fig3.12"), _AREAS),
    **dict.fromkeys(("fig3.02", "fig3.03", "fig3.04", "fig3.07", "fig3.13", "fig3.14", "fig3.15"), _BARS),
    **dict.fromkeys(("fig3.16", "fig3.17", "fig5.01", "fig5.03"), _BARS),
}
