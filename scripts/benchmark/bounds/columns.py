"""Read every column that the marts need once, and do next to nothing with it: what the disk and the format cost.

`python -m benchmark.bounds.columns <fasit delivery> <oskar delivery>`
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

#: Columns that the numbers, or whether a row counts, depend on; of the other tables no mart reads any.
NEEDED = {
    "fasit/identhistorikk": ("fnr_tidligere", "fnr_gjeldende", "endret_dato"),
    "fasit/husstandsmedlem": ("hovedperson_fnr", "medlem_fnr", "relasjon", "samvarsprosent", "fra_dato", "til_dato"),
    "fasit/adresse": ("fnr", "bydel", "fra_dato", "til_dato"),
    "fasit/utbetaling": (
        *("utbetaling_id", "vedtak_id", "hovedperson_fnr", "utbetalingsdato", "bydel", "hjelpetype", "belop"),
        "korrigerer_utbetaling_id",
    ),
    "fasit/inntekt": ("hovedperson_fnr", "fnr", "maned", "inntektstype", "belop"),
    "oskar/stonadsmaned": ("fnr", "maned", "bydel", "belop"),
}


def run(fasit: Path, oskar: Path) -> None:
    deliveries = {"fasit": fasit, "oskar": oskar}
    with duckdb.connect() as connection:
        for table, columns in NEEDED.items():
            system, name = table.split("/")
            # A hash needs the value itself, where a maximum could be had from the statistics of the file.
            read = ", ".join(f"bit_xor(hash({column}))" for column in columns)
            connection.execute(f"select {read} from read_parquet(?)", [f"{deliveries[system]}/{name}*.parquet"])


if __name__ == "__main__":
    run(*map(Path, sys.argv[1:]))
