"""Sentences that say published figures in words; nothing is computed for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from velferd.publish.publication import Figure
from velferd.publish.texts import Language, Text
from velferd.report.grid import printed
from velferd.report.reading import OSLO, Key, Published

#: What a change says, by its sign; {n} is its size.
MORE = (
    Text(", {n} prosent flere enn året før", ", {n} per cent more than the year before"),
    Text(", {n} prosent færre enn året før", ", {n} per cent fewer than the year before"),
    Text(", omtrent like mange som året før", ", about as many as the year before"),
)
HIGHER = (
    Text(", {n} prosent mer enn året før", ", {n} per cent more than the year before"),
    Text(", {n} prosent mindre enn året før", ", {n} per cent less than the year before"),
    Text(", omtrent like mye som året før", ", about as much as the year before"),
)
ROSE = (
    Text("økte med {n} prosent", "rose by {n} per cent"),
    Text("falt med {n} prosent", "fell by {n} per cent"),
    Text("var omtrent uendret", "was about unchanged"),
)


@dataclass(frozen=True)
class Said:
    """A figure of a sentence: where it is published, and at what time, as a template over the report's year.

    With `by_sign` (above zero, below it, zero) it is said as a change. A sentence is left out when a figure of it is
    not published, but an optional one only is left out itself.
    """

    measure: str
    category: str = ""
    when: str = "{year}"
    by_sign: tuple[Text, Text, Text] | None = None
    is_optional: bool = False

    def figure(self, published: Published, table_id: str, year: int) -> Figure | None:
        when = self.when.format(year=year, before=year - 1, three_before=year - 3)
        return published.figures.get(Key(table_id, self.measure, when, OSLO, self.category))

    def text(self, figure: Figure | None, language: Language) -> str | None:
        """How it is said; None when the sentence cannot be."""
        if figure is None or figure.value is None:
            return "" if self.is_optional else None
        number = printed(figure, language)
        if not self.by_sign:
            return number
        above, below, same = self.by_sign
        said = above if figure.value > 0 else below if figure.value < 0 else same
        return said[language].format(n=number.lstrip("-"))


@dataclass(frozen=True)
class Sentence:
    """A text with {names} of figures of the table or figure that it stands above; {year} is the report's."""

    table_id: str
    text: Text
    figures: dict[str, Said] = field(default_factory=dict)
    is_summary: bool = False

    def say(self, published: Published, year: int, language: Language) -> str | None:
        """The sentence; None when a figure of it is hidden or not published."""
        said: dict[str, str] = {"year": str(year), "before": str(year - 1), "three_before": str(year - 3)}
        for name, figure in self.figures.items():
            text = figure.text(figure.figure(published, self.table_id, year), language)
            if text is None:
                return None
            said[name] = text
        return self.text[language].format(**said)


def with_change(
    table_id: str, text: Text, measure: str, by_sign: tuple[Text, Text, Text], *, is_summary: bool = False
) -> Sentence:
    """A sentence of one figure, {n}, and of its {change} from the year before."""
    return Sentence(table_id, text, {"n": Said(measure), "change": changed(measure, by_sign)}, is_summary)


def changed(measure: str, by_sign: tuple[Text, Text, Text], when: str = "{before}-{year}") -> Said:
    """The change of a measure in per cent from the year before, where it is published."""
    return Said(f"{measure}_change_pct", when=when, by_sign=by_sign, is_optional=True)
