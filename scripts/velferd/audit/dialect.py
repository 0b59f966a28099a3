"""SQLAlchemy dialect that lets Great Expectations read from DuckDB.

Great Expectations fetches a result after its connection went back to the pool. duckdb-engine's cursor is the
connection, so the result is gone by then and every expectation ends in "list index out of range" (their issues 10738
and 11579). Here the whole result is fetched as soon as the statement has run.
"""

from __future__ import annotations

import duckdb_engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy


class _BufferedExecutionContext(duckdb_engine.Dialect.execution_ctx_cls):
    def post_exec(self) -> None:
        super().post_exec()
        if self.cursor.description:
            rows = self.cursor.fetchall()
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(self.cursor, initial_buffer=rows)


class BufferedDialect(duckdb_engine.Dialect):
    execution_ctx_cls = _BufferedExecutionContext
    supports_statement_cache = False
