"""Each way in which a delivery can break the contract as a whole, and what is said of it."""

import gzip
import hashlib
import json
import math
from collections.abc import Callable
from pathlib import Path

import click
import duckdb
import pytest
from deliveries import FASIT_DATE, csv_bytes, dataset, ident, row, sound, write, write_file, write_parquet
from velferd.contract import SQL_TYPE, TABLES
from velferd.landing import land

PAYMENTS = csv_bytes("fasit.utbetaling", [row("fasit.utbetaling")])
TYPES = {
    column.name: SQL_TYPE[column.type]
    for table in TABLES
    if table.relation == "fasit.utbetaling"
    for column in table.columns
}
SECRET = ident(5)


def replace_payments(content: bytes) -> Callable[[Path], None]:
    return lambda folder: write_file(folder / "utbetaling.csv", "fasit.utbetaling", content)


def parquet_payments(**types: str | None) -> Callable[[Path], None]:
    """Payments as Parquet with other column types; None leaves the column out."""

    def change(folder: Path) -> None:
        (folder / "utbetaling.csv").unlink()
        chosen = {name: sql_type for name, sql_type in (TYPES | types).items() if sql_type}
        payment = row("fasit.utbetaling", hovedperson_fnr=SECRET) | dict.fromkeys(types.keys() - TYPES.keys(), "1")
        write_parquet(folder / "utbetaling.parquet", [payment], chosen)

    return change


def amounts_of_persons(folder: Path) -> None:
    """Payments as Parquet with a structure in the place of the amount, whose field is named after a person."""
    parquet_payments()(folder)
    path = str(folder / "utbetaling.parquet")
    duckdb.sql(f"select * replace ({{'{SECRET}': belop}} as belop) from read_parquet('{path}')").write_parquet(path)


def manifest(content: object) -> Callable[[Path], None]:
    text = content if isinstance(content, str) else json.dumps(content)
    return lambda folder: (folder / "manifest.json").write_text(text) and None


def rename(old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: (folder / old).rename(folder / new) and None


BREAKAGES = {
    "missing column": (
        replace_payments(PAYMENTS.replace(b";belop", b"").replace(b";100,00", b"")),
        "utbetaling.csv: column belop is missing",
    ),
    "unknown column": (
        replace_payments(PAYMENTS.replace(b"belop", b"belop;saksnummer").replace(b"100,00", b"100,00;1")),
        "utbetaling.csv: unknown column saksnummer",
    ),
    "column named like another": (
        replace_payments(PAYMENTS.replace(b"belop", b" belop")),
        "utbetaling.csv: column belop is missing",
    ),
    "column twice": (
        replace_payments(PAYMENTS.replace(b"belop", b"bydel;belop").replace(b"100,00", b"030101;100,00")),
        "utbetaling.csv: column bydel is there twice",
    ),
    "no header": (
        replace_payments(PAYMENTS.split(b"\n", 1)[1]),
        "utbetaling.csv: none of the columns of utbetaling is there; is the header line missing?",
    ),
    "empty file": (
        replace_payments(b""),
        "utbetaling.csv: none of the columns of utbetaling is there; is the header line missing?",
    ),
    "comma as separator": (
        replace_payments(PAYMENTS.replace(b",", b".").replace(b";", b",")),
        "utbetaling.csv: none of the columns of utbetaling is there; they are separated by a comma, "
        "and a semicolon is expected",
    ),
    "header in capitals": (
        replace_payments(PAYMENTS.upper()),
        "utbetaling.csv: none of the columns of utbetaling is there; names of columns are expected in small letters, "
        "utbetaling_id for instance",
    ),
    "Excel's first line": (
        replace_payments(b"sep=;\n" + PAYMENTS),
        "utbetaling.csv: none of the columns of utbetaling is there; the first line is Excel's sep=;, "
        "and the names of the columns are expected there: remove the line",
    ),
    "lines that end in CR": (
        replace_payments(PAYMENTS.replace(b"\n", b"\r")),
        "utbetaling.csv: lines end in CR alone, and LF or CR LF is expected",
    ),
    "gzip": (
        replace_payments(gzip.compress(PAYMENTS, mtime=0)),
        "utbetaling.csv: the file cannot be read as utf-8 text",
    ),
    "another encoding": (
        replace_payments(PAYMENTS.decode().encode("utf-16")),
        "utbetaling.csv: the file cannot be read as utf-8 text",
    ),
    "unclosed quote": (
        replace_payments(PAYMENTS + PAYMENTS.split(b"\n")[1].replace(b"HUSLEIE", b'"HUSLEIE') + b"\n" + b"2;3\n"),
        "utbetaling.csv: the file cannot be read as CSV; a quote is not closed, or different line ends are mixed",
    ),
    "rows swallowed between two quotes": (
        replace_payments(PAYMENTS + b'2;"1;\n' + PAYMENTS.split(b"\n")[1] + b'\n3;1";\n'),
        "utbetaling.csv: the file cannot be read as CSV; a quote in the row on line 3 is not closed, "
        "so that it takes in lines that look like rows of their own",
    ),
    "mixed line ends": (
        replace_payments(PAYMENTS.replace(b"\n", b"\r\n") + PAYMENTS.split(b"\n")[1] + b"7\n"),
        "utbetaling.csv: the file cannot be read as CSV; a quote is not closed, or different line ends are mixed",
    ),
    "file is a folder": (
        lambda folder: (folder / "utbetaling.csv").unlink() or (folder / "utbetaling.csv").mkdir(),
        "table utbetaling is missing",
    ),
    "missing table": (lambda folder: (folder / "adresse.csv").unlink(), "table adresse is missing"),
    "file of no table": (
        rename("adresse.csv", "adresser.csv"),
        "adresser.csv: no table of fasit is delivered in a file of this name",
    ),
    **{
        f"file with another suffix: {name}": (
            lambda folder, name=name: (folder / name).write_bytes(PAYMENTS) and None,
            f"{name}: no table of fasit is delivered in a file of this name",
        )
        for name in (
            "utbetaling-0002.CSV",
            "utbetaling.csv.gz",
            "utbetaling-0003.PARQUET",
            "utbetaling.parq",
            "UTBETALING.txt",
            "utbetaling",
            "adresser.CSV",
        )
    },
    "file named after a person": (
        rename("utbetaling.csv", f"utbetaling-{SECRET}.csv"),
        "utbetaling-....csv: no table of fasit is delivered in a file of this name",
    ),
    "file named after a person, in two parts": (
        rename("utbetaling.csv", f"utbetaling_{SECRET[:6]} {SECRET[6:]}.csv"),
        "utbetaling_....csv: no table of fasit is delivered in a file of this name",
    ),
    "table of another system": (
        lambda folder: write_file(folder / "hovedbok.csv", "unit4.hovedbok", [row("unit4.hovedbok")]),
        "hovedbok.csv: no table of fasit is delivered in a file of this name",
    ),
    "no Parquet": (
        rename("utbetaling.csv", "utbetaling.parquet"),
        "utbetaling.parquet: the file cannot be read as Parquet",
    ),
    "missing Parquet column": (parquet_payments(bydel=None), "utbetaling.parquet: column bydel is missing"),
    "unknown Parquet column": (parquet_payments(ny="integer"), "utbetaling.parquet: unknown column ny"),
    "Parquet amounts as floating point": (
        parquet_payments(belop="double"),
        "utbetaling.parquet: column belop is DOUBLE, and DECIMAL(12,2) is expected",
    ),
    "Parquet amounts with three decimals": (
        parquet_payments(belop="decimal(12,3)"),
        "utbetaling.parquet: column belop is DECIMAL(12,3), and DECIMAL(12,2) is expected",
    ),
    "Parquet amounts in a structure": (
        amounts_of_persons,
        "utbetaling.parquet: unknown column ...",
    ),
    "Parquet idents as numbers": (
        parquet_payments(hovedperson_fnr="bigint"),
        "utbetaling.parquet: column hovedperson_fnr is BIGINT, and VARCHAR is expected",
    ),
    "Parquet dates as text": (
        parquet_payments(utbetalingsdato="varchar"),
        "utbetaling.parquet: column utbetalingsdato is VARCHAR, and DATE is expected",
    ),
    "manifest is no JSON": (manifest("{"), "manifest.json cannot be read: it must look like"),
    "manifest too deep": (manifest("[" * 200_000), "manifest.json cannot be read: it must look like"),
    "manifest without tables": (manifest({"rows": 1}), "manifest.json cannot be read: it must look like"),
    "manifest with a count that is none": (
        manifest({"tables": {"utbetaling": {"rows": "1"}}}),
        "manifest.json cannot be read: it must look like",
    ),
    "manifest with a digest that is none": (
        manifest({"tables": {"utbetaling": {"sha256": {"utbetaling.csv": "0"}}}}),
        "manifest.json cannot be read: it must look like",
    ),
    "manifest with an unknown table": (
        manifest({"tables": {"utbetalinger": {"rows": 1}}}),
        "manifest.json names utbetalinger, which is no table of fasit",
    ),
    "manifest with other row count": (
        manifest({"tables": {"person": {"rows": 2}, "utbetaling": {"rows": 2}}}),
        "utbetaling.csv: 1 rows, but manifest.json says 2",
    ),
    "manifest with an ident as row count": (
        manifest({"tables": {"utbetaling": {"rows": int(SECRET)}}}),
        "utbetaling.csv: 1 rows, but manifest.json says ...",
    ),
    "manifest with other digest": (
        manifest({"tables": {"utbetaling": {"rows": 1, "sha256": {"utbetaling.csv": "0" * 64}}}}),
        "utbetaling.csv: its sha256 is not the one in manifest.json",
    ),
    "manifest with a file of another suffix": (
        lambda folder: (
            manifest({"tables": {"utbetaling": {"sha256": {"utbetaling.CSV": "0" * 64}}}})(folder)
            or rename("utbetaling.csv", "utbetaling.CSV")(folder)
        ),
        "utbetaling.CSV: no table of fasit is delivered in a file of this name",
    ),
    "manifest with a file that is not there": (
        manifest({"tables": {"utbetaling": {"sha256": {"utbetaling-0002.csv": "0" * 64}}}}),
        "utbetaling-0002.csv: manifest.json names it as a file of utbetaling, it is not there",
    ),
    "too much in quarantine": (
        lambda folder: write_file(
            folder / "utbetaling.csv",
            "fasit.utbetaling",
            [
                row("fasit.utbetaling", utbetaling_id=str(n), belop="1.50" if n < 8 else "" if n < 11 else "1")
                for n in range(999)
            ],
        ),
        "utbetaling.csv: 11 of 999 rows go to quarantine, which is more than 1 % "
        "(belop invalid_amount: 8, belop missing_value: 3)",
    ),
}


@pytest.mark.parametrize(("change", "message"), BREAKAGES.values(), ids=BREAKAGES)
def test_broken_fasit_delivery_is_refused_whole(tmp_path, change, message):
    change(write(tmp_path / "extracts"))
    with pytest.raises(click.ClickException) as refused:
        land(tmp_path / "extracts", tmp_path / "data")

    assert refused.value.message.startswith(f"fasit {FASIT_DATE} is refused: {message}")
    assert SECRET not in refused.value.message and SECRET[6:] not in refused.value.message
    with duckdb.connect(str(tmp_path / "data" / "raw.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from landing.deliveries").fetchone() == (0,)
        assert connection.execute("select count(*) from fasit.person").fetchone() == (0,)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "the file cannot be read as a JSON-stat dataset"),
        (b"[]", "the file cannot be read as a JSON-stat dataset"),
        (b"[" * 200_000, "the file cannot be read as a JSON-stat dataset"),
        (dataset("kpi_arsgjennomsnitt", **{"class": "collection"}), "the file cannot be read as a JSON-stat dataset"),
        (dataset("kpi_arsgjennomsnitt", size=[1, 3]), "the file cannot be read as a JSON-stat dataset"),
        (dataset("kpi_arsgjennomsnitt", value=[1, 2, 3, 4]), "the file cannot be read as a JSON-stat dataset"),
        (dataset("kpi_arsgjennomsnitt", value=[1, "2"]), "the file cannot be read as a JSON-stat dataset"),
        (dataset("kpi_arsgjennomsnitt", value=[1, math.inf]), "the file cannot be read as a JSON-stat dataset"),
        (dataset("kpi_arsgjennomsnitt", value=[1, 10**400]), "a value is beyond what a number holds"),
        (dataset("kpi_arsgjennomsnitt", value=[1, int(SECRET)]), "a value is not between 0 and 100000"),
        (dataset("kpi_arsgjennomsnitt", value=[1, -1]), "a value is not between 0 and 100000"),
        (dataset("kpi_arsgjennomsnitt", value={"2": 1}), "the file cannot be read as a JSON-stat dataset"),
        (dataset("kpi_arsgjennomsnitt", value={"01": 1}), "the file cannot be read as a JSON-stat dataset"),
        (dataset("kpi_arsgjennomsnitt", size=[1, 10**12], value={}), "the file cannot be read as a JSON-stat dataset"),
        (dataset("folkemengde_07459"), "unknown dimension Region"),
        (
            dataset("kpi_arsgjennomsnitt", id=["Tid"], size=[2], value=[1, 2]),
            "dimension ContentsCode is missing",
        ),
    ],
)
def test_broken_json_stat_is_refused(tmp_path, content, message):
    write(tmp_path / "extracts")
    folder = write(tmp_path / "extracts", "ssb")
    (folder / "kpi_arsgjennomsnitt.json").write_bytes(
        content if isinstance(content, bytes) else json.dumps(content).encode()
    )
    with pytest.raises(click.ClickException) as refused:
        land(tmp_path / "extracts", tmp_path / "data")
    assert refused.value.message == f"ssb {FASIT_DATE} is refused: kpi_arsgjennomsnitt.json: {message}"


@pytest.mark.parametrize(
    ("dimension", "codes", "message"),
    [
        ("Region", ["1103", "301"], "dimension Region lacks 0301"),
        ("Kjonn", ["0", "1"], "dimension Kjonn has 0, both sexes, beside others"),
        ("Kjonn", ["1", "3"], "dimension Kjonn has codes other than both 1 and 2, or 0 alone"),
        ("Alder", ["010", "999"], "dimension Alder has codes other than one-year ages, 000-104 and 105+"),
        ("Alder", ["104", "105"], "dimension Alder has codes other than one-year ages, 000-104 and 105+"),
        ("Alder", ["010", "ialt"], "dimension Alder has codes other than one-year ages, 000-104 and 105+"),
        ("Alder", ["010", "Total"], "dimension Alder has codes other than one-year ages, 000-104 and 105+"),
        ("Alder", ["010", "00-04"], "dimension Alder has codes other than one-year ages, 000-104 and 105+"),
        ("ContentsCode", ["Personer1", "Personer2"], "dimension ContentsCode has 2 codes, not one"),
        ("Tid", ["2023", "2024M01"], "dimension Tid has codes other than years, YYYY"),
    ],
)
def test_json_stat_codes_that_no_model_can_read_are_refused(tmp_path, dimension, codes, message):
    write(tmp_path / "extracts")
    folder = write(tmp_path / "extracts", "ssb")
    content = dataset("folkemengde_07459")
    content["dimension"][dimension] = {"category": {"index": codes}}
    content["size"][content["id"].index(dimension)] = len(codes)
    content["value"] = {}
    (folder / "folkemengde_07459.json").write_text(json.dumps(content))
    with pytest.raises(click.ClickException) as refused:
        land(tmp_path / "extracts", tmp_path / "data")
    assert refused.value.message == f"ssb {FASIT_DATE} is refused: folkemengde_07459.json: {message}"


def test_a_population_of_one_sex_is_refused(tmp_path):
    write(tmp_path / "extracts")
    folder = write(tmp_path / "extracts", "ssb")
    content = dataset("folkemengde_07459", size=[2, 1, 2, 1, 2], value={})
    content["dimension"]["Kjonn"] = {"category": {"index": ["1"]}}
    (folder / "folkemengde_07459.json").write_text(json.dumps(content))
    with pytest.raises(click.ClickException) as refused:
        land(tmp_path / "extracts", tmp_path / "data")
    assert "dimension Kjonn has codes other than both 1 and 2, or 0 alone" in refused.value.message


def test_json_stat_may_leave_out_empty_cells_and_the_index_of_a_single_category(tmp_path):
    write(tmp_path / "extracts")
    folder = write(tmp_path / "extracts", "ssb")
    dimensions = {
        "ContentsCode": {"category": {"label": {"Kpi": "Index"}}},
        "Tid": {"category": {"index": ["2023", "2024", "2025"]}},
    }
    content = dataset("kpi_arsgjennomsnitt", size=[1, 3], dimension=dimensions, value={"0": 1.5, "2": 3})
    (folder / "kpi_arsgjennomsnitt.json").write_text(json.dumps(content))
    land(tmp_path / "extracts", tmp_path / "data")
    with duckdb.connect(str(tmp_path / "data" / "raw.duckdb"), read_only=True) as connection:
        assert connection.execute("select contents_code, tid, value from ssb.kpi_arsgjennomsnitt").fetchall() == [
            ("Kpi", "2023", 1.5),
            ("Kpi", "2024", None),
            ("Kpi", "2025", 3.0),
        ]


def test_a_header_without_names_is_not_repeated(tmp_path):
    """A file whose first row has slipped into the header must not have its idents told."""
    content = PAYMENTS.replace(b"korrigerer_utbetaling_id", b"korrigerer_utbetaling_id;" + SECRET.encode())
    write(tmp_path / "extracts", utbetaling=content)
    with pytest.raises(click.ClickException) as refused:
        land(tmp_path / "extracts", tmp_path / "data")
    assert refused.value.message == f"fasit {FASIT_DATE} is refused: utbetaling.csv: unknown column ..."


def test_files_that_are_no_tables_are_ignored(tmp_path):
    folder = write(tmp_path / "extracts")
    for name in ("README.txt", ".DS_Store", "utbetaling.csv.sha256", "utbetaling.md5", "SHA256SUMS", "levering.log"):
        (folder / name).write_text("x")
    (delivery,) = land(tmp_path / "extracts", tmp_path / "data").deliveries
    assert delivery.status == "landed"


def test_a_manifest_that_matches_is_accepted_and_files_it_does_not_name_are_ignored(tmp_path):
    folder = write(tmp_path / "extracts", utbetaling=[row("fasit.utbetaling"), row("fasit.utbetaling", belop="x")])
    write_file(folder / "utbetaling-0002.csv", "fasit.utbetaling", [row("fasit.utbetaling", utbetaling_id="2")])
    write_file(folder / "left_over.csv", "fasit.person", sound("fasit")["person"])
    (folder / "utbetaling.csv.gz").write_bytes(b"left over")
    digest = hashlib.sha256((folder / "utbetaling.csv").read_bytes()).hexdigest()
    manifest({"tables": {"utbetaling": {"rows": 2, "sha256": {"utbetaling.csv": digest}}, "person": {"rows": 2}}})(
        folder
    )
    (delivery,) = land(tmp_path / "extracts", tmp_path / "data").deliveries

    assert delivery.quarantine == {"invalid_amount": 1}
    with duckdb.connect(str(tmp_path / "data" / "raw.duckdb"), read_only=True) as connection:
        assert connection.execute("select utbetaling_id from fasit.utbetaling").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("row_count", "threshold", "is_landed"), [(1100, 0.01, True), (1099, 0.01, False), (11, 1, True)]
)
def test_the_threshold_is_a_share_of_the_rows(tmp_path, row_count, threshold, is_landed):
    rows = [
        row("fasit.utbetaling", utbetaling_id=str(number), belop="" if number < 11 else "1")
        for number in range(row_count)
    ]
    write(tmp_path / "extracts", utbetaling=rows)
    report = None
    if is_landed:
        report = land(tmp_path / "extracts", tmp_path / "data", threshold)
    else:
        with pytest.raises(click.ClickException, match="more than 1 %"):
            land(tmp_path / "extracts", tmp_path / "data", threshold)
    assert (report is not None) is is_landed


def test_ten_rows_may_always_go_to_quarantine(tmp_path):
    rows = [row("fasit.utbetaling", utbetaling_id=str(number), belop="") for number in range(10)]
    write(tmp_path / "extracts", utbetaling=rows)
    (delivery,) = land(tmp_path / "extracts", tmp_path / "data", quarantine_threshold=0).deliveries
    assert delivery.quarantine == {"missing_value": 10}


def test_a_parquet_column_without_any_value_may_have_any_type(tmp_path):
    folder = write(tmp_path / "extracts")
    parquet_payments(korrigerer_utbetaling_id="double")(folder)
    (delivery,) = land(tmp_path / "extracts", tmp_path / "data").deliveries
    assert delivery.status == "landed"


def test_a_parquet_column_of_idents_without_any_value_sends_its_rows_to_quarantine(tmp_path):
    folder = write(tmp_path / "extracts", identhistorikk=None)
    history = row("fasit.identhistorikk", fnr_tidligere=ident(2), fnr_gjeldende="")
    types = {"fnr_tidligere": "varchar", "fnr_gjeldende": "integer", "endret_dato": "date"}
    write_parquet(folder / "identhistorikk.parquet", [history], types)
    (delivery,) = land(tmp_path / "extracts", tmp_path / "data").deliveries
    assert delivery.quarantine == {"missing_value": 1}
