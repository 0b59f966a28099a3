"""What the report is made of: the published figures, and the counting rules in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import click
import duckdb

from velferd.database import NO_EXTENSIONS, quoted
from velferd.publish.files import DATABASE
from velferd.publish.publication import Figure, Table, read_tables
from velferd.publish.texts import TOTAL, Text

OSLO = "Oslo totalt"
_PUBLISHED = "published"
_WAREHOUSE = "warehouse.duckdb"
# The only thing that is read from the warehouse: definitions, which tell of nobody.
_RULES = """
    select counting_rule.rule_id, counting_rule.text_nb, counting_rule.text_en, counting_rule.is_choice
    from warehouse.seeds.counting_rule as counting_rule
    order by regexp_extract(counting_rule.rule_id, '[A-Z]+'), cast(regexp_extract(counting_rule.rule_id, '\\d+') as int)
"""
_FIGURE_RULES = "select distinct table_id, rule_id from warehouse.marts.figure_rules order by all"


class Key(NamedTuple):
    """Which published figure: all of a year's, month's, bydel's and category's codes as in the published models."""

    table_id: str
    measure: str
    year: str
    area: str = OSLO
    category: str = ""


@dataclass(frozen=True)
class Rule:
    """A counting rule in words; `is_choice` when the sources leave it open."""

    rule_id: str
    text: Text
    is_choice: bool


@dataclass(frozen=True)
class Published:
    """All published figures by what they tell of, with their labels and the rules they follow."""

    tables: dict[str, Table]
    rules: dict[str, Rule]
    rules_of: dict[str, frozenset[str]]
    figures: dict[Key, Figure] = field(default_factory=dict)
    _categories: dict[str, Text] = field(default_factory=dict)
    _measures: dict[str, Text] = field(default_factory=dict)
    _areas: dict[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table in self.tables.values():
            for figure in table.figures:
                key = Key(table.table_id, figure.measure, figure.year, figure.area, figure.category)
                self.figures[key] = figure
                self._categories.setdefault(figure.category, figure.category_label)
                self._measures.setdefault(figure.measure, figure.measure_label)
                self._areas.setdefault(figure.area, figure.area_label)

    def category_label(self, category: str) -> Text:
        """The label of a category, or the category itself where no figure has it; the empty one is the total."""
        return self._categories.get(category, Text(category, category)) if category else TOTAL

    def measure_label(self, measure: str) -> Text:
        return self._measures.get(measure, Text(measure, measure))

    def area_label(self, area: str) -> Text:
        return self._areas.get(area, Text(area, area))

    @property
    def areas(self) -> list[str]:
        """Bydeler by number, then Oslo."""
        return list(dict.fromkeys(key.area for key in self.figures if key.table_id == "3.04"))

    @property
    def years(self) -> list[int]:
        """The years that a report can be made of: those with recipients in Oslo."""
        keys = (key for key in self.figures if key[:2] == ("3.04", "recipients_year") and key.area == OSLO)
        return sorted(int(key.year) for key in keys)

    def of(self, table_id: str, measure: str, year: str) -> list[Figure]:
        """The figures of a table, measure and year, as they are ordered in print."""
        table = self.tables.get(table_id)
        return [f for f in table.figures if (f.measure, f.year) == (measure, year)] if table else []


def read_published(data: Path) -> Published:
    """Read `data`/published and the rules of `data`/warehouse.duckdb.

    Raises click.ClickException when one of them is missing or from before what is read here was there.
    """
    database, warehouse = data / _PUBLISHED / DATABASE, data / _WAREHOUSE
    for path in (database, warehouse):
        if not path.exists():
            raise click.ClickException(f"There is no {path}. Run `velferd build` first.")
    with duckdb.connect(config=NO_EXTENSIONS) as connection:
        connection.execute(f"attach '{quoted(database)}' as published (read_only)")
        connection.execute(f"attach '{quoted(warehouse)}' as warehouse (read_only)")
        try:
            tables = {table.table_id: table for table in read_tables(connection, "published.main")}
            rules = {row[0]: Rule(row[0], Text(row[1], row[2]), row[3]) for row in connection.sql(_RULES).fetchall()}
            rules_of: dict[str, set[str]] = {}
            for table_id, rule_id in connection.sql(_FIGURE_RULES).fetchall():
                rules_of.setdefault(table_id, set()).add(rule_id)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise click.ClickException(f"No report can be made from {data}; build it anew. {error}") from None
    return Published(tables, rules, {table_id: frozenset(ids) for table_id, ids in rules_of.items()})
