"""Landing as a whole: what is in raw.duckdb afterwards, and what is left alone."""

import stat
from pathlib import Path

import click
import duckdb
import pytest
from click.testing import CliRunner
from deliveries import FASIT_DATE, csv_bytes, ident, row, sound, write, write_file
from rich.console import Console
from velferd.cli import main
from velferd.contract import JSON_STAT_TABLES, SYSTEMS, TABLES
from velferd.landing import csv_files, idents_are_synthetic, land, store

RELATIONS = [table.relation for table in (*TABLES, *JSON_STAT_TABLES)]
BOOKS = ["landing.deliveries", "landing.delivery_tables", "landing.findings", "landing.quarantine"]


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    return tmp_path / "extracts"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def query(data: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(data / "raw.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def content(data: Path) -> dict[str, list[tuple]]:
    """All of raw.duckdb, in the order it is stored."""
    return {relation: query(data, f"from {relation}") for relation in RELATIONS + BOOKS}


def payments(*numbers: int) -> list[dict[str, str]]:
    return [row("fasit.utbetaling", utbetaling_id=str(number)) for number in numbers]


def test_sound_deliveries_of_all_systems_land_without_a_finding(extracts, data):
    for system in SYSTEMS:
        write(extracts, system)
    report = land(extracts, data)

    assert [delivery.status for delivery in report.deliveries] == ["landed"] * len(SYSTEMS)
    landed = content(data)
    assert landed["landing.findings"] == landed["landing.quarantine"] == []
    for table in TABLES:
        delivered = sound(table.system)[table.name]
        assert [str(day) for day, *_ in landed[table.relation]] == [FASIT_DATE] * len(delivered)
        assert [place for _, *place in query(data, f"select 0, source_file, source_line from {table.relation}")] == [
            [f"{table.name}.csv", line] for line in range(2, len(delivered) + 2)
        ]
    assert query(
        data, "select count(*) from landing.delivery_tables where delivered_row_count <> loaded_row_count"
    ) == [(0,)]
    assert {system for system, *_ in landed["landing.deliveries"]} == set(SYSTEMS)


def test_values_are_typed(extracts, data):
    write(extracts, utbetaling=[row("fasit.utbetaling", belop="-12753,5", korrigerer_utbetaling_id="7")])
    write(
        extracts, "unit4", hovedbok=[row("unit4.hovedbok", periode="202413", tekst='Bø; "mars"', belop="9999999999,99")]
    )
    land(extracts, data)

    assert query(data, "select belop, typeof(belop), korrigerer_utbetaling_id, utbetalingsdato from fasit.utbetaling")[
        0
    ][1:] == ("DECIMAL(12,2)", 7, duckdb.execute("select date '2020-01-01'").fetchone()[0])
    assert query(data, "select cast(belop as varchar) from fasit.utbetaling") == [("-12753.50",)]
    assert query(data, "select periode, tekst, cast(belop as varchar) from unit4.hovedbok") == [
        ("202413", 'Bø; "mars"', "9999999999.99")
    ]


def test_json_stat_cells_keep_their_codes(extracts, data):
    write(extracts)
    write(extracts, "ssb")
    land(extracts, data)

    assert query(data, "select source_line, contents_code, tid, value from ssb.kpi_arsgjennomsnitt") == [
        (1, "Personer1", "2023", 1.0),
        (2, "Personer1", "2024", 2.0),
    ]
    assert query(data, "from ssb.folkemengde_07459 select * exclude (delivery_date, source_file) limit 3") == [
        (1, "0301", "1", "010", "Personer1", "2023", 1.0),
        (2, "0301", "1", "010", "Personer1", "2024", 2.0),
        (3, "0301", "1", "105+", "Personer1", "2023", 3.0),
    ]


def test_all_tables_exist_where_only_fasit_was_delivered(extracts, data):
    write(extracts)
    land(extracts, data)

    landed = content(data)
    assert all(landed[relation] == [] for relation in RELATIONS if not relation.startswith("fasit"))


def test_landing_twice_changes_nothing(extracts, data):
    write(extracts, utbetaling=[*payments(1, 1, 2), row("fasit.utbetaling", utbetaling_id="x")])
    first = land(extracts, data)
    before = content(data)
    second = land(extracts, data)

    assert content(data) == before
    (landed,), (again,) = first.deliveries, second.deliveries
    assert (landed.status, again.status) == ("landed", "already landed")
    assert landed.findings == again.findings == {"duplicate_row": 1}
    assert landed.quarantine == again.quarantine == {"invalid_integer": 1}


def test_a_landed_delivery_never_changes(extracts, data):
    folder = write(extracts)
    land(extracts, data)
    before = content(data)
    write_file(folder / "utbetaling.csv", "fasit.utbetaling", payments(1, 2))

    with pytest.raises(click.ClickException, match=f"fasit {FASIT_DATE} is refused: .* other content"):
        land(extracts, data)
    assert content(data) == before


def test_deliveries_lie_side_by_side(extracts, data):
    write(extracts, utbetaling=payments(1, 2, 3))
    write(extracts, date="2025-02-11", utbetaling=payments(1, 3))
    land(extracts, data)

    assert query(data, "select cast(delivery_date as varchar), utbetaling_id from fasit.utbetaling") == [
        ("2025-02-03", 1),
        ("2025-02-03", 2),
        ("2025-02-03", 3),
        ("2025-02-11", 1),
        ("2025-02-11", 3),
    ]


def test_split_files_are_one_table_in_the_order_of_their_numbers(extracts, data):
    folder = write(extracts, utbetaling=payments(5, 1))
    write_file(folder / "utbetaling-0010.csv", "fasit.utbetaling", payments(9, 1))
    write_file(folder / "utbetaling-0002.parquet", "fasit.utbetaling", payments(4, 5))
    land(extracts, data)

    assert query(data, "select source_file, source_line, utbetaling_id from fasit.utbetaling") == [
        ("utbetaling.csv", 2, 5),
        ("utbetaling.csv", 3, 1),
        ("utbetaling-0002.parquet", 1, 4),
        ("utbetaling-0010.csv", 2, 9),
    ]
    assert query(data, "select source_file, source_line, rule from landing.findings") == [
        ("utbetaling-0002.parquet", 2, "duplicate_row"),
        ("utbetaling-0010.csv", 3, "duplicate_row"),
    ]


def test_csv_and_parquet_land_alike(tmp_path):
    changed = {
        "utbetaling": [
            *payments(1, 2, 2, 3),
            row("fasit.utbetaling", utbetaling_id="3", belop="-0,05"),
            row("fasit.utbetaling", utbetaling_id="4", bydel="030117", hjelpetype="", hovedperson_fnr=ident(7)),
            row("fasit.utbetaling", utbetaling_id="5", bydel="030117", hovedperson_fnr=ident(7)),
        ],
        "inntekt": [row("fasit.inntekt", maned="2010-13"), row("fasit.inntekt", inntektstype="NY", belop="0,10")],
        "husstandsmedlem": [row("fasit.husstandsmedlem", samvarsprosent="101", til_dato="2019-12-31")],
    }
    for suffix in ("csv", "parquet"):
        write(tmp_path / suffix, suffix=suffix, **changed)
        land(tmp_path / suffix, tmp_path / f"data_{suffix}")

    place = "exclude (source_file, source_line)"
    for relation in RELATIONS + BOOKS[1:]:
        columns = "*" if relation == "landing.delivery_tables" else f"* {place}"
        from_csv, from_parquet = (
            query(tmp_path / f"data_{suffix}", f"select {columns} from {relation}") for suffix in ("csv", "parquet")
        )
        assert from_csv == from_parquet, relation
    assert len(query(tmp_path / "data_csv", "from landing.quarantine")) == 5


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_folders_may_have_any_name(tmp_path, suffix):
    """The names stand for several folders where they are taken as patterns, and for columns as Hive writes them."""
    odd = tmp_path / "a[b]*?" / "belop=1" / "it's"
    for number, folder in enumerate((odd, tmp_path / "abcd" / "belop=1" / "it's"), start=1):
        write(folder / "extracts", suffix=suffix, utbetaling=payments(number))
        write(folder / "extracts", "unit4", suffix=suffix)
    data = tmp_path / "[d]*" / "belop=1"
    land(odd / "extracts", data)
    assert query(data, "select utbetaling_id, cast(belop as varchar) from fasit.utbetaling") == [(1, "100.00")]
    assert query(data, "select count(*) from unit4.hovedbok") == [(1,)]


def test_a_refused_delivery_leaves_the_rest(extracts, data):
    write(extracts, utbetaling=payments(1))
    land(extracts, data)
    before = content(data)
    broken = write(extracts, date="2025-02-11", utbetaling=payments(2))
    (broken / "adresse.csv").unlink()
    write(extracts, "nav")

    with pytest.raises(click.ClickException) as refused:
        land(extracts, data)
    assert refused.value.message == "fasit 2025-02-11 is refused: table adresse is missing"
    assert content(data) == before | {
        relation: query(data, f"from {relation}")
        for relation in ("nav.helt_ledige", "landing.deliveries", "landing.delivery_tables")
    }
    assert query(data, "select system, cast(delivery_date as varchar) from landing.deliveries") == [
        ("fasit", FASIT_DATE),
        ("nav", FASIT_DATE),
    ]

    report = land(extracts, data, allow_refused=True)
    assert [(delivery.label, delivery.message) for delivery in report.refused] == [
        ("fasit 2025-02-11", refused.value.message)
    ]


def test_nothing_of_a_delivery_is_loaded_when_loading_fails(extracts, data, monkeypatch):
    write(extracts)
    land(extracts, data)
    before = content(data)
    write(extracts, date="2025-02-11", utbetaling=payments(4, 5))
    load_books = store._load_books

    def fail_at_the_last_table(connection, delivery, table, loaded):
        load_books(connection, delivery, table, loaded)
        if table.name == "kvp_deltakelse":
            connection.execute("select error(?)", [ident(0)])

    monkeypatch.setattr(store, "_load_books", fail_at_the_last_table)
    with pytest.raises(click.ClickException) as failed:
        land(extracts, data)
    assert failed.value.message == "fasit 2025-02-11: DuckDB could not go on (InvalidInputException)"
    assert content(data) == before


@pytest.mark.parametrize("allow_refused", [False, True])
def test_fasit_is_mandatory(extracts, data, allow_refused):
    write(extracts, "nav")
    with pytest.raises(click.ClickException, match="fasit: there is no delivery"):
        land(extracts, data, allow_refused=allow_refused)


def test_what_is_no_delivery_is_named_or_ignored(extracts, data):
    write(extracts)
    (extracts / "dirt.csv").write_text("beside the deliveries")
    (extracts / "fasit" / "read me.txt").write_text("beside the deliveries")
    (extracts / ".snapshots").mkdir()
    land(extracts, data)

    (extracts / "fasitt").mkdir()
    (extracts / "nav" / "2025-02-30").mkdir(parents=True)
    (extracts / "socio" / "20250203").mkdir(parents=True)
    with pytest.raises(click.ClickException) as refused:
        land(extracts, data)
    assert refused.value.message.split("\n") == [
        "fasitt: no such system",
        "socio 20250203 is refused: the folder's name is not a date, YYYY-MM-DD",
        "nav 2025-02-30 is refused: the folder's name is not a date, YYYY-MM-DD",
    ]
    with pytest.raises(click.ClickException, match="there is no folder"):
        land(extracts / "elsewhere", data)


def test_extracts_too_deep_or_too_high_say_where_deliveries_are_expected(extracts, data):
    folder = write(extracts)
    expected = "deliveries are expected in <extracts>/<system>/<YYYY-MM-DD>/<table>.csv, and the folder given has "
    for given, told in (
        (extracts / "fasit", "2025-02-03. Give the folder above, that of all systems"),
        (folder, "adresse.csv, husstandsmedlem.csv, identhistorikk.csv, .... Give the folder two above, that of all"),
        (extracts.parent, "data, extracts. Give the folder extracts in it"),
    ):
        with pytest.raises(click.ClickException) as refused:
            land(given, data)
        assert f"{expected}{told}" in refused.value.message
        assert "no such system" not in refused.value.message


def test_raw_is_for_this_user_only(extracts, data):
    write(extracts)
    data.mkdir(mode=0o755)
    land(extracts, data)

    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert (mode(data / "raw.duckdb"), mode(data / "tmp"), mode(data)) == (0o600, 0o700, 0o750)
    assert list((data / "tmp").iterdir()) == []


def test_a_data_folder_that_can_hold_no_database_is_told(extracts, tmp_path):
    write(extracts)
    with pytest.raises(click.ClickException, match="there must be no [?] in the path"):
        land(extracts, tmp_path / "what?" / "data")


def test_raw_in_use_is_told(extracts, data):
    write(extracts)
    land(extracts, data)
    with (
        duckdb.connect(str(data / "raw.duckdb"), read_only=True),
        pytest.raises(click.ClickException, match="raw.duckdb cannot be opened: it is in use"),
    ):
        land(extracts, data)


@pytest.mark.parametrize(
    ("date_digits", "is_synthetic"),
    [
        ("018190", True),  # month + 80
        ("418190", True),  # D-number, month + 80
        ("016690", True),  # month + 65
        ("014190", True),  # month + 40
        ("010190", False),  # as a real one
        ("410190", False),  # as a real D-number
        ("416690", False),
    ],
)
def test_real_idents_are_noticed(extracts, data, date_digits, is_synthetic):
    # Numbers whose first sum leaves 2 are issued from 2032 on: no one has them yet.
    write(
        extracts, "oskar", stonadsmaned=[row("oskar.stonadsmaned", fnr=ident(0, date_digits, remainder=2), belop="x")]
    )
    write(extracts)
    land(extracts, data)
    with duckdb.connect(str(data / "raw.duckdb"), read_only=True) as connection:
        assert idents_are_synthetic(connection) is is_synthetic


def test_the_report_can_be_printed(extracts, data):
    write(extracts, utbetaling=[*payments(1, 1), row("fasit.utbetaling", utbetaling_id="2", bydel="", belop="1234,5")])
    write(extracts, date="2025-02-11", utbetaling=None)
    console = Console(width=200, record=True)
    console.print(land(extracts, data, allow_refused=True))

    printed = console.export_text()
    assert "1 234.50" in printed
    assert "duplicate_row 1, missing_value 1" in printed
    assert "fasit 2025-02-11 is refused: table utbetaling is missing" in printed


def test_rows_keep_the_order_of_the_file(extracts, data):
    numbers = [(7919 * number) % 300_007 for number in range(300_000)]
    header, payment, _ = csv_bytes("fasit.utbetaling", payments(1)).decode().split("\n")
    lines = (f"{number}{payment.removeprefix('1')}" for number in numbers)
    write(extracts, utbetaling="\n".join([header, *lines]).encode())
    land(extracts, data)

    assert query(data, "select utbetaling_id from fasit.utbetaling") == [(number,) for number in numbers]
    assert query(data, "select bool_and(source_line = rowid + 2) from fasit.utbetaling") == [(True,)]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_rows_keep_their_order_where_duplicates_are_left_out(extracts, data, suffix):
    numbers = [*((7919 * number) % 300_007 for number in range(300_000)), *range(0, 300_000, 1000)]
    path = write(extracts, suffix=suffix, utbetaling=payments(1)) / f"utbetaling.{suffix}"
    if suffix == "csv":
        header, payment = path.read_text().splitlines()
        path.write_text("\n".join([header, *(f"{number}{payment.removeprefix('1')}" for number in numbers)]))
    else:
        with duckdb.connect() as connection:
            connection.execute("create table payment as from read_parquet(?)", [str(path)])
            numbered = "select *, unnest(?) as number from payment"
            rows = f"select * exclude (number) replace (number as utbetaling_id) from ({numbered})"
            connection.execute(f"copy ({rows}) to '{path}' (format parquet)", [numbers])
    land(extracts, data)

    assert query(data, "select utbetaling_id from fasit.utbetaling") == [(number,) for number in numbers[:300_000]]
    first_line = 300_002 if suffix == "csv" else 300_001
    assert query(data, "select rule, count(*), min(source_line) from landing.findings group by rule") == [
        ("duplicate_row", 300, first_line)
    ]


def test_what_does_not_fit_in_memory_is_spilled_encrypted_and_not_left(data, monkeypatch):
    monkeypatch.setenv("VELFERD_MEMORY_LIMIT", "100MB")
    marked = ident(0)
    with store.open_raw(data) as connection:
        connection.execute(f"create temp table large as select '{marked}' || range as text from range(10_000_000)")
        spilled = [path for path in (data / "tmp").iterdir() if path.stat().st_size]
        assert spilled
        assert not any(marked.encode() in path.read_bytes() for path in spilled)
        assert connection.execute("select count(distinct text[:11]) from large").fetchone() == (1,)
    assert list((data / "tmp").iterdir()) == []


@pytest.mark.parametrize("threshold", ["nan", "-0.1", "1.5", "inf", "1 %"])
def test_a_quarantine_threshold_that_is_no_share_is_told(extracts, data, threshold):
    arguments = ["land", "--extracts", str(extracts), "--data", str(data)]
    finished = CliRunner().invoke(main, arguments, env={"VELFERD_QUARANTINE_THRESHOLD": threshold})
    assert finished.exit_code == 2
    assert "Invalid value for '--quarantine-threshold'" in finished.output


def test_a_memory_limit_that_is_none_is_told(extracts, data, monkeypatch):
    monkeypatch.setenv("VELFERD_MEMORY_LIMIT", "much")
    write(extracts)
    with pytest.raises(click.ClickException, match="VELFERD_MEMORY_LIMIT is not an amount of memory such as 16GB"):
        land(extracts, data)


def test_no_readable_copy_of_the_ledger_has_a_name(extracts, data, monkeypatch):
    write(extracts)
    write(extracts, "unit4")
    seen = []
    read = csv_files._read

    def read_and_look(*arguments) -> None:
        seen.extend(data.glob("tmp/*"))
        read(*arguments)

    monkeypatch.setattr(csv_files, "_read", read_and_look)
    land(extracts, data)
    assert query(data, "select count(*) from unit4.hovedbok") == [(1,)]
    assert seen == []
