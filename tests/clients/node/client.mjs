// Node: standard input has warehouse and queries; output: rows. Large whole numbers and kroner come as text.
import { readFileSync } from "node:fs";
import { DuckDBInstance, version } from "@duckdb/node-api";

const asked = JSON.parse(readFileSync(0, "utf8"));
const instance = await DuckDBInstance.create(asked.warehouse, { access_mode: "READ_ONLY" });
const connection = await instance.connect();
const answers = [];
for (const query of asked.queries) {
  const reader = await connection.runAndReadAll(query);
  answers.push(reader.getRowsJson());
}
console.log(JSON.stringify({ version: version(), answers }));
