"""Nothing that a build leaves outside the identified zone holds an ident, a DUF number or the key."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from identifier_search import Identifiers, identifiers, traces

#: The identified zone: who may read it may know who it is about.
IDENTIFIED = {"raw.duckdb"}


@pytest.fixture(scope="module")
def wanted(demo) -> Identifiers:
    return identifiers(demo.extracts, demo.key)


def test_idents_and_duf_numbers_of_the_city_are_looked_for(demo, wanted):
    with duckdb.connect(str(demo.data / "raw.duckdb"), read_only=True) as connection:
        idents = {ident for (ident,) in connection.execute("select fnr from fasit.person").fetchall()}
        duf_numbers = {number for (number,) in connection.execute("select duf_nummer from socio.flyktning").fetchall()}
    assert idents and duf_numbers
    assert idents | duf_numbers <= wanted.idents


def test_no_trace_is_left_outside_the_identified_zone(demo, wanted):
    left = [path for path in demo.data.iterdir() if path.name not in IDENTIFIED]
    assert {"warehouse.duckdb", "pseudonymised", "logs", "target", "audit"} <= {path.name for path in left}
    # What the links lead to is below releases/.
    assert traces([path for path in left if not path.is_symlink()], wanted) == []
    assert not any(ident in demo.output for ident in wanted.idents)
    assert demo.key not in demo.output


def test_the_search_finds_an_ident_planted_in_the_warehouse(demo, wanted, tmp_path):
    path = Path(shutil.copyfile(demo.warehouse, tmp_path / "warehouse.duckdb"))
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update staging.stg_fasit__payments set corrected_payment_id = ?::bigint", [min(wanted.idents)]
        )
    assert f"{path}, staging.stg_fasit__payments.corrected_payment_id: an ident" in traces([path], wanted)


def test_the_search_finds_an_ident_planted_in_the_log(demo, wanted, tmp_path):
    path = Path(shutil.copy(demo.data / "logs" / "dbt.log", tmp_path))
    with path.open("a") as log:
        log.write(f"Could not convert string '{max(wanted.idents)}' to INT32")
    assert traces([tmp_path], wanted) == [f"{path}: an ident"]


def test_the_identified_zone_is_for_its_owner_only(demo):
    assert (demo.data / "raw.duckdb").stat().st_mode & 0o077 == 0
    assert (demo.data / "pseudonymised").stat().st_mode & 0o077 == 0
    assert (demo.data / "logs").stat().st_mode & 0o077 == 0
    assert (demo.data / "target").stat().st_mode & 0o077 == 0


def test_not_even_the_identified_zone_holds_the_key(demo, wanted):
    assert not [trace for trace in traces([demo.data / "raw.duckdb"], wanted) if trace.endswith("the key")]
