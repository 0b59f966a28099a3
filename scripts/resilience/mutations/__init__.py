"""What is done to sound deliveries: bytes, structure, values, Parquet types, manifests and JSON-stat."""

from __future__ import annotations

# Each enters its kinds into the register, and on their order depends which delivery a number means.
from resilience.mutations import byte_level, structure, values, parquet, manifests, json_stat  # noqa: F401  isort: skip
from resilience.mutations.kinds import KINDS, PLANTED, Kind, mutation_of

__all__ = ["KINDS", "PLANTED", "Kind", "mutation_of"]
