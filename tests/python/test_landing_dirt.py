"""Each kind of dirt is found at its row, and treated as the contract says."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from deliveries import csv_bytes, ident, row, sound, write, write_parquet
from velferd.contract import SQL_TYPE, TABLES
from velferd.landing import land

WRONG = ident(0)[:-1] + str((int(ident(0)[-1]) + 1) % 10)

#: Values that send their row to quarantine: (table, column, value, rule).
INVALID = [
    ("fasit.utbetaling", "utbetaling_id", " 5", "invalid_integer"),
    ("fasit.utbetaling", "utbetaling_id", "5 ", "invalid_integer"),
    ("fasit.utbetaling", "utbetaling_id", "5,0", "invalid_integer"),
    ("fasit.utbetaling", "utbetaling_id", "1e3", "invalid_integer"),
    ("fasit.utbetaling", "utbetaling_id", "+5", "invalid_integer"),
    ("fasit.utbetaling", "utbetaling_id", "1_000", "invalid_integer"),
    ("fasit.utbetaling", "utbetaling_id", "9223372036854775808", "invalid_integer"),
    ("fasit.utbetaling", "utbetaling_id", "", "missing_value"),
    ("fasit.utbetaling", "korrigerer_utbetaling_id", "-", "invalid_integer"),
    ("fasit.utbetaling", "hovedperson_fnr", "1819010001", "invalid_fnr"),
    ("fasit.utbetaling", "hovedperson_fnr", "018190 10001", "invalid_fnr"),
    ("fasit.utbetaling", "hovedperson_fnr", "0181901000O", "invalid_fnr"),
    ("fasit.utbetaling", "hovedperson_fnr", "", "missing_value"),
    ("fasit.utbetaling", "utbetalingsdato", "2023-02-29", "invalid_date"),
    ("fasit.utbetaling", "utbetalingsdato", "01.02.2023", "invalid_date"),
    ("fasit.utbetaling", "utbetalingsdato", "2023-2-1", "invalid_date"),
    ("fasit.utbetaling", "utbetalingsdato", "2023/02/01", "invalid_date"),
    ("fasit.utbetaling", "utbetalingsdato", "2023-02-01 ", "invalid_date"),
    ("fasit.utbetaling", "utbetalingsdato", "2023-02-01T00:00:00", "invalid_date"),
    ("fasit.utbetaling", "utbetalingsdato", "infinity", "invalid_date"),
    ("fasit.utbetaling", "bydel", "", "missing_value"),
    ("fasit.utbetaling", "belop", "1.50", "invalid_amount"),
    ("fasit.utbetaling", "belop", "1,505", "invalid_amount"),
    ("fasit.utbetaling", "belop", "1,", "invalid_amount"),
    ("fasit.utbetaling", "belop", ",50", "invalid_amount"),
    ("fasit.utbetaling", "belop", "1 000,00", "invalid_amount"),
    ("fasit.utbetaling", "belop", "NULL", "invalid_amount"),
    ("fasit.utbetaling", "belop", "10000000000,00", "amount_out_of_range"),
    ("fasit.utbetaling", "belop", "1" * 50, "amount_out_of_range"),
    ("fasit.inntekt", "maned", "2024-00", "invalid_month"),
    ("fasit.inntekt", "maned", "2024-13", "invalid_month"),
    ("fasit.inntekt", "maned", "2024-1", "invalid_month"),
    ("fasit.inntekt", "maned", "2024-01-01", "invalid_month"),
    ("fasit.husstandsmedlem", "samvarsprosent", "101", "custody_share_out_of_range"),
    ("fasit.husstandsmedlem", "samvarsprosent", "-1", "custody_share_out_of_range"),
    ("fasit.husstandsmedlem", "samvarsprosent", "99999999999999999999", "custody_share_out_of_range"),
    ("fasit.husstandsmedlem", "samvarsprosent", "50,0", "invalid_integer"),
    ("socio.flyktning", "duf_nummer", "20150000001", "invalid_duf_number"),
    ("socio.flyktning", "kjonn", "", "missing_value"),
    ("unit4.hovedbok", "periode", "202414", "invalid_period"),
    ("unit4.hovedbok", "periode", "202400", "invalid_period"),
    ("unit4.hovedbok", "periode", "2024-01", "invalid_period"),
    ("unit4.hovedbok", "belop", "10000000000000000,00", "amount_out_of_range"),
]

#: Values that are unusual and yet as the contract says.
VALID = [
    ("fasit.utbetaling", "utbetaling_id", "0005", 5),
    ("fasit.utbetaling", "utbetaling_id", "-5", -5),
    ("fasit.utbetaling", "utbetaling_id", "9223372036854775807", 9223372036854775807),
    ("fasit.utbetaling", "utbetalingsdato", "2024-02-29", date(2024, 2, 29)),
    ("fasit.utbetaling", "belop", "0", Decimal("0.00")),
    ("fasit.utbetaling", "belop", "-9999999999,99", Decimal("-9999999999.99")),
    ("fasit.utbetaling", "belop", "7,5", Decimal("7.50")),
    ("fasit.utbetaling", "korrigerer_utbetaling_id", "", None),
    ("fasit.husstandsmedlem", "samvarsprosent", "0", 0),
    ("fasit.husstandsmedlem", "samvarsprosent", "100", 100),
    ("unit4.hovedbok", "periode", "202413", "202413"),
    ("unit4.hovedbok", "tekst", " Bø ", " Bø "),
    ("unit4.hovedbok", "belop", "9999999999999999,99", Decimal("9999999999999999.99")),
]


def land_rows(folder: Path, relation: str, *rows: dict[str, str], threshold: float = 1) -> duckdb.DuckDBPyConnection:
    """Land a sound delivery in which a table has these rows, with all other systems left out but fasit."""
    system, name = relation.split(".")
    write(folder / "extracts", system, **{name: list(rows)})
    if system != "fasit":
        write(folder / "extracts")
    land(folder / "extracts", folder / "data", threshold)
    return duckdb.connect(str(folder / "data" / "raw.duckdb"), read_only=True)


def findings(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    return connection.execute("select table_name, source_line, column_name, rule from landing.findings").fetchall()


@pytest.mark.parametrize("relation", dict.fromkeys(relation for relation, *_ in INVALID))
def test_invalid_values_send_their_row_to_quarantine(tmp_path, relation):
    invalid = [(column, value, rule) for table, column, value, rule in INVALID if table == relation]
    with land_rows(tmp_path, relation, *(row(relation, **{column: value}) for column, value, _ in invalid)) as raw:
        quarantine = raw.execute(
            "select source_line, column_name, rule, raw_row, reason is not null from landing.quarantine"
        ).fetchall()
        loaded = raw.execute(f"select count(*) from {relation}").fetchone()

    lines = csv_bytes(relation, [row(relation, **{column: value}) for column, value, _ in invalid])
    texts = lines.decode("latin-1" if relation.startswith("unit4") else "utf-8").splitlines()
    assert quarantine == [
        (line, column, rule, texts[line - 1], True) for line, (column, _, rule) in enumerate(invalid, start=2)
    ]
    assert loaded == (0,)


@pytest.mark.parametrize("relation", dict.fromkeys(relation for relation, *_ in VALID))
def test_valid_values_are_loaded_as_they_are(tmp_path, relation):
    valid = [(column, value, typed) for table, column, value, typed in VALID if table == relation]
    key = next(table.key[-1] for table in TABLES if table.relation == relation)
    unlike = {"utbetaling_id": "{}", "fra_dato": "20{:02d}-01-01", "linje": "{}"}[key]
    rows = [row(relation) | {key: unlike.format(n + 6)} | {column: text} for n, (column, text, _) in enumerate(valid)]
    with land_rows(tmp_path, relation, *rows) as raw:
        for line, (column, _, typed) in enumerate(valid, start=2):
            assert raw.execute(f"select {column} from {relation} where source_line = ?", [line]).fetchone() == (typed,)


def test_the_first_column_that_fails_is_named(tmp_path):
    with land_rows(
        tmp_path, "fasit.utbetaling", row("fasit.utbetaling", utbetalingsdato="", bydel="", belop="x", vedtak_id="x")
    ) as raw:
        assert raw.execute("select column_name, rule from landing.quarantine").fetchall() == [
            ("vedtak_id", "invalid_integer")
        ]


def test_quarantined_payments_are_summed_in_kr_where_the_amount_can_be_read(tmp_path):
    rows = [
        row("fasit.utbetaling", utbetaling_id="x", belop="100,50"),
        row("fasit.utbetaling", belop="123456789012,34"),
        row("fasit.utbetaling", belop="1.5"),
        row("fasit.utbetaling", utbetaling_id="2", belop="-10"),
        row("fasit.utbetaling", utbetaling_id="2", belop="20"),
        row("fasit.utbetaling", utbetaling_id="3", belop="40"),
    ]
    with land_rows(tmp_path, "fasit.utbetaling", *rows) as raw:
        amounts = raw.execute("select source_line, amount_nok from landing.quarantine").fetchall()
    assert amounts == [
        (2, Decimal("100.50")),
        (3, Decimal("123456789012.34")),
        (4, None),
        (5, Decimal("-10.00")),
        (6, Decimal("20.00")),
    ]


def test_duplicates(tmp_path):
    def payment(number: int, belop: str, correction: str = "") -> dict[str, str]:
        return row("fasit.utbetaling", utbetaling_id=str(number), belop=belop, korrigerer_utbetaling_id=correction)

    rows = [
        payment(1, "10"),
        payment(2, "20"),
        payment(1, "10,00"),  # identical as a value
        payment(3, "30"),
        payment(3, "30", correction="1"),  # missing is not the same as 1
        payment(2, "20"),
        payment(2, "20,0"),
        payment(4, "40"),
        payment(4, "x"),  # not valid, so no duplicate
        payment(5, "50"),
        payment(5, "50"),
        payment(5, "51"),
    ]
    with land_rows(tmp_path, "fasit.utbetaling", *rows) as raw:
        assert raw.execute("select source_line from fasit.utbetaling").fetchall() == [(2,), (3,), (9,)]
        assert [(line, rule) for _, line, _, rule in findings(raw)] == [
            (4, "duplicate_row"),
            (7, "duplicate_row"),
            (8, "duplicate_row"),
        ]
        quarantine = raw.execute("select source_line, column_name, rule, raw_row from landing.quarantine").fetchall()
        assert [place for *place, _ in quarantine] == [
            [5, "utbetaling_id", "conflicting_duplicate_key"],
            [6, "utbetaling_id", "conflicting_duplicate_key"],
            [10, "belop", "invalid_amount"],
            [11, "utbetaling_id", "conflicting_duplicate_key"],
            [12, "utbetaling_id", "conflicting_duplicate_key"],
            [13, "utbetaling_id", "conflicting_duplicate_key"],
        ]
        assert quarantine[1][3] == csv_bytes("fasit.utbetaling", [payment(3, "30,00", "1")]).decode().splitlines()[1]
        assert raw.execute("from landing.delivery_tables where table_name = 'utbetaling'").fetchall() == [
            ("fasit", date(2025, 2, 3), "utbetaling", 12, 3, 6, 3)
        ]


def test_duplicates_of_a_key_of_several_columns(tmp_path):
    rows = [
        row("fasit.adresse", fra_dato="2020-01-01"),
        row("fasit.adresse", fra_dato="2021-01-01"),
        row("fasit.adresse", fra_dato="2021-01-01", bydel="030101"),
        row("fasit.adresse", fra_dato="2021-01-01", fnr=ident(1)),
    ]
    with land_rows(tmp_path, "fasit.adresse", *rows) as raw:
        assert raw.execute("select source_line from fasit.adresse").fetchall() == [(2,), (5,)]
        assert raw.execute("select column_name from landing.quarantine").fetchall() == [("fnr, fra_dato",)] * 2


def test_wrong_idents_are_told_once_per_table_and_loaded(tmp_path):
    rows = [row("fasit.inntekt", maned="2024-01", hovedperson_fnr=ident(1))]
    rows += [row("fasit.inntekt", maned=f"2024-0{month}", fnr=WRONG) for month in range(2, 6)]
    rows += [row("fasit.inntekt", maned="2024-07", hovedperson_fnr=WRONG)]
    write(tmp_path / "extracts", inntekt=rows, person=[*sound("fasit")["person"], row("fasit.person", fnr=WRONG)])
    land(tmp_path / "extracts", tmp_path / "data")
    with duckdb.connect(str(tmp_path / "data" / "raw.duckdb"), read_only=True) as raw:
        assert findings(raw) == [("inntekt", 3, "fnr", "fnr_check_digits"), ("person", 4, "fnr", "fnr_check_digits")]
        assert raw.execute("select count(*) from fasit.inntekt").fetchone() == (6,)


def test_an_ident_is_in_person_when_any_ident_of_the_person_is(tmp_path):
    """ident(2) and (4) became (3) became (0), which is in person; (5) became (6), and neither is; (7) is nobody."""
    links = [(2, 3), (4, 3), (3, 0), (5, 6)]
    payments = [(1, 0), (2, 2), (3, 4), (4, 3), (5, 5), (6, 6), (7, 7), (8, 7)]
    write(
        tmp_path / "extracts",
        identhistorikk=[
            row("fasit.identhistorikk", fnr_tidligere=ident(old), fnr_gjeldende=ident(new)) for old, new in links
        ],
        utbetaling=[
            row("fasit.utbetaling", utbetaling_id=str(number), hovedperson_fnr=ident(person))
            for number, person in payments
        ],
        inntekt=[row("fasit.inntekt", hovedperson_fnr=ident(8), fnr=ident(9)), row("fasit.inntekt", fnr=ident(8))],
        husstandsmedlem=[row("fasit.husstandsmedlem", hovedperson_fnr=ident(8), medlem_fnr=ident(9))],
    )
    land(tmp_path / "extracts", tmp_path / "data")
    with duckdb.connect(str(tmp_path / "data" / "raw.duckdb"), read_only=True) as raw:
        assert findings(raw) == [
            ("husstandsmedlem", 2, "medlem_fnr", "ident_not_in_person"),
            ("inntekt", 2, "fnr", "ident_not_in_person"),
            ("inntekt", 2, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 6, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 7, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 8, "hovedperson_fnr", "ident_not_in_person"),
        ]


def test_cycles_and_forks_of_idents(tmp_path):
    """(2) and (3) are a cycle into which (4) leads, (5) is its own successor, (6) has two; all others are sound.

    In a cycle no two idents are one person: (2) is in person, so (3) and (4) are not.
    """
    links = [(2, 3), (3, 2), (4, 2), (5, 5), (6, 0), (6, 1), (7, 0)]
    write(
        tmp_path / "extracts",
        person=[*sound("fasit")["person"], row("fasit.person", fnr=ident(2))],
        identhistorikk=[
            row("fasit.identhistorikk", fnr_tidligere=ident(old), fnr_gjeldende=ident(new)) for old, new in links
        ],
        utbetaling=[
            row("fasit.utbetaling", utbetaling_id=str(number), hovedperson_fnr=ident(number)) for number in range(2, 8)
        ],
    )
    land(tmp_path / "extracts", tmp_path / "data")
    with duckdb.connect(str(tmp_path / "data" / "raw.duckdb"), read_only=True) as raw:
        assert findings(raw) == [
            ("identhistorikk", 2, "fnr_tidligere", "ident_cycle"),
            ("identhistorikk", 3, "fnr_tidligere", "ident_cycle"),
            ("identhistorikk", 5, "fnr_tidligere", "ident_cycle"),
            ("utbetaling", 3, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 4, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 5, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 6, "hovedperson_fnr", "ident_not_in_person"),
        ]
        assert raw.execute("select source_line, rule from landing.quarantine").fetchall() == [
            (6, "conflicting_duplicate_key"),
            (7, "conflicting_duplicate_key"),
        ]


def test_unknown_codes_are_loaded_and_told_by_row_and_column(tmp_path):
    rows = [
        row("fasit.utbetaling", utbetaling_id="1", bydel="030118", hjelpetype="NY"),
        row("fasit.utbetaling", utbetaling_id="2", bydel="030116"),
        row("fasit.utbetaling", utbetaling_id="3", hjelpetype="husleie"),
    ]
    with land_rows(tmp_path, "fasit.utbetaling", *rows) as raw:
        assert findings(raw) == [
            ("utbetaling", 2, "bydel", "unknown_code"),
            ("utbetaling", 2, "hjelpetype", "unknown_code"),
            ("utbetaling", 3, "bydel", "bydel_without_nav_office"),
            ("utbetaling", 4, "hjelpetype", "unknown_code"),
        ]
        assert raw.execute("select bydel, hjelpetype from fasit.utbetaling").fetchall() == [
            ("030118", "NY"),
            ("030116", "HUSLEIE"),
            ("030101", "husleie"),
        ]


def test_a_nav_office_is_needed_where_help_is_given_only(tmp_path):
    write(
        tmp_path / "extracts",
        adresse=[
            row("fasit.adresse", bydel="030117"),
            row("fasit.adresse", fnr=ident(1), bydel="0301"),
        ],
        kvp_deltakelse=[row("fasit.kvp_deltakelse", bydel="030116")],
    )
    write(tmp_path / "extracts", "oskar", stonadsmaned=[row("oskar.stonadsmaned", bydel="030117")])
    write(tmp_path / "extracts", "socio", flyktning=[row("socio.flyktning", bosatt_bydel="030117")])
    write(tmp_path / "extracts", "unit4", hovedbok=[row("unit4.hovedbok", bydel="030117")])
    land(tmp_path / "extracts", tmp_path / "data")
    with duckdb.connect(str(tmp_path / "data" / "raw.duckdb"), read_only=True) as raw:
        assert sorted(findings(raw)) == [
            ("adresse", 3, "bydel", "unknown_code"),
            ("flyktning", 2, "bosatt_bydel", "bydel_without_nav_office"),
            ("kvp_deltakelse", 2, "bydel", "bydel_without_nav_office"),
            ("stonadsmaned", 2, "bydel", "bydel_without_nav_office"),
        ]


def test_exit_codes_are_those_of_the_code_list_the_row_names(tmp_path):
    def participation(number: int, kodeverk: str, sluttarsak: str) -> dict[str, str]:
        return row("fasit.kvp_deltakelse", deltakelse_id=str(number), kodeverk=kodeverk, sluttarsak=sluttarsak)

    rows = [
        participation(1, "2017", "ARBEID"),
        participation(2, "2021", "ARBEID"),
        participation(3, "2021", "ORDINART_ARBEID"),
        participation(4, "2019", "ANNET"),
        participation(5, "2021", ""),
    ]
    with land_rows(tmp_path, "fasit.kvp_deltakelse", *rows) as raw:
        assert findings(raw) == [
            ("kvp_deltakelse", 3, "sluttarsak", "unknown_code"),
            ("kvp_deltakelse", 5, "kodeverk", "unknown_code"),
            ("kvp_deltakelse", 5, "sluttarsak", "unknown_code"),
        ]


def test_overlapping_periods(tmp_path):
    def lives(person: int, first: str, last: str = "") -> dict[str, str]:
        return row("fasit.adresse", fnr=ident(person), fra_dato=first, til_dato=last)

    rows = [
        lives(0, "2021-01-01", "2021-01-31"),  # starts on the last day of the one before
        lives(0, "2020-01-01", "2021-01-01"),
        lives(0, "2021-02-01"),  # starts the day after, stays open
        lives(0, "2022-01-01", "2022-12-31"),  # overlaps the open one
        lives(0, "2023-01-01", "2022-12-31"),  # covers no day
        lives(0, "2024-01-01"),  # overlaps the open one, though not the last but one
        lives(1, "2020-06-01"),  # somebody else
        lives(2, "2020-06-01", "2019-06-01"),
        lives(2, "2020-07-01"),  # the one before covers no day
    ]
    with land_rows(tmp_path, "fasit.adresse", *rows) as raw:
        assert findings(raw) == [
            ("adresse", 2, "fra_dato", "overlapping_period"),
            ("adresse", 5, "fra_dato", "overlapping_period"),
            ("adresse", 6, "til_dato", "period_ends_before_start"),
            ("adresse", 7, "fra_dato", "overlapping_period"),
            ("adresse", 9, "til_dato", "period_ends_before_start"),
        ]


def test_participations_may_overlap_and_may_not_end_before_they_start(tmp_path):
    rows = [
        row("socio.introduksjonsprogram", deltakelse_id="1"),
        row("socio.introduksjonsprogram", deltakelse_id="2", sluttdato="2020-01-01"),
        row("socio.introduksjonsprogram", deltakelse_id="3", sluttdato="2019-12-31"),
    ]
    with land_rows(tmp_path, "socio.introduksjonsprogram", *rows) as raw:
        assert findings(raw) == [("introduksjonsprogram", 4, "sluttdato", "period_ends_before_start")]


def test_household_members(tmp_path):
    """ident(2) is an earlier ident of ident(0)."""

    def member(main: int, medlem: int, relasjon: str, share: str, year: int = 2020) -> dict[str, str]:
        return row(
            "fasit.husstandsmedlem",
            hovedperson_fnr=ident(main),
            medlem_fnr=ident(medlem),
            relasjon=relasjon,
            samvarsprosent=share,
            fra_dato=f"{year}-01-01",
        )

    rows = [
        member(0, 0, "BARN", "100"),
        member(0, 2, "EKTEFELLE", ""),
        member(0, 1, "BARN", ""),
        member(1, 0, "UNG_HJEMMEBOENDE", ""),
        member(2, 1, "BARN", "0"),
        member(0, 1, "BARN", "50", year=2021),
    ]
    with land_rows(tmp_path, "fasit.husstandsmedlem", *rows) as raw:
        assert findings(raw) == [
            ("husstandsmedlem", 2, "medlem_fnr", "self_member"),
            ("husstandsmedlem", 3, "medlem_fnr", "self_member"),
            ("husstandsmedlem", 4, "samvarsprosent", "missing_custody_share"),
            ("husstandsmedlem", 5, "samvarsprosent", "missing_custody_share"),
            ("husstandsmedlem", 7, "fra_dato", "overlapping_period"),
        ]


def test_parquet_values_outside_the_contract(tmp_path):
    folder = write(tmp_path / "extracts")
    (folder / "utbetaling.csv").unlink()
    (folder / "husstandsmedlem.csv").unlink()
    tables = {table.name: table for table in TABLES}

    def types(name: str, **other: str) -> dict[str, str]:
        return {column.name: SQL_TYPE[column.type] for column in tables[name].columns} | other

    payments = [
        row("fasit.utbetaling", hovedperson_fnr="1819010001"),
        row("fasit.utbetaling", hovedperson_fnr=""),
        row("fasit.utbetaling", utbetalingsdato=""),
        row("fasit.utbetaling", utbetalingsdato="infinity"),
        row("fasit.utbetaling", belop="10000000000,00"),
        row("fasit.utbetaling", utbetaling_id="9223372036854775808"),
        row("fasit.utbetaling"),
    ]
    wide = types("utbetaling", belop="decimal(18,2)", utbetaling_id="ubigint")
    write_parquet(folder / "utbetaling.parquet", payments, wide)
    members = [
        row("fasit.husstandsmedlem", medlem_fnr=ident(1), samvarsprosent="101"),
        sound("fasit")["husstandsmedlem"][0],
    ]
    write_parquet(folder / "husstandsmedlem.parquet", members, types("husstandsmedlem", samvarsprosent="bigint"))
    land(tmp_path / "extracts", tmp_path / "data")

    with duckdb.connect(str(tmp_path / "data" / "raw.duckdb"), read_only=True) as raw:
        assert raw.execute("select source_line, column_name, rule, amount_nok from landing.quarantine").fetchall() == [
            (1, "samvarsprosent", "custody_share_out_of_range", None),
            (1, "hovedperson_fnr", "invalid_fnr", Decimal("100.00")),
            (2, "hovedperson_fnr", "missing_value", Decimal("100.00")),
            (3, "utbetalingsdato", "missing_value", Decimal("100.00")),
            (4, "utbetalingsdato", "invalid_date", Decimal("100.00")),
            (5, "belop", "amount_out_of_range", Decimal("10000000000.00")),
            (6, "utbetaling_id", "invalid_integer", Decimal("100.00")),
        ]
        assert raw.execute("select raw_row from landing.quarantine where rule = 'invalid_fnr'").fetchone() == (
            csv_bytes("fasit.utbetaling", payments[:1]).decode().splitlines()[1],
        )
        assert raw.execute("select source_line from fasit.utbetaling").fetchall() == [(7,)]
