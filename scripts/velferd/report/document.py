"""The whole report in one language as plain data: what a page and a PDF are made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from velferd.publish.publication import notice
from velferd.publish.texts import Language, Text, meaning
from velferd.report import words
from velferd.report.chart_style import NARROW, WIDE, Drawing, to_svg
from velferd.report.charts import CHARTS, KINDS
from velferd.report.extras import key_figures
from velferd.report.figures import FIGURES
from velferd.report.grid import Grid
from velferd.report.layout import CHAPTERS, Chapter, Exhibit, Section
from velferd.report.reading import Published
from velferd.report.sentences import SENTENCES
from velferd.report.sentences_programmes import PROGRAMME_SENTENCES
from velferd.report.tables import TABLES
from velferd.report.views import View, alt_text, download, span, table_view

ALL_SENTENCES = (*SENTENCES, *PROGRAMME_SENTENCES)
_MATRIX = "3.14"


@dataclass
class Document:
    """Makes the report of a year in a language, and remembers the symbols and sources it has printed."""

    published: Published
    year: int
    language: Language
    _symbols: set[str] = field(default_factory=set)
    _sources: list[View] = field(default_factory=list)

    def view(self) -> View:
        say = self._say
        chapters = [self._chapter(chapter) for chapter in CHAPTERS]
        return {
            "language": self.language,
            "year": str(self.year),
            "title": say(words.TITLE),
            "report": say(words.REPORT).format(year=self.year),
            "notice": say(notice(list(self.published.tables.values()))),
            "words": {name.lower(): say(text) for name, text in vars(words).items() if isinstance(text, Text)},
            "summary": [chapter | {"sections": []} for chapter in chapters],
            "chapters": chapters,
            "sources": self._sources,
            "symbols": [{"symbol": s, "meaning": say(meaning(s))} for s in sorted(self._symbols)],
            "rules": [
                {"id": rule.rule_id, "text": say(rule.text), "is_choice": rule.is_choice}
                for rule in self.published.rules.values()
            ],
            "contact": next(iter(self.published.tables.values())).contact,
        }

    def _say(self, text: Text) -> str:
        return text[self.language]

    def _chapter(self, chapter: Chapter) -> View:
        table_ids = {exhibit.table_id for section in chapter.sections for exhibit in section.exhibits}
        return {
            "id": f"kapittel-{chapter.number}",
            "number": str(chapter.number),
            "title": self._say(chapter.title),
            "text": self._say(chapter.text),
            "findings": self._sentences(table_ids, only_summary=True),
            "sections": [self._section(chapter, number, s) for number, s in enumerate(chapter.sections, start=1)],
        }

    def _section(self, chapter: Chapter, number: int, section: Section) -> View:
        return {
            "id": f"del-{chapter.number}-{number}",
            "number": f"{chapter.number}.{number}",
            "title": self._say(section.title),
            "text": self._say(section.text) if section.text else "",
            "exhibits": [self._exhibit(exhibit) for exhibit in section.exhibits],
        }

    def _exhibit(self, exhibit: Exhibit) -> View:
        table_id = exhibit.table_id
        grid = {**TABLES, **FIGURES}[table_id](self.published, self.year).filled(self.published)
        beside = key_figures(table_id, self.published, self.year)
        extra = beside.filled(self.published) if beside else None
        grids = [grid, extra] if extra else [grid]
        self._symbols |= {cell.text(self.language) for g in grids for cell in g.cells.values() if cell.is_hidden}
        kind = words.FIGURE if exhibit.is_figure else words.TABLE
        table = self.published.tables.get(table_id)
        title = ", ".join(filter(None, (self._say(table.title) if table else "", span(grid, self.language))))
        notes = [self._say(note) for note in (table and table.lasting_note, exhibit.note) if note]
        if table and any(key.year == table.unfinished_year for g in grids for key, _ in g.figures()):
            notes.append(self._say(table.unfinished_year_note))
        if any(cell.is_hidden for g in grids for cell in g.cells.values()):
            notes.append(self._say(words.HIDDEN_NOTE))
        if exhibit.is_figure and any(cell.is_hidden for cell in grid.cells.values()):
            notes.append(self._say(words.NOT_DRAWN))
        view: View = {
            "id": f"{'figur' if exhibit.is_figure else 'tabell'}-{exhibit.number.replace('.', '-')}",
            "table_id": table_id,
            "kind": "figure" if exhibit.is_figure else "table",
            "number": f"{self._say(kind)} {exhibit.number}",
            "title": title,
            "sentences": self._sentences({table_id}),
            "notes": notes,
            "source": self._source(table_id, grids),
            "rules": [{"id": r, "text": self._say(self.published.rules[r].text)} for r in exhibit.rules],
            "extra": table_view(extra, self.language) if extra and extra.lines else None,
            "table": table_view(grid, self.language, is_shaded=table_id == _MATRIX) if grid.lines else None,
            "csv": download(grids, self.language, self._say(table.notice) if table else ""),
            "csv_name": f"{table_id}-{self.year}.csv",
        }
        self._sources.append({"id": view["id"], "number": view["number"], "title": title, "source": view["source"]})
        has_chart = exhibit.is_figure and bool(grid.lines)
        return view | (self._chart(table_id, title, grid, extra) if has_chart else {"chart": None, "alt": ""})

    def _chart(self, table_id: str, title: str, grid: Grid, extra: Grid | None) -> View:
        drawings = {
            name: to_svg(CHARTS[table_id], Drawing(grid, extra, self.language, size))
            for name, size in (("wide", WIDE), ("narrow", NARROW))
        }
        return {"chart": drawings, "alt": alt_text(KINDS[table_id], title, grid, self.language)}

    def _sentences(self, table_ids: set[str], *, only_summary: bool = False) -> list[str]:
        chosen = (s for s in ALL_SENTENCES if s.table_id in table_ids and (s.is_summary or not only_summary))
        said = (sentence.say(self.published, self.year, self.language) for sentence in chosen)
        return [sentence for sentence in said if sentence]

    def _source(self, table_id: str, grids: list[Grid]) -> str:
        """Where the figures are from, and when they were extracted."""
        figures = [figure for grid in grids for _, figure in grid.figures()]
        days = [words.in_words(day, self.language) for day in sorted({figure.extract_date for figure in figures})]
        if not days:
            return ""
        source = self._say(self.published.tables[table_id].source)
        return f"{source}, {self._say(words.EXTRACTED)} {words.listed(days, self.language)}"
