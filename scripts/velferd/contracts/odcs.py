"""Contracts as Open Data Contract Standard (ODCS) documents: what they have in common, and writing them."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

API_VERSION = "v3.2.0"
DOMAIN = "social-services"

Document = dict[str, Any]


def contract(
    name: str,
    title: str,
    description: Document,
    server: Document,
    schema: list[Document],
    owner: str,
    access: str,
) -> Document:
    """A whole contract; `name` is its id and file name, `access` who may read what it is about."""
    return {
        "kind": "DataContract",
        "apiVersion": API_VERSION,
        "id": name,
        "name": title,
        "version": version("velferd"),
        "status": "active",
        "domain": DOMAIN,
        "dataProduct": "velferd",
        "description": description,
        "servers": [{"server": "build", **server}],
        "schema": schema,
        "team": {"name": owner},
        "customProperties": [custom("accessLevel", access)],
    }


def custom(name: str, value: Any) -> Document:
    """A property that the standard has no word for."""
    return {"property": name, "value": value}


def key_of(name: str, key: tuple[str, ...]) -> Document:
    """What a column's place in the key says of it; nothing of a column that is not in it."""
    if name not in key:
        return {}
    return {"required": True, "primaryKey": True, "primaryKeyPosition": key.index(name) + 1}


class _Plain(yaml.SafeDumper):
    """YAML without anchors: a reader sees each code list where it holds."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_contract(document: Document, folder: Path) -> Path:
    """Write a contract as `<id>.odcs.yaml` into `folder`."""
    path = folder / f"{document['id']}.odcs.yaml"
    text = yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    path.write_text(text, encoding="utf-8")
    return path
