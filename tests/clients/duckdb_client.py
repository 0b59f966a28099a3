"""Python and duckdb, of whatever version this is run with. Standard input: warehouse and queries; output: rows."""

import json
import sys

import duckdb

asked = json.load(sys.stdin)
connection = duckdb.connect(asked["warehouse"], read_only=True)
answers = [connection.execute(query).fetchall() for query in asked["queries"]]
json.dump({"version": duckdb.__version__, "answers": answers}, sys.stdout, default=str)
