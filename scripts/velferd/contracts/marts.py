"""Contracts of the marts, one a group, and of what is published; what they promise, the build enforces."""

from __future__ import annotations

from velferd.contracts.odcs import Document, contract, custom, key_of
from velferd.manifest import Column, Manifest, Relation
from velferd.publish.publication import FIGURE_COLUMNS, FIGURES, TABLE_COLUMNS, TABLES

#: dbt's types of the marts, of any precision.
LOGICAL = {
    "string": "string",
    "int": "integer",
    "bigint": "integer",
    "double": "number",
    "decimal": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
#: What DuckDB calls them.
PHYSICAL = {"string": "varchar", "int": "integer"}


def mart_contracts(manifest: Manifest) -> list[Document]:
    """A contract for each group that has marts."""
    contracts = []
    for group in manifest.groups:
        marts = [mart for mart in manifest.marts if mart.group == group.name]
        if not marts:
            continue
        contracts.append(
            contract(
                name=f"marts-{group.name}".replace("_", "-"),
                title=f"Marts: {group.name.replace('_', ' ')}",
                description={
                    "purpose": group.description,
                    "usage": "Read-only, by analysts and BI tools. A column that is renamed or removed is a breaking "
                    "change.",
                    "limitations": "Working tables with small counts in them; not for publication.",
                },
                server={"type": "duckdb", "database": "warehouse.duckdb", "schema": "marts"},
                schema=[_relation(mart, mart.columns) for mart in marts],
                owner=group.owner,
                access="restricted",
            )
        )
    return contracts


def published_contract(manifest: Manifest) -> Document:
    """The contract of published.duckdb."""
    promised = {FIGURES: FIGURE_COLUMNS, TABLES: TABLE_COLUMNS}
    marts = [mart for mart in manifest.marts if mart.name in promised]
    schema = [_relation(m, tuple(c for c in m.columns if c.name in promised[m.name])) for m in marts]
    owners = {group.name: group.owner for group in manifest.groups}
    return contract(
        name="published",
        title="Published statistics on social assistance",
        description={
            "purpose": "The figures of the annual report after disclosure control.",
            "usage": "For everyone. Hidden figures have a symbol in the place of a value.",
            "limitations": "Figures of bydeler do not always add up to Oslo: who is in two counts in both.",
        },
        server={"type": "duckdb", "database": "published/published.duckdb", "schema": "main"},
        schema=schema,
        owner=owners.get(marts[0].group, "") if marts else "",
        access="public",
    )


def _relation(mart: Relation, columns: tuple[Column, ...]) -> Document:
    return {
        "name": mart.name,
        "physicalName": mart.name,
        "physicalType": "table",
        "description": mart.description,
        "dataGranularityDescription": f"One row per {', '.join(mart.grain)}.",
        "properties": [_property(column, mart.grain) for column in columns],
        **({"customProperties": [custom("countingRules", list(mart.rules))]} if mart.rules else {}),
    }


def _property(column: Column, grain: tuple[str, ...]) -> Document:
    family = column.data_type.split("(")[0]
    return {
        "name": column.name,
        "description": column.description,
        "physicalType": PHYSICAL.get(family, column.data_type),
        "logicalType": LOGICAL[family],
        **key_of(column.name, grain),
    }
