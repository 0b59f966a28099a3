"""The imperfections of real deliveries: rows added to clean tables, each counted by the rule it must be found under.

Clean rows are never changed, so dirt cannot disturb what the city was calibrated to: what is loaded of it belongs to
persons of its own, to years before the printed ones, or is a trifle in a month of receipt.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np

from velferd import contract
from velferd.generator.idents import IdentRegister
from velferd.generator.persons import MISSING
from velferd.generator.timeline import NEVER, day, month_text

#: What a Parquet file cannot hold, as its columns have types.
CSV_ONLY = {
    "wrong_field_count",
    "invalid_date",
    "invalid_integer",
    "invalid_amount",
    "amount_out_of_range",
    "invalid_encoding",
}
#: A byte that UTF-8 does not have, as the surrogate that stands for it.
BAD_BYTE = "\udcff"
SPARE_IDENTS = 60
#: Ids above those of the clean rows, and below them.
FIRST_ID, FIRST_LOW_ID = 900_000_000_000, 1


class Dirt:
    """Dirty rows of all tables, as text in the order of the contract's columns."""

    def __init__(
        self, tables: dict[str, dict], register: IdentRegister, file_format: str, rng: np.random.Generator
    ) -> None:
        self._tables, self._format, self._rng = tables, file_format, rng
        self._rows: dict[str, list[list[str]]] = {table.relation: [] for table in contract.TABLES}
        self._counts: Counter[tuple[str, str]] = Counter()
        birth = day("1970-01-01") + np.arange(SPARE_IDENTS) * 100
        idents = register.draw(birth, np.arange(SPARE_IDENTS) % 2 == 0, np.zeros(SPARE_IDENTS, bool))
        self._spare = iter(
            zip((f"{i:011d}" for i in idents), (str(b.astype("datetime64[D]")) for b in birth), strict=True)
        )
        self._id, self._low_id = FIRST_ID, FIRST_LOW_ID
        self._add_persons()
        self._add_ident_history()
        self._add_marital()
        self._add_members()
        self._add_addresses()
        self._add_payments()
        self._add_incomes()
        self._add_participations()
        self._add_socio()
        self._add_oskar()
        self._add_ledger()

    def rows_of(self, table: contract.Table) -> list[list[str]]:
        return self._rows[table.relation]

    def write(self, path: Path, dates: dict[str, list[str]]) -> None:
        """Write how many rows landing has to report, by delivery, table and rule."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\n")
            writer.writerow(["system", "delivery_date", "table_name", "rule", "row_count"])
            for (relation, rule), count in sorted(self._counts.items()):
                system, table = relation.split(".")
                writer.writerows([system, date, table, rule, count] for date in dates[system])

    def _add(self, relation: str, rule: str, *rows: str, found: int | None = None) -> None:
        """Add rows (fields separated by `;`) of which `found` are reported under the rule; by default each."""
        if self._format == "csv" or rule not in CSV_ONLY:
            self._rows[relation] += [row.split(";") for row in rows]
            self._counts[relation, rule] += len(rows) if found is None else found

    def _person(self, born: str = "") -> tuple[str, str]:
        """A person of dirt's own, in `person`: ident and birth date, the ident's where none is given."""
        ident, of_ident = next(self._spare)
        born = born or of_ident
        self._rows["fasit.person"].append([ident, born, "K", "NOR", "NOR", ""])
        return ident, born

    def _ident(self) -> str:
        return next(self._spare)[0]

    def _bad_ident(self) -> str:
        """An ident whose last check digit is wrong."""
        ident = self._ident()
        return ident[:10] + str((int(ident[10]) + 1) % 10)

    def _next_id(self) -> int:
        self._id += 1
        return self._id

    def _pick(self, relation: str, mask: np.ndarray, count: int) -> list[dict[str, str]]:
        """Clean rows of a table as text."""
        rows = np.flatnonzero(mask)
        columns = self._tables[relation]
        table = next(t for t in contract.TABLES if t.relation == relation)
        chosen = self._rng.permutation(rows)[:count]
        return [{c.name: as_text(c, columns[c.name], row) for c in table.columns} for row in chosen]

    def _repeat(self, relation: str, count: int) -> None:
        """Deliver clean rows twice."""
        everything = np.ones(_length(self._tables[relation]), bool)
        for row in self._pick(relation, everything, count):
            self._add(relation, "duplicate_row", ";".join(row.values()))

    def _add_persons(self) -> None:
        table = "fasit.person"
        self._repeat(table, 2)
        self._add(table, "missing_value", f"{self._ident()};;M;SOM;;", f"{self._ident()};;K;NOR;NOR;")
        self._add(table, "invalid_fnr", "8890123456;1990-01-08;M;NOR;NOR;", "8a810012345;1990-01-08;K;;;")
        self._add(table, "invalid_date", f"{self._ident()};1981-02-30;K;NOR;;", f"{self._ident()};31.12.1975;M;POL;;")
        self._add(
            table, "wrong_field_count", f"{self._ident()};1988-05-05;M;NOR", f"{self._ident()};1988-05-05;M;NOR;NOR;;"
        )
        self._add(table, "invalid_encoding", f"{self._ident()};1988-05-05;M;N{BAD_BYTE}R;NOR;")
        self._add(table, "unknown_code", f"{self._ident()};1977-03-03;K;ZZZ;;", f"{self._ident()};1977-03-03;X;NOR;;")
        twice = self._ident()
        self._add(table, "conflicting_duplicate_key", f"{twice};1966-06-06;K;NOR;;", f"{twice};1966-06-16;K;NOR;;")
        self._bad = [self._bad_ident() for _ in range(3)]
        self._add(table, "fnr_check_digits", *(f"{ident};1990-01-08;M;NOR;NOR;" for ident in self._bad))

    def _add_ident_history(self) -> None:
        table = "fasit.identhistorikk"
        one, other, third, fork = (self._ident() for _ in range(4))
        self._add(table, "ident_cycle", f"{one};{other};2018-03-01", f"{other};{one};2019-03-01")
        self._add(table, "conflicting_duplicate_key", f"{fork};{third};2018-03-01", f"{fork};{one};2018-03-01")
        self._add(table, "invalid_date", f"{third};{fork};2018-3-1")

    def _add_marital(self) -> None:
        table = "fasit.sivilstand"
        ident, born = self._person()
        self._rows[table].append([ident, "UGIFT", born, ""])
        self._add(table, "overlapping_period", f"{ident};GIFT;2015-06-01;", f"{ident};SKILT;2019-06-01;")
        self._add(table, "period_ends_before_start", f"{self._person()[0]};GIFT;2019-06-01;2019-05-01")
        self._add(table, "unknown_code", f"{self._person()[0]};FORLOVET;2019-06-01;")
        self._add(table, "missing_value", f"{self._person()[0]};;2019-06-01;")
        self._repeat(table, 1)

    def _add_members(self) -> None:
        table = "fasit.husstandsmedlem"
        everybody = np.ones(_length(self._tables[table]), bool)
        for row in self._pick(table, everybody, 2):
            self._add(table, "self_member", f"{row['hovedperson_fnr']};{row['hovedperson_fnr']};SAMBOER;;2020-01-01;")
        for row in self._pick(table, everybody, 2):
            # Younger than any main person.
            child = self._person("2020-01-01")[0]
            self._add(table, "missing_custody_share", f"{row['hovedperson_fnr']};{child};BARN;;2020-01-01;")
        parent, child = self._person()[0], self._person()[0]
        self._rows[table].append([parent, child, "BARN", "100", "2018-01-01", ""])
        self._add(table, "overlapping_period", f"{parent};{child};BARN;50;2020-01-01;")
        self._add(table, "period_ends_before_start", f"{parent};{self._person()[0]};BARN;100;2020-02-01;2020-01-01")
        self._add(table, "unknown_code", f"{parent};{self._person()[0]};FOSTERBARN;100;2020-01-01;")
        strangers = (self._ident(), self._ident())
        self._add(table, "ident_not_in_person", *(f"{parent};{s};BARN;100;2020-01-01;" for s in strangers))
        self._add(
            table,
            "custody_share_out_of_range",
            f"{parent};{child};BARN;120;2021-01-01;",
            f"{parent};{child};BARN;-5;2021-02-01;",
        )
        self._add(table, "invalid_integer", f"{parent};{child};BARN;halv;2021-03-01;")
        self._repeat(table, 1)

    def _add_addresses(self) -> None:
        table = "fasit.adresse"
        columns = self._tables[table]
        # A shorter period inside one that is open, in the same bydel: no move.
        is_open = (
            (columns["til_dato"] == NEVER) & (columns["fra_dato"] < day("2022-01-01")) & (columns["bydel"][1] < 15)
        )
        for row in self._pick(table, is_open & (columns["bydel"][1] != MISSING), 3):
            self._add(table, "overlapping_period", f"{row['fnr']};{row['bydel']};2022-05-01;2022-07-31")
        for row in self._pick(table, is_open, 2):
            self._add(table, "period_ends_before_start", f"{row['fnr']};030101;2023-05-01;2023-04-01")
        self._add(table, "unknown_code", f"{self._person()[0]};030199;2018-01-01;")
        self._add(table, "invalid_date", f"{self._person()[0]};030101;2018-00-01;")
        self._repeat(table, 2)

    def _add_payments(self) -> None:
        table = "fasit.utbetaling"
        columns = self._tables[table]

        def line(ident: str, date: str, bydel="030101", kind="BASISBELOP", amount="1500,00", number=None) -> str:
            number = number or self._next_id()
            return f"{number};{number};{ident};{date};{bydel};{kind};{amount};"

        self._repeat(table, 5)
        # Not in the last year, of which the second delivery takes some payments back.
        year = (columns["utbetalingsdato"] >= day("2023-01-01")) & (columns["utbetalingsdato"] < day("2024-01-01"))
        beside = self._pick(table, year & (columns["belop"] > 200_000), 6)
        for row in beside[:3]:
            # On the same day as a larger payment, with a lower id: it moves no one and is no month by itself.
            self._add(table, "unknown_code", self._beside(row, kind="DIGITALT_UTSTYR"))
        self._add(table, "unknown_code", self._beside(beside[3], bydel="039999"))
        self._add(
            table,
            "bydel_without_nav_office",
            *(self._beside(r, bydel=b) for r, b in zip(beside[4:], ("030116", "030117"), strict=True)),
        )
        self._add(
            table,
            "fnr_check_digits",
            *(line(i, d) for i in self._bad[:2] for d in ("2018-03-14", "2018-04-14")),
            found=2,
        )
        self._strangers = [self._ident() for _ in range(3)]
        self._add(
            table,
            "ident_not_in_person",
            *(line(i, d) for i in self._strangers for d in ("2018-05-14", "2018-06-14")),
            found=3,
        )
        ident = self._person()[0]
        self._add(table, "missing_value", line(ident, "2022-03-01", bydel=""), line("", "2022-03-01"))
        self._add(table, "invalid_fnr", line("1234567890", "2022-03-01"))
        self._add(table, "invalid_date", line(ident, "01.03.2022"), line(ident, "2022-02-29"))
        self._add(
            table, "invalid_amount", *(line(ident, "2022-03-01", amount=a) for a in ("1234.50", "12,345", "1 500,00"))
        )
        self._add(table, "amount_out_of_range", line(ident, "2022-03-01", amount="99999999999,00"))
        self._add(table, "invalid_integer", line(ident, "2022-03-01", number="U-17"))
        self._add(
            table, "wrong_field_count", line(ident, "2022-03-01") + ";", f"{self._next_id()};1;{ident};2022-03-01"
        )
        number = self._next_id()
        self._add(
            table,
            "conflicting_duplicate_key",
            *(line(ident, "2022-03-01", amount=a, number=number) for a in ("100,00", "200,00")),
        )

    def _beside(self, row: dict[str, str], bydel: str | None = None, kind: str | None = None) -> str:
        """A payment of a trifle beside a clean one, with a lower id."""
        self._low_id += 1
        number = self._low_id
        bydel, kind = bydel or row["bydel"], kind or row["hjelpetype"]
        return f"{number};1;{row['hovedperson_fnr']};{row['utbetalingsdato']};{bydel};{kind};25,00;"

    def _add_incomes(self) -> None:
        table = "fasit.inntekt"
        ident = self._person()[0]
        self._repeat(table, 3)
        self._add(table, "unknown_code", f"{ident};{ident};2019-03;KRYPTOGEVINST;800,00")
        self._add(table, "fnr_check_digits", f"{self._bad[0]};{self._bad[0]};2018-03;AAP;15000,00")
        self._add(table, "ident_not_in_person", *(f"{i};{i};2018-05;AAP;15000,00" for i in self._strangers[:2]))
        self._add(table, "missing_value", f"{ident};{ident};2019-04;;900,00", f"{ident};;2019-04;AAP;900,00")
        self._add(table, "invalid_month", f"{ident};{ident};2019-13;AAP;900,00", f"{ident};{ident};201904;AAP;900,00")
        self._add(table, "invalid_amount", f"{ident};{ident};2019-05;AAP;900.00")
        self._add(table, "wrong_field_count", f"{ident};{ident};2019-06;AAP")
        self._add(table, "conflicting_duplicate_key", *(f"{ident};{ident};2019-07;AAP;{a},00" for a in (900, 950)))

    def _add_participations(self) -> None:
        table = "fasit.kvp_deltakelse"
        ident = self._person()[0]

        def line(start: str, end: str, reason: str = "", code_list: str = "2017", bydel: str = "030101") -> str:
            return f"{self._next_id()};{ident};{bydel};{start};{end};{reason};{code_list}"

        self._add(table, "period_ends_before_start", line("2017-03-01", "2017-02-01", "ANNET"))
        # A code of the other list is as unknown as one of none.
        self._add(
            table,
            "unknown_code",
            line("2016-01-10", "2016-01-20", "PENSJON"),
            line("2021-01-10", "2021-01-20", "TRYGD", "2021"),
        )
        self._add(table, "bydel_without_nav_office", line("2016-03-01", "2016-03-10", "ANNET", bydel="030116"))
        self._add(table, "missing_value", line("", ""), line("2016-05-01", "2016-06-01", "ANNET", ""))
        self._add(table, "invalid_date", line("2016-05-01", "juni 2016", "ANNET"))

    def _add_socio(self) -> None:
        table = "socio.flyktning"

        def line(ident: str, duf: str, education: str = "", settled: str = "2012-05-01") -> str:
            return f"{ident};{duf};1980-01-01;K;SOM;{settled};KVOTE;030105;{education}"

        self._repeat(table, 1)
        self._add(table, "invalid_duf_number", line(self._ident(), "20129000001"), line(self._ident(), "2012/9000001"))
        self._add(table, "fnr_check_digits", line(self._bad_ident(), "201290000011"))
        self._add(table, "unknown_code", line(self._ident(), "201290000012", "DOKTORGRAD"))
        self._add(table, "missing_value", line(self._ident(), "201290000013", settled=""))
        self._add(table, "conflicting_duplicate_key", *(line(self._ident(), "201290000014") for _ in range(2)))
        table = "socio.introduksjonsprogram"
        rest = "INTRODUKSJONSLOVEN;1"
        self._add(
            table,
            "period_ends_before_start",
            f"{self._next_id()};{self._ident()};030105;2013-05-01;2013-04-01;{rest};ANNET",
        )
        self._add(
            table, "unknown_code", f"{self._next_id()};{self._ident()};030105;2013-05-01;2013-05-20;{rest};PENSJON"
        )
        self._add(table, "invalid_date", f"{self._next_id()};{self._ident()};030105;2013-05-01;2013-05-32;{rest};ANNET")

    def _add_oskar(self) -> None:
        table = "oskar.stonadsmaned"
        ident = self._ident()
        self._repeat(table, 3)
        self._add(table, "fnr_check_digits", f"{self._bad_ident()};2009-05;030101;7000,00")
        self._add(table, "unknown_code", f"{ident};2009-05;030198;7000,00")
        self._add(table, "bydel_without_nav_office", f"{ident};2009-06;030116;7000,00")
        self._add(table, "invalid_month", f"{ident};2009-00;030101;7000,00")
        self._add(table, "invalid_amount", f"{ident};2009-07;030101;7.000,00")
        self._add(table, "conflicting_duplicate_key", *(f"{ident};2009-08;030101;{a},00" for a in (7000, 7100)))

    def _add_ledger(self) -> None:
        table = "unit4.hovedbok"
        number = self._next_id()
        self._repeat(table, 1)
        self._add(table, "invalid_period", f"{number};1;202214;030101;281;14700;Økonomisk sosialhjelp;100,00")
        self._add(table, "invalid_amount", f"{number};2;202212;030101;281;14700;Økonomisk sosialhjelp;100,005")
        self._add(
            table, "wrong_field_count", f"{number};3;202212;030101;281;14700;Sosialhjelp; særlige tilfeller;100,00"
        )
        self._add(table, "unknown_code", f"{number};4;202212;0301;281;14700;Økonomisk sosialhjelp;100,00")
        self._add(table, "missing_value", f"{number};5;202212;030101;;14700;;100,00")


def as_text(column: contract.Column, values: np.ndarray | tuple, row: int) -> str:
    """One of the generator's values as it stands in a CSV file."""
    if isinstance(values, tuple):
        return "" if values[1][row] < 0 else values[0][values[1][row]]
    value = int(values[row])
    if column.type == "fnr":
        return f"{value:011d}"
    if column.type == "date":
        return "" if value == NEVER else str(np.int64(value).astype("datetime64[D]"))
    if column.type == "month":
        return str(month_text(np.array([value]))[0])
    if column.type.endswith("amount"):
        return f"{'-' if value < 0 else ''}{abs(value) // 100},{abs(value) % 100:02d}"
    return "" if column.optional and value < 0 else str(value)


def _length(columns: dict) -> int:
    values = next(iter(columns.values()))
    return len(values[1]) if isinstance(values, tuple) else len(values)
