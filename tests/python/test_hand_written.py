"""Every mart against answers worked out by hand from the counting rules.

tests/deliveries/hand_written/README.md tells the cases and the answers recipient by recipient. Nothing is computed
here but the comparison: the expected files hold the answers, and a row they leave out must be there and be empty.
"""

from __future__ import annotations

import csv
import hmac
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path

import duckdb
import pytest
from velferd.build import build
from velferd.keys import KEY_VARIABLE

DELIVERY = Path(__file__).parents[1] / "deliveries" / "hand_written"
EXPECTED = DELIVERY / "expected"
SEEDS = Path(__file__).parents[2] / "seeds" / "code_lists"
KEY = "only-for-the-hand-written-delivery"
LATEST, EARLIER = "2025-02-11", "2025-02-03"
FIRST_FASIT_YEAR = 2016

Value = Fraction | bool | str | None
Key = tuple[str, ...]
Rows = dict[Key, dict[str, Value]]


@dataclass(frozen=True)
class Mart:
    name: str
    key: tuple[str, ...]
    #: A row for every year and area, with or without anything in it.
    dense: bool = True


BY_BYDEL = ("calendar_year", "bydel_code")
MARTS = (
    Mart("recipients_by_bydel", BY_BYDEL),
    Mart("duration_by_bydel", (*BY_BYDEL, "duration_class_code")),
    Mart("moves_matrix", ("calendar_year", "from_bydel_code", "to_bydel_code")),
    Mart("moves_by_bydel", BY_BYDEL),
    Mart("full_supplementary_aid", BY_BYDEL),
    Mart("characteristics_by_bydel", BY_BYDEL),
    # Means and quantiles of nothing have no row.
    Mart("amounts_per_recipient", BY_BYDEL, dense=False),
    Mart("duration_spells", ("recipient", "spell_number"), dense=False),
    Mart("duration_spell_years", ("recipient", "calendar_year"), dense=False),
)
WITH_BYDEL = tuple(mart for mart in MARTS if mart.key[0] == "calendar_year")


@pytest.fixture(scope="session")
def hand_written_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    yield from _warehouse(tmp_path_factory.mktemp("hand_written"), as_of=None)


@pytest.fixture(scope="session")
def earlier_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    yield from _warehouse(tmp_path_factory.mktemp("hand_written_earlier"), as_of=f"fasit:{EARLIER}")


def _warehouse(data: Path, as_of: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, KEY)
        build(
            extracts=DELIVERY / "extracts",
            data=data,
            as_of=as_of,
            audit="warn",
            allow_refused=False,
            quarantine_threshold=0.01,
            demo=False,
        )
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("mart", MARTS, ids=lambda mart: mart.name)
def test_mart_holds_the_answers_worked_out_by_hand(
    hand_written_warehouse: duckdb.DuckDBPyConnection, mart: Mart
) -> None:
    expected = _expected(EXPECTED, mart)
    if mart.dense:
        expected = _with_empty_rows(mart, expected)
    _assert_same(mart, expected, _actual(hand_written_warehouse, mart, _columns(EXPECTED, mart)))


@pytest.mark.parametrize("mart", MARTS, ids=lambda mart: mart.name)
def test_mart_carries_the_extract_date_of_fasit(hand_written_warehouse: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    dates = hand_written_warehouse.sql(f"select distinct extract_date::varchar from marts.{mart.name}").fetchall()
    assert dates == [(LATEST,)]


@pytest.mark.parametrize("mart", WITH_BYDEL, ids=lambda mart: mart.name)
def test_mart_names_the_bydeler(hand_written_warehouse: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    for code in (column for column in mart.key if column.endswith("bydel_code")):
        label = code.replace("_code", "_label_nb")
        labels = hand_written_warehouse.sql(f"select distinct {code}, {label} from marts.{mart.name}").fetchall()
        assert dict(labels) == _bydel_labels()
        assert len(labels) == len(_bydel_labels())


def test_earlier_vintage_reads_only_its_own_delivery(
    hand_written_warehouse: duckdb.DuckDBPyConnection, earlier_warehouse: duckdb.DuckDBPyConnection
) -> None:
    mart = MARTS[0]
    expected = _with_empty_rows(mart, _expected(EXPECTED, mart)) | _expected(EXPECTED / f"as_of_{EARLIER}", mart)
    _assert_same(mart, expected, _actual(earlier_warehouse, mart, _columns(EXPECTED, mart)))
    dates = earlier_warehouse.sql(f"select distinct extract_date::varchar from marts.{mart.name}").fetchall()
    assert dates == [(EARLIER,)]


def test_nothing_counts_that_is_dated_outside_the_time_covered(
    hand_written_warehouse: duckdb.DuckDBPyConnection,
) -> None:
    def each(query: str) -> list[object]:
        return [value for (value,) in hand_written_warehouse.sql(query).fetchall()]

    assert each("select distinct calendar_year from marts.net_expenditure_by_bydel") == [2024]
    assert each(
        "select social_assistance_amount_nok from marts.net_expenditure_by_bydel where bydel_code = '0301'"
    ) == [14500]
    assert each("select calendar_year from marts.dim_year order by all") == [*range(2016, 2026)]
    series = "from marts.recipients_and_unemployed_by_month where system_code = '{}' order by all"
    months = f"select calendar_month::varchar {series}"
    assert each(months.format("nav")) == ["1992-01-01", "2024-12-01"]
    assert each(months.format("microdata")) == ["1992-01-01", "2003-12-01"]
    assert set(each("select left(year, 4) from marts.report_figures")) <= {str(year) for year in range(1992, 2026)}
    marked = "from staging.stg_fasit__payments where outside_coverage_code is not null"
    assert each(f"select outside_coverage_code {marked} order by 1") == ["after_coverage"] * 2 + ["before_coverage"]
    assert not each(
        f"""select payment_id from marts.fct_payment
        where corrected_payment_id = payment_id or payment_id in (select payment_id {marked})"""
    )


def test_of_so_few_hardly_any_but_zeros_are_published(hand_written_warehouse: duckdb.DuckDBPyConnection) -> None:
    [(small, larger, hidden)] = hand_written_warehouse.sql(
        """select
            count(*) filter (published.value between 1 and 3), count(*) filter (published.value > 3),
            count(*) filter (published.symbol is not null)
        from marts.published_report_figures as published
        inner join intermediate.int_disclosure_figures as figures using (table_id, measure, year, area, category)
        where figures.figure_kind = 'count'"""
    ).fetchall()
    assert small == 0 and hidden > 10 * larger


def test_comparison_finds_a_wrong_cell_a_missing_and_a_surplus_row() -> None:
    expected = {("a",): {"n": Fraction(1), "share": Fraction(1, 3)}, ("b",): {"n": None}}
    assert _differences(expected, {("a",): {"n": 1, "share": 1 / 3}, ("b",): {"n": None}}) == []
    assert _differences(expected, {("a",): {"n": 2, "share": None}, ("c",): {"n": 0}}) == [
        "a: n expected 1, got 2",
        "a: share expected 1/3, got None",
        "b: row is missing",
        "c: row is not expected",
    ]


def _columns(folder: Path, mart: Mart) -> list[str]:
    with (folder / f"{mart.name}.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    return [column for column in header if column not in mart.key]


def _expected(folder: Path, mart: Mart) -> Rows:
    with (folder / f"{mart.name}.csv").open(encoding="utf-8") as file:
        records = list(csv.DictReader(file))
    rows = {
        tuple(record[column] for column in mart.key): {
            column: _value(column, text) for column, text in record.items() if column not in mart.key
        }
        for record in records
    }
    assert len(rows) == len(records), f"{mart.name}: a key stands twice in the expected file"
    return rows


def _value(column: str, text: str) -> Value:
    if text == "":
        return None
    if text in ("true", "false"):
        return text == "true"
    if column.endswith(("_code", "_month")):
        return text
    return Fraction(text)


def _with_empty_rows(mart: Mart, rows: Rows) -> Rows:
    """Add the rows that the expected file leaves out: every year and area, with nothing in it."""
    years = [str(year) for year in range(FIRST_FASIT_YEAR, 2026)]
    areas = list(_bydel_labels())
    third = {
        "duration_class_code": [record["code"] for record in _seed("duration_class_code")],
        "to_bydel_code": areas,
    }
    dimensions = [years, areas, *(third[column] for column in mart.key[2:])]
    return {key: rows.get(key) or _empty_row(mart, key, rows) for key in product(*dimensions)}


def _empty_row(mart: Mart, key: Key, rows: Rows) -> dict[str, Value]:
    """Counts and sums of nothing are 0; shares, means and changes of nothing do not exist."""
    row: dict[str, Value] = {
        column: Fraction(0) if column.endswith(("_count", "_average")) or column == "gross_paid_amount_nok" else None
        for column in _columns(EXPECTED, mart)
    }
    if "ended_month_count" in row:
        row["ended_month_count"] = Fraction(1 if key[0] == "2025" else 12)
    if mart.name == "duration_by_bydel" and any(other[:2] == key[:2] for other in rows):
        # The bydel has recipients, in other classes: none of them is a share of something.
        row["recipient_share"] = Fraction(0)
    return row


def _actual(connection: duckdb.DuckDBPyConnection, mart: Mart, columns: list[str]) -> dict[Key, dict[str, object]]:
    names = _names_by_pseudonym()
    key = ["recipient_id" if column == "recipient" else column for column in mart.key]
    relation = connection.sql(f"select {', '.join([*key, *columns])} from marts.{mart.name}")
    rows = {}
    for values in relation.fetchall():
        identity = tuple(str(value) for value in values[: len(key)])
        if mart.key[0] == "recipient":
            identity = (names[identity[0]], *identity[1:])
        assert identity not in rows, f"{mart.name}: {identity} stands twice"
        rows[identity] = dict(zip(columns, values[len(key) :], strict=True))
    return rows


def _assert_same(mart: Mart, expected: Rows, actual: dict[Key, dict[str, object]]) -> None:
    differences = _differences(expected, actual)
    assert not differences, f"{mart.name}: {len(differences)} differences\n" + "\n".join(differences)


def _differences(expected: Rows, actual: dict[Key, dict[str, object]]) -> list[str]:
    lines = []
    for key in sorted(expected.keys() | actual.keys()):
        label = " ".join(key)
        if key not in actual:
            lines.append(f"{label}: row is missing")
        elif key not in expected:
            lines.append(f"{label}: row is not expected")
        else:
            lines += [
                f"{label}: {column} expected {value}, got {actual[key][column]}"
                for column, value in expected[key].items()
                if not _same(value, actual[key][column])
            ]
    return lines


def _same(expected: Value, actual: object) -> bool:
    if expected is None or actual is None:
        return expected is actual
    if isinstance(expected, Fraction):
        return math.isclose(float(expected), float(actual), rel_tol=1e-12)
    if isinstance(expected, bool):
        return expected is actual
    return expected == str(actual)


def _names_by_pseudonym() -> dict[str, str]:
    """The people's names by their key: 63 bits of the HMAC-SHA-256 over domain, version and resolved ident."""
    with (DELIVERY / "people.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    hashes = (hmac.digest(KEY.encode(), b"person:v1:" + person["ident"].encode(), "sha256") for person in people)
    pseudonyms = (str(int.from_bytes(keyed_hash[:8]) >> 1) for keyed_hash in hashes)
    return dict(zip(pseudonyms, (person["name"] for person in people), strict=True))


def _bydel_labels() -> dict[str, str]:
    bydeler = {row["code"]: row["label_nb"] for row in _seed("bydel_code") if row["has_nav_office"] == "true"}
    return {"0301": "Oslo totalt"} | bydeler


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
