"""Rows that cannot be read, or whose key another row has, go to quarantine; unusual values that are sound do not."""

from datetime import date
from decimal import Decimal

import pytest
from deliveries import csv_bytes, ident, row, sound, write, write_parquet
from landed import findings, land_rows, landed
from velferd.contract import SQL_TYPE, TABLES

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
    ("fasit.husstandsmedlem", "samvarsprosent", "\x01no field\x01", "invalid_integer"),
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


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_the_amount_of_a_payment_with_bad_bytes_is_read_where_all_its_fields_are_there(tmp_path, line_end):
    header, payment, _ = csv_bytes("fasit.utbetaling", [row("fasit.utbetaling", hjelpetype="HJELP")]).split(b"\n")
    quoted = payment.replace(b"100,00", b'"100,00"')
    rows = [
        payment.replace(b"HJELP", b"HJ\xc6LP"),
        payment.replace(b"HJELP", b"HJ\xc6").replace(b"100,00", b"-7,5"),  # a lead byte before the separator
        quoted.replace(b"HJELP", b'"\xc6;""' + line_end + b'\xff"'),
        payment.replace(b"100,00", b"100\xff00"),
        payment.replace(b"HJELP", b"\xff") + b";;;",
        payment.replace(b"HJELP;", b"\xff"),
    ]
    write(tmp_path / "extracts", utbetaling=line_end.join([header, *rows]))
    with landed(tmp_path) as raw:
        found = raw.execute("select source_line, column_name, rule, amount_nok from landing.quarantine").fetchall()
    assert found == [
        (2, "hjelpetype", "invalid_encoding", Decimal("100.00")),
        (3, "hjelpetype", "invalid_encoding", Decimal("-7.50")),
        (4, "hjelpetype", "invalid_encoding", Decimal("100.00")),
        (6, "belop", "invalid_encoding", None),
        (7, "hjelpetype", "invalid_encoding", None),
        (8, "hjelpetype", "invalid_encoding", None),
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
    with landed(tmp_path) as raw:
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
