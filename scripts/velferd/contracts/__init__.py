"""Data contracts in the Open Data Contract Standard, made from what the build itself goes by and never written by hand.

Of a delivery: the source contract (velferd.contract), the code lists (seeds) and the descriptions of dbt's sources. Of
the marts and of what is published: dbt's manifest, whose types and grains the build enforces.
"""

from __future__ import annotations

from pathlib import Path

from velferd.contracts.marts import mart_contracts, published_contract
from velferd.contracts.odcs import write_contract
from velferd.contracts.sources import source_contracts
from velferd.manifest import read_manifest
from velferd.replacement import replaced

__all__ = ["write_contracts"]

FOLDER = "contracts"


def write_contracts(data: Path) -> list[Path]:
    """Write a contract for each system, group of marts and for what is published into `data`/contracts.

    Reads the manifest of the last build in `data`; raises click.ClickException without one. Contracts of an earlier
    build are replaced, all or none.
    """
    manifest = read_manifest(data)
    contracts = [*source_contracts(manifest), *mart_contracts(manifest), published_contract(manifest)]
    with replaced(data / FOLDER) as folder:
        names = [write_contract(contract, folder).name for contract in contracts]
    return [data / FOLDER / name for name in names]
