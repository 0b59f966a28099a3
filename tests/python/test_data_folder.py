"""Who may read what in a data folder, whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from velferd.data_folder import for_owner_only, make_data_folder, write_for_group
from velferd.lock import alone_in
from velferd.publication_history import create_history


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct, autouse=True)
def umask(request) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_for_its_group_at_most(tmp_path):
    make_data_folder(tmp_path / "data")
    assert mode(tmp_path / "data") == 0o750
    (tmp_path / "data").chmod(0o2775)
    make_data_folder(tmp_path / "data")
    assert mode(tmp_path / "data") == 0o2750


def test_pages_of_the_audit_are_not_for_others(tmp_path):
    page = write_for_group(tmp_path / "audit", "index.html", "page")
    assert (mode(page), mode(page.parent)) == (0o640, 0o750)


def test_the_history_and_what_lies_beside_it_while_it_is_written_is_for_its_owner(tmp_path):
    history = tmp_path / "publications.duckdb"
    create_history(history)
    with for_owner_only(), duckdb.connect(str(history)) as connection:
        connection.execute("insert into publications values (1, 'fasit 2025-02-03', 'digest')")
        assert mode(history.with_name("publications.duckdb.wal")) == 0o600
    assert mode(history) == 0o600


def test_what_dead_processes_left_is_swept_by_whoever_is_alone_and_nothing_else(tmp_path):
    left = ["tmp/duckdb_temp_storage.tmp", "build/warehouse.duckdb", ".docs-x/manifest.json", "publications.unfinished"]
    left.append("pseudonymised/fasit/person/2025-02-03-0.unfinished")
    kept = ["pseudonymised/fasit/person/2025-02-03-0.parquet", "raw.duckdb", "published/csv/a.csv"]
    for name in (*left, *kept):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("left")

    def there() -> set[str]:
        return {name for name in (*left, *kept) if (tmp_path / name).exists()}

    assert there() == {*left, *kept}
    with alone_in(tmp_path):
        assert there() == set(kept)
