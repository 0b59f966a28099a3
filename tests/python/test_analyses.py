"""The queries an analyst starts from run as they stand on the finished warehouse, and say something."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

ANALYSES = sorted((Path(__file__).parents[2] / "analyses").glob("*.sql"))


@pytest.mark.parametrize("query", ANALYSES, ids=lambda path: path.stem)
def test_analysis_runs(demo, query):
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        assert connection.execute(query.read_text()).fetchall()
