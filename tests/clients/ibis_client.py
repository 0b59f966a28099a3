"""ibis: the queries, and the first of them once more as an expression."""

import json
import sys

import ibis

asked = json.load(sys.stdin)
connection = ibis.duckdb.connect(asked["warehouse"], read_only=True)
answers = []
for query in asked["queries"]:
    table = connection.sql(query).to_pyarrow()
    answers.append([tuple(row.values()) for row in table.to_pylist()])

recipients = connection.table("recipients_by_bydel", database="marts")
years = connection.table("dim_year", database="marts")
latest = years.filter(years.is_complete).calendar_year.max().execute()
expression = recipients.filter(recipients.calendar_year == latest).order_by("bydel_code").recipient_count
assert expression.to_pyarrow().to_pylist() == [row[2] for row in answers[0]]
json.dump({"version": ibis.__version__, "answers": answers}, sys.stdout, default=str)
