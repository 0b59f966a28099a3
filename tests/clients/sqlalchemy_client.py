"""SQLAlchemy with duckdb-engine, by the address that Superset is given; it asks for the columns as Superset does."""

import json
import sys

import sqlalchemy
from sqlalchemy import create_engine, inspect, text

asked = json.load(sys.stdin)
engine = create_engine(f"duckdb:///{asked['warehouse']}?access_mode=read_only")
# duckdb-engine 0.17 cannot list columns for SQLAlchemy 2.1, which asks DuckDB for collations.
if sqlalchemy.__version__ < "2.1":
    columns = inspect(engine).get_columns("recipients_by_bydel", schema="marts")
    assert {"bydel_code", "recipient_count"} <= {column["name"] for column in columns}, columns
with engine.connect() as connection:
    answers = [[tuple(row) for row in connection.execute(text(query))] for query in asked["queries"]]
json.dump({"version": sqlalchemy.__version__, "answers": answers}, sys.stdout, default=str)
