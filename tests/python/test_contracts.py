"""Data contracts hold to the standard, and say what the source contract and the finished files say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import jsonschema
import open_data_contract_standard
import pytest
import yaml
from datacontract.data_contract import DataContract
from velferd.contract import JSON_STAT_TABLES, TABLES
from velferd.contracts import write_contracts
from velferd.manifest import read_manifest

SCHEMA = Path(open_data_contract_standard.__file__).with_name("schema.json")


@pytest.fixture(scope="module")
def folder(demo, tmp_path_factory) -> Path:
    """A data folder with the manifest of the demo's build and the contracts made from it."""
    data = tmp_path_factory.mktemp("contracts")
    (data / "target").mkdir()
    shutil.copy(demo.data / "target" / "manifest.json", data / "target")
    write_contracts(data)
    return data


@pytest.fixture(scope="module")
def contracts(folder) -> dict[str, dict]:
    return {path.name.split(".")[0]: yaml.safe_load(path.read_text()) for path in (folder / "contracts").iterdir()}


def test_contracts_hold_to_the_standard(contracts):
    validator = jsonschema.validators.validator_for(json.loads(SCHEMA.read_text()))(json.loads(SCHEMA.read_text()))
    assert {name: [e.message for e in validator.iter_errors(document)] for name, document in contracts.items()} == {
        name: [] for name in contracts
    }


def test_datacontract_cli_finds_nothing(folder):
    for path in sorted((folder / "contracts").iterdir()):
        run = DataContract(data_contract_file=str(path)).lint()
        assert run.result == "passed", [check.reason for check in run.checks]


def test_deliveries_are_those_of_the_source_contract(contracts):
    promised = {
        (name.removeprefix("delivery-"), table["name"], column["name"])
        for name, document in contracts.items()
        if name.startswith("delivery-")
        for table in document["schema"]
        for column in table["properties"]
    }
    expected = {(table.system, table.name, column.name) for table in TABLES for column in table.columns}
    for table in JSON_STAT_TABLES:
        expected |= {(table.system, table.name, column) for _, column in table.dimensions}
        expected.add((table.system, table.name, "value"))
    assert promised == expected


def test_every_mart_is_in_one_contract(demo, contracts):
    names = [
        table["name"]
        for name, document in contracts.items()
        if name.startswith("marts-")
        for table in document["schema"]
    ]
    assert sorted(names) == sorted(mart.name for mart in read_manifest(demo.data).marts)


def test_every_contract_has_an_owner_and_every_column_a_description(contracts):
    for name, document in contracts.items():
        assert document["team"]["name"], name
        for table in document["schema"]:
            assert table["description"], table["name"]
            assert [c["name"] for c in table["properties"] if not c["description"]] == []


@pytest.mark.parametrize(
    ("kind", "database", "schema"),
    [("marts-", "warehouse.duckdb", "marts"), ("published", "published/published.duckdb", "main")],
)
def test_columns_and_types_are_those_of_the_file(demo, contracts, kind, database, schema):
    with duckdb.connect(str(demo.data / database), read_only=True) as connection:
        rows = connection.execute(
            "select table_name, column_name, lower(data_type) from duckdb_columns() where schema_name = ? "
            "and database_name = current_database()",
            [schema],
        ).fetchall()
    promised = {
        (table["name"], column["name"], column["physicalType"].replace(" ", ""))
        for name, document in contracts.items()
        if name.startswith(kind)
        for table in document["schema"]
        for column in table["properties"]
    }
    assert promised == set(rows)


def test_a_published_file_keeps_its_contract(demo, contracts, tmp_path):
    document = contracts["published"]
    document["servers"][0]["database"] = str(demo.data / "published" / "published.duckdb")
    run = DataContract(data_contract_str=yaml.safe_dump(document)).test()
    assert run.result == "passed", [check.name for check in run.checks if check.result != "passed"]
    document["schema"][0]["properties"][0]["logicalType"] = "integer"
    document["schema"][0]["properties"][0]["physicalType"] = "integer"
    assert DataContract(data_contract_str=yaml.safe_dump(document)).test().result == "failed"


def test_the_same_build_gives_the_same_contracts(folder):
    before = {path.name: path.read_bytes() for path in (folder / "contracts").iterdir()}
    write_contracts(folder)
    assert {path.name: path.read_bytes() for path in (folder / "contracts").iterdir()} == before
