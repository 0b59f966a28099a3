"""What dbt reads: every landed row, with pseudonyms that only the key can make in the place of idents."""

from __future__ import annotations

import csv
import hmac
import shutil
from pathlib import Path

import click
import duckdb
import pytest
from conftest import HAND_WRITTEN, PROJECT
from identifier_search import identifiers, traces
from velferd import code_lists, pseudonymised
from velferd.contract import JSON_STAT_TABLES, TABLES
from velferd.pseudonymised import FOLDER, create_sources, pseudonymise

KEY = "only-for-the-tests-of-pseudonymising"


@pytest.fixture
def raw(hand_written_raw, tmp_path) -> Path:
    return Path(shutil.copy(hand_written_raw, tmp_path / "raw.duckdb"))


@pytest.fixture
def folder(raw) -> Path:
    pseudonymise(raw, KEY)
    return raw.parent / FOLDER


def number(of: str, value: str) -> int:
    """What stands for a person or a key: the first 63 bits of the HMAC."""
    return int.from_bytes(hmac.digest(KEY.encode(), f"{of}:v1:{value}".encode(), "sha256")[:8]) >> 1


def rows(database: Path | None, folder: Path | None, query: str) -> list[tuple]:
    """Of raw.duckdb as it is, or of the sources that dbt sees."""
    with duckdb.connect() as connection:
        if folder:
            create_sources(connection, folder)
        else:
            connection.execute(f"attach '{database}' as raw (read_only)")
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("table", [*TABLES, *JSON_STAT_TABLES], ids=lambda table: table.relation)
def test_every_row_comes_along_as_the_contract_lets_it(table, raw, folder):
    columns = [column for column in table.columns if column.type not in ("duf", "free_text")]
    names = ["delivery_date", "source_line", *(column.name for column in columns)]
    query = f"select {', '.join(names)} from raw.{table.relation} order by 1, 2"
    known = known_codes()

    def crossing(column, row):
        value = row[column.name]
        if column.type == "code":
            of_list = row[column.code_list] if column.code_list else None
            return value if (column.codes, of_list, value) in known else None
        if column.type in ("fnr", "key"):
            return None if value is None else number("person" if column.type == "fnr" else "key", str(value))
        if column.type == "count" and value is not None:
            least, greatest = column.range
            return value if least <= value <= greatest else None
        return value

    expected = []
    for values in rows(raw, None, query):
        row = dict(zip(names, values, strict=True))
        expected.append((row["delivery_date"], row["source_line"], *(crossing(column, row) for column in columns)))
    assert rows(None, folder, query) == expected
    assert {part for (part,) in rows(None, folder, f"select source_part from raw.{table.relation}")} <= {1}


def known_codes() -> set[tuple[str, str | None, str]]:
    """Seed, list within it and code."""
    found = set()
    for path in (PROJECT / "seeds" / "code_lists").glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            found |= {(path.stem, row.get("code_list"), row.get("code")) for row in csv.DictReader(file)}
    return found


def test_folders_may_have_any_name(hand_written_raw, raw, folder, tmp_path):
    """The names stand for several folders where they are taken as patterns, and for columns as Hive writes them."""
    odd = tmp_path / "a[b]*" / "belop=1" / "it's"
    odd.mkdir(parents=True)
    shutil.copytree(folder, tmp_path / "abcd" / "belop=1" / "it's" / FOLDER)
    pseudonymise(Path(shutil.copy(hand_written_raw, odd / "raw.duckdb")), KEY)
    query = "select count(*), sum(belop) from raw.fasit.utbetaling"
    assert rows(None, odd / FOLDER, query) == rows(None, folder, query)


def test_nothing_identifies_anyone(folder):
    assert traces([folder], identifiers(HAND_WRITTEN, KEY)) == []
    columns = "select distinct column_name from duckdb_columns() where database_name = 'raw'"
    stays = {("duf_nummer",), ("tekst",), ("raw_row",), ("source_file",), ("contents_code",), ("content_digest",)}
    assert not stays & set(rows(None, folder, columns))
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*.parquet"))} == {0}


def test_only_what_is_new_is_written(raw, folder):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}
    pseudonymise(raw, KEY)
    same = {path for path, written in before.items() if path.exists() and path.stat().st_mtime_ns == written}
    # What landing knows about all deliveries is written each time.
    assert {path.parent.parent.name for path in before.keys() - same} == {"landing"}


def test_files_of_a_delivery_that_is_no_longer_landed_go(raw, folder):
    with duckdb.connect(str(raw)) as connection:
        connection.execute("delete from landing.deliveries where system = 'socio'")
    pseudonymise(raw, KEY)
    assert rows(None, folder, "select count(*) from raw.socio.flyktning") == [(0,)]
    with duckdb.connect(str(raw)) as connection:
        connection.execute("update landing.deliveries set content_digest = 'other' where system = 'oskar'")
    old = set((folder / "oskar" / "stonadsmaned").iterdir())
    pseudonymise(raw, KEY)
    assert len(set((folder / "oskar" / "stonadsmaned").iterdir()) & old) == 1


def test_another_key_is_refused(raw, folder):
    with pytest.raises(click.ClickException, match="is not the key that this raw.duckdb was built with before"):
        pseudonymise(raw, KEY + "x")
    with pytest.raises(click.ClickException, match="is not set"):
        pseudonymise(raw, "")


def test_two_people_never_share_a_pseudonym(raw, monkeypatch):
    monkeypatch.setattr(pseudonymised, "PSEUDONYM", "left(value, 1)::bigint")
    with pytest.raises(click.ClickException, match="two idents have one pseudonym"):
        pseudonymise(raw, KEY)


def test_two_keys_never_share_a_number(raw, monkeypatch):
    monkeypatch.setattr(pseudonymised, "KEY_NUMBER", "value % 2")
    with pytest.raises(click.ClickException, match="two keys have one number"):
        pseudonymise(raw, KEY)


def test_a_code_that_has_become_known_crosses_in_deliveries_of_before(raw, folder, tmp_path, monkeypatch):
    count = "select count(hjelpetype) from raw.fasit.utbetaling"
    before = rows(None, folder, count)
    lists = Path(shutil.copytree(code_lists.FOLDER, tmp_path / "lists"))
    monkeypatch.setattr(code_lists, "FOLDER", lists)
    [(code,)] = rows(raw, None, "select mode(hjelpetype) from raw.fasit.utbetaling")
    path = lists / "aid_type_code.csv"
    path.write_text("".join(line for line in path.open() if not line.startswith(f"{code},")))
    pseudonymise(raw, KEY)
    assert rows(None, folder, count) < before
    monkeypatch.undo()
    pseudonymise(raw, KEY)
    assert rows(None, folder, count) == before


def test_nothing_half_written_is_ever_read(raw, folder, monkeypatch):
    [file] = (folder / "fasit" / "person").glob("2025-02-11*")
    file.rename(file.with_suffix(".unfinished"))
    assert len({date for (date,) in rows(None, folder, "select delivery_date from raw.fasit.person")}) == 1
    pseudonymise(raw, KEY)
    assert file.exists() and not file.with_suffix(".unfinished").exists()


@pytest.mark.parametrize("torn", ["truncated", "empty", "zeroed"])
def test_a_torn_file_is_written_anew(torn, raw, folder):
    [file] = (folder / "fasit" / "person").glob("2025-02-03-*.parquet")
    whole = file.read_bytes()
    file.write_bytes({"truncated": whole[: len(whole) // 2], "empty": b"", "zeroed": bytes(len(whole))}[torn])
    pseudonymise(raw, KEY)
    assert file.read_bytes() == whole


def test_what_takes_its_name_is_on_disk_first(raw, monkeypatch):
    flushed = []
    monkeypatch.setattr(pseudonymised, "flush", lambda path: flushed.append((path.suffix, path.exists())))
    pseudonymise(raw, KEY)
    files = len(list((raw.parent / FOLDER).glob("*/*/*.parquet")))
    assert flushed == [(".unfinished", True), ("", True)] * files
