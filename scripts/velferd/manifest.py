"""What dbt knows of the project after a build, as documentation and contracts need it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import click

MANIFEST = Path("target") / "manifest.json"
PUBLIC = "public"


@dataclass(frozen=True)
class Column:
    name: str
    #: As the model's contract promises it; empty for a source, whose types the source contract has.
    data_type: str
    description: str


@dataclass(frozen=True)
class Relation:
    """A model, seed or source table. `kind` is dbt's word for which of them."""

    kind: str
    name: str
    #: Schema in the warehouse, or the name of the source.
    schema: str
    description: str
    columns: tuple[Column, ...]
    group: str
    is_public: bool
    #: Columns that no two rows share; none of them is ever missing.
    grain: tuple[str, ...]
    #: Ids of the counting rules it follows.
    rules: tuple[str, ...]
    unique_id: str


@dataclass(frozen=True)
class Group:
    name: str
    owner: str
    description: str


@dataclass(frozen=True)
class Exposure:
    name: str
    label: str
    description: str
    #: Of the report's table or figure; empty for what is not one.
    table_id: str
    #: Names of the models it comes from.
    models: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    relations: tuple[Relation, ...]
    groups: tuple[Group, ...]
    exposures: tuple[Exposure, ...]
    #: Text of the project's docs blocks, by name.
    texts: dict[str, str]

    @property
    def marts(self) -> tuple[Relation, ...]:
        """The models that promise their columns to everyone, by name."""
        return tuple(relation for relation in self.relations if relation.is_public)

    def source(self, system: str, table: str) -> Relation | None:
        for relation in self.relations:
            if (relation.kind, relation.schema, relation.name) == ("source", system, table):
                return relation
        return None


def read_manifest(data: Path) -> Manifest:
    """Read the manifest that the last build left in `data`. Raises click.ClickException without one."""
    try:
        content = json.loads((data / MANIFEST).read_text())
    except OSError:
        raise click.ClickException(f"{data / MANIFEST} is not there: run `make build` first.") from None
    return manifest_of(content)


def manifest_of(content: dict) -> Manifest:
    """Take what is needed out of dbt's manifest.json; everything in the order of names."""
    project = content["metadata"]["project_name"]
    nodes = [*content["nodes"].values(), *content["sources"].values()]
    relations = [_relation(node) for node in nodes if node["resource_type"] in ("model", "seed", "source")]
    groups = [Group(g["name"], g["owner"]["name"] or "", g["description"] or "") for g in content["groups"].values()]
    return Manifest(
        relations=tuple(sorted(relations, key=lambda relation: (relation.name, relation.schema))),
        groups=tuple(sorted(groups, key=lambda group: group.name)),
        exposures=tuple(sorted((_exposure(e) for e in content["exposures"].values()), key=_report_order)),
        texts={d["name"]: d["block_contents"] for d in content["docs"].values() if d["package_name"] == project},
    )


def _relation(node: dict) -> Relation:
    meta = node["config"].get("meta", {})
    columns = (Column(c["name"], c.get("data_type") or "", c["description"]) for c in node["columns"].values())
    return Relation(
        kind=node["resource_type"],
        name=node["name"],
        schema=node["source_name"] if node["resource_type"] == "source" else node["schema"],
        description=node["description"],
        columns=tuple(columns),
        group=node["config"].get("group") or "",
        is_public=node.get("access") == PUBLIC,
        grain=tuple(meta.get("grain", ())),
        rules=tuple(meta.get("rules", ())),
        unique_id=node["unique_id"],
    )


def _exposure(node: dict) -> Exposure:
    return Exposure(
        name=node["name"],
        label=node["label"] or node["name"],
        description=node["description"],
        table_id=node["config"].get("meta", {}).get("table_id", ""),
        models=tuple(sorted(parent.split(".")[2] for parent in node["depends_on"]["nodes"])),
    )


def _report_order(exposure: Exposure) -> tuple[bool, bool, str, str]:
    """Tables of the report, then its figures, then what is no part of it."""
    table_id = exposure.table_id
    return not table_id[-1:].isdigit(), table_id.startswith("fig"), table_id, exposure.name
