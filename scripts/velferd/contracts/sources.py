"""Contracts of the deliveries, one a system."""

from __future__ import annotations

import csv
from functools import cache

from velferd.code_lists import FOLDER
from velferd.contract import (
    ENCODING,
    JSON_STAT_TABLES,
    MANDATORY_SYSTEM,
    PATTERN,
    SQL_TYPE,
    SYSTEMS,
    Column,
    JsonStatTable,
    Table,
    tables_of,
)
from velferd.contracts.odcs import Document, contract, custom, key_of
from velferd.manifest import Manifest

#: What the standard says of each type of the source contract.
LOGICAL: dict[str, Document] = {
    "key": {"logicalType": "integer"},
    "count": {"logicalType": "integer"},
    "percent": {"logicalType": "integer", "logicalTypeOptions": {"minimum": 0, "maximum": 100}},
    "date": {"logicalType": "date", "logicalTypeOptions": {"format": "yyyy-MM-dd"}},
    "amount": {"logicalType": "number"},
    "ledger_amount": {"logicalType": "number"},
    "measure": {"logicalType": "number"},
}
#: What leaves the identified zone as a keyed number, or not at all.
RESTRICTED = ("fnr", "duf", "key", "free_text")


def source_contracts(manifest: Manifest) -> list[Document]:
    """A contract for each system, in the order of the source contract; descriptions are those of dbt's sources."""
    return [_source_contract(system, manifest) for system in SYSTEMS]


def _source_contract(system: str, manifest: Manifest) -> Document:
    csv_tables = tables_of(system)
    json_tables = tuple(table for table in JSON_STAT_TABLES if table.system == system)
    suffix = "json" if json_tables else "csv"
    return contract(
        name=f"delivery-{system}",
        title=f"Delivery of {system}",
        description={
            "purpose": f"A full extract of {system} as it stood on the extract date, which is the folder's name.",
            "usage": "Landed by `velferd land`, which refuses a delivery that breaks the contract whole, and puts rows "
            "that cannot be read in quarantine. An unknown code is loaded and is a finding.",
            "limitations": "Every build needs it." if system == MANDATORY_SYSTEM else "A build goes on without it.",
        },
        server={
            "type": "local",
            "path": f"extracts/{system}/*/*.{suffix}",
            "format": suffix,
            "encoding": "ISO-8859-1" if ENCODING.get(system) == "latin-1" else "UTF-8",
        },
        schema=[
            *(_table(table, manifest) for table in csv_tables),
            *(_json_table(table, manifest) for table in json_tables),
        ],
        owner=system,
        access="identified",
    )


def _table(table: Table, manifest: Manifest) -> Document:
    described = _descriptions(table, manifest)
    return {
        "name": table.name,
        "physicalType": "file",
        "description": described.get("", ""),
        "properties": [
            {"name": column.name, "description": described.get(column.name, ""), **_property(column, table)}
            for column in table.columns
        ],
        **({"customProperties": [custom("validityPeriod", list(table.period[1:]))]} if table.period else {}),
    }


def _property(column: Column, table: Table) -> Document:
    codes = {"enum": _codes(column.codes)} if column.codes else {}
    return {
        "physicalType": SQL_TYPE[column.type],
        **_logical(column),
        "required": not column.optional,
        **codes,
        **key_of(column.name, table.key),
    }


def _logical(column: Column) -> Document:
    """What the standard says of the column's type, its range and who may read it."""
    said = dict(LOGICAL.get(column.type, {"logicalType": "string"}))
    if column.type in PATTERN:
        said["logicalTypeOptions"] = {"pattern": f"^{PATTERN[column.type]}$"}
    if column.range:
        said["logicalTypeOptions"] = dict(zip(("minimum", "maximum"), column.range, strict=True))
    return said | ({"classification": "restricted"} if column.type in RESTRICTED else {})


def _json_table(table: JsonStatTable, manifest: Manifest) -> Document:
    described = _descriptions(table, manifest)
    return {
        "name": table.name,
        "physicalType": "file",
        "description": described.get("", ""),
        "properties": [
            {
                "name": column.name,
                "description": described.get(column.name, ""),
                "physicalType": SQL_TYPE[column.type],
                **_logical(column),
                **key_of(column.name, tuple(column for _, column in table.dimensions)),
            }
            for column in table.columns
        ],
    }


def _descriptions(table: Table | JsonStatTable, manifest: Manifest) -> dict[str, str]:
    """What dbt's source says of each column, and of the table under the empty name."""
    source = manifest.source(table.system, table.name)
    if source is None:
        return {}
    return {"": source.description} | {column.name: column.description for column in source.columns}


@cache
def _codes(seed: str) -> list[Document]:
    """The known codes with their English label; the Norwegian one goes along as a translation."""
    with (FOLDER / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    return [
        {
            "value": code,
            "label": row["label_en"],
            "customProperties": [custom("labelNorwegian", row["label_nb"])],
        }
        for code, row in rows.items()
    ]
