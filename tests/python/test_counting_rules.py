"""Definitions as data: every rule is tested, every statistics model names the rules it follows."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
RULES = {
    row["rule_id"] for row in csv.DictReader((PROJECT / "seeds/definitions/counting_rule.csv").open(encoding="utf-8"))
}
#: Rules that no SQL of the warehouse implements, and why.
NOT_IMPLEMENTED = {
    "E3": "It says what is not done: errors of the sources are not reproduced.",
}


@pytest.fixture(scope="module")
def manifest(demo):
    return json.loads((demo.data / "target" / "manifest.json").read_text())


def rules_in(name: str) -> set[str]:
    """The rule ids that a unit test's name starts with: `R5_R6_three_ways` is of R5 and R6."""
    return set(re.findall(r"(?:^|_)([A-Z]\d+)(?=_)", name + "_"))


def test_every_rule_has_a_unit_test(manifest):
    tested = set().union(*(rules_in(test["name"]) for test in manifest["unit_tests"].values()))
    assert RULES - tested == NOT_IMPLEMENTED.keys()


def test_unit_tests_are_of_known_rules(manifest):
    for test in manifest["unit_tests"].values():
        assert rules_in(test["name"]), f"{test['name']} names no rule"
        assert rules_in(test["name"]) <= RULES


def test_every_statistics_model_names_known_rules(manifest):
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    for model in models:
        rules = set(model["config"]["meta"].get("rules", []))
        assert rules <= RULES, model["name"]
        assert rules or "statistics" not in model["path"], f"{model['name']} names no rule"
