"""The parts of the generator: idents, choice of households, what is counted for it, amounts, files."""

from __future__ import annotations

import json
from itertools import pairwise

import click
import duckdb
import numpy as np
import pytest
from velferd import contract
from velferd.generator import amounts, calibrate, counts, idents, levels, published
from velferd.generator.dirt import as_text
from velferd.generator.idents import FIRST_WEIGHTS, SECOND_WEIGHTS, IdentRegister
from velferd.generator.pool import FOREIGN, Pool
from velferd.generator.timeline import FASIT_MONTH, MONTH_COUNT, NEVER, anniversary, day, month_index
from velferd.generator.writing import Delivery

TABLES = {table.relation: table for table in contract.TABLES}


def test_idents_are_synthetic_valid_and_unique():
    register = IdentRegister()
    birth = np.repeat([day("1999-02-28"), day("2000-02-29"), day("1950-12-31")], 40)
    is_woman = np.tile([True, False], 60)
    is_d_number = np.tile([False, False, True, True], 30)
    drawn = np.concatenate([register.draw(birth, is_woman, is_d_number) for _ in range(2)])
    assert len(set(drawn)) == 240
    for ident, born, woman, d_number in zip(
        drawn, np.tile(birth, 2), np.tile(is_woman, 2), np.tile(is_d_number, 2), strict=True
    ):
        digits = [int(digit) for digit in f"{ident:011d}"]
        assert (np.array([*FIRST_WEIGHTS, 1]) * digits[:10]).sum() % 11 == 0
        assert (np.array([*SECOND_WEIGHTS, 1]) * digits).sum() % 11 == 0
        date = f"{ident:011d}"
        year, month, of_month = str(np.int64(born).astype("datetime64[D]")).split("-")
        assert int(date[:2]) == int(of_month) + 40 * d_number
        assert int(date[2:4]) == int(month) + 80
        assert date[4:6] == year[2:]
        assert digits[8] % 2 == (0 if woman else 1)


def test_a_birth_date_without_idents_left_has_those_of_other_dates(monkeypatch):
    monkeypatch.setattr(idents, "SLOTS", 6)
    register = IdentRegister()
    next_tried = day("1990-05-17") + idents.SHIFT // 2
    birth = np.repeat([day("1990-05-17"), next_tried, day("2029-12-31")], 20)
    is_woman = np.arange(60) % 2 == 0
    nobody = np.zeros(60, bool)
    drawn = np.concatenate([register.draw(birth, is_woman, nobody) for _ in range(3)])

    assert len(set(drawn)) == 180
    assert (drawn // 100 % 10 % 2 == np.tile(~is_woman, 3)).all()  # the sex is still the person's own
    dates, counts = np.unique(drawn // 100_000, return_counts=True)
    assert 17_85_90 in dates
    assert counts.max() <= 12


def test_idents_run_out_with_a_clear_error(monkeypatch):
    monkeypatch.setattr(idents, "DAYS", 3)
    register = IdentRegister()
    birth = np.full(2000, idents.FIRST_BIRTH)
    nobody = np.zeros(2000, bool)
    # Numbers of both kinds are used before that.
    assert len(set(register.draw(birth[:1000], nobody[:1000], nobody[:1000]))) == 1000
    with pytest.raises(click.ClickException, match="No synthetic idents are left"):
        register.draw(birth, nobody, nobody)


def test_choice_meets_its_targets():
    rng = np.random.default_rng(1)
    size = 4000
    group, months = rng.integers(0, 15, size), rng.integers(1, 13, size)
    is_young = rng.random(size) < 0.4
    add = calibrate.Constraints(size)
    everybody = np.arange(size)
    count = np.full(15, 80) + np.arange(15)
    add.add(everybody, group, 1, count, 0.001)
    add.add(everybody, group, months, count * 5.0, 0.01)
    add.add(everybody[is_young], group[is_young], 1, count * 0.25, 0.001)
    chosen = calibrate.choose(add, rng)
    assert np.abs(np.bincount(group[chosen], minlength=15) - count).max() <= 1
    assert np.abs(np.bincount(group[chosen], months[chosen], minlength=15) / count - 5).max() < 0.1
    assert np.abs(np.bincount(group[chosen & is_young], minlength=15) - count * 0.25).max() <= 1


def make_pool(months: dict[int, list[int]], **parts) -> Pool:
    """Households by number with their months of receipt; all else plain unless given."""
    size = len(months)
    receipt = np.zeros((size, MONTH_COUNT), bool)
    for household, paid in months.items():
        receipt[household, paid] = True
    plain = {
        "receipt": receipt,
        "residence": np.zeros((size, MONTH_COUNT), np.int8),
        "base_income": np.zeros((size, MONTH_COUNT - FASIT_MONTH), bool),
        "pay_day": np.full(size, 15, np.int8),
        "birth": np.full(size, day("1980-01-01"), np.int32),
        "is_woman": np.zeros(size, bool),
        "origin": np.full(size, FOREIGN, np.int8),
        "is_refugee": np.zeros(size, bool),
        "partner_from": np.full(size, NEVER, np.int32),
        "partner_to": np.full(size, NEVER, np.int32),
        "child_household": np.empty(0, np.int32),
        "child_birth": np.empty(0, np.int32),
        "child_custody": np.empty(0, np.int16),
        "child_leaves": np.empty(0, np.int32),
        "move_household": np.empty(0, np.int32),
        "move_day": np.empty(0, np.int32),
        "move_from": np.empty(0, np.int8),
        "move_to": np.empty(0, np.int8),
    }
    return Pool(**{**plain, **parts})


def year_counts(pool: Pool, year: int) -> counts.YearCounts:
    previous, spell_start = counts.look_back(pool.receipt)
    return counts.YearCounts(pool, year, spell_start, previous)


def test_duration_runs_over_gaps_of_two_months_and_not_of_three():
    june = month_index(2024, 6)
    pool = make_pool(
        {0: [june - 6, june - 3, june], 1: [june - 7, june - 4, june], 2: list(range(june - 23, june + 1))}
    )
    assert year_counts(pool, 2024).duration.tolist() == [7, 1, 24]


def test_new_is_who_received_nothing_for_more_than_24_months():
    march = month_index(2024, 3)
    pool = make_pool({0: [march], 1: [march - 24, march], 2: [march - 25, march], 3: [march - 1, march]})
    assert year_counts(pool, 2024).is_new.tolist() == [True, False, True, True]


def test_full_aid_needs_three_quarters_of_the_months_without_base_income():
    months = [month_index(2024, m) for m in (1, 2, 3, 4)]
    base_income = np.zeros((2, MONTH_COUNT - FASIT_MONTH), bool)
    base_income[0, months[0] - FASIT_MONTH] = True
    base_income[1, [months[0] - FASIT_MONTH, months[1] - FASIT_MONTH]] = True
    pool = make_pool({0: months, 1: months}, base_income=base_income)
    assert year_counts(pool, 2024).is_full.tolist() == [True, False]


def test_characteristics_are_those_of_the_last_pay_day():
    may = month_index(2024, 5)
    residence = np.zeros((3, MONTH_COUNT), np.int8)
    residence[0, may:] = 7
    pool = make_pool(
        {0: [may - 1, may], 1: [may], 2: [may]},
        residence=residence,
        birth=np.array([day("1994-05-15"), day("1994-05-16"), day("1980-01-01")], np.int32),
        child_household=np.array([1, 1, 2, 2], np.int32),
        child_birth=np.array([day("2006-05-15"), day("2006-05-16"), day("2015-01-01"), day("2024-05-16")], np.int32),
        child_custody=np.array([100, 51, 50, 100], np.int16),
        child_leaves=np.full(4, NEVER, np.int32),
    )
    found = year_counts(pool, 2024)
    assert found.bydel.tolist() == [7, 0, 0]
    assert found.is_under_30.tolist() == [False, True, False]
    assert found.child_count.tolist() == [0, 1, 0]


def test_a_child_of_29_february_is_a_year_older_on_1_march():
    assert anniversary(np.array([day("2004-02-29")]), 18).tolist() == [day("2022-03-01")]
    assert anniversary(np.array([day("2004-02-29")]), 20).tolist() == [day("2024-02-29")]


def test_yearly_sums_are_distributed_as_printed():
    sums = amounts.yearly_sums((np.arange(25_211) + 0.5) / 25_211)
    printed = [
        published.printed("fig3.02", f"gross_paid_per_recipient_year_{q}_nok", 2024)
        for q in ("mean", "q1", "median", "q3")
    ]
    ours = [sums.mean(), *np.quantile(sums, [0.25, 0.5, 0.75])]
    assert np.abs(np.array(ours) / printed - 1).max() < 0.005
    assert (np.diff(sums) >= 0).all()


def test_monthly_levels_have_each_years_average_and_no_jumps():
    curve = levels.monthly_levels()
    assert curve.reshape(-1, 12).mean(axis=1)[-1] == pytest.approx(11_303, rel=1e-3)
    assert max(abs(after / before - 1) for before, after in pairwise(curve)) < 0.05


def test_blocks_are_written_as_files_of_one_table(tmp_path):
    table = TABLES["nav.helt_ledige"]
    delivery = Delivery(tmp_path / "nav" / "2025-04-08", "csv", split=True)
    for start in (0, 5):
        delivery.write(table, {"maned": start + np.arange(5), "antall": np.arange(5)})
    delivery.finish()
    manifest = json.loads((delivery.folder / "manifest.json").read_text())
    assert manifest["tables"]["helt_ledige"]["rows"] == 10
    assert list(manifest["tables"]["helt_ledige"]["sha256"]) == ["helt_ledige-0001.csv", "helt_ledige-0002.csv"]
    assert (delivery.folder / "helt_ledige-0002.csv").read_text().splitlines()[:2] == ["maned;antall", "2004-06;0"]


def test_parquet_has_the_types_of_the_contract_without_any_dirty_row(tmp_path):
    kinds = ("fnr", "duf", "month", "date", "key", "percent", "amount", "ledger_amount")
    table = contract.Table("socio", "kinds", (), tuple(contract.Column(f"{kind}_", kind) for kind in kinds))
    path = Delivery(tmp_path, "parquet", split=True).write(
        table, {column.name: np.ones(1, int) for column in table.columns}
    )
    types = duckdb.execute("select column_type from (describe select * from read_parquet(?))", [str(path)]).fetchall()
    assert [sql_type.lower() for (sql_type,) in types] == [
        "varchar", "varchar", "varchar", "date", "bigint", "integer", "decimal(12,2)", "decimal(18,2)"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("relation", "name", "value", "text"),
    [
        ("fasit.utbetaling", "belop", -5, "-0,05"),
        ("fasit.utbetaling", "belop", 1_275_350, "12753,50"),
        ("fasit.utbetaling", "korrigerer_utbetaling_id", -1, ""),
        ("fasit.utbetaling", "hovedperson_fnr", 1_890_000_000, "01890000000"),
        ("fasit.adresse", "til_dato", NEVER, ""),
        ("fasit.adresse", "fra_dato", 0, "1970-01-01"),
        ("fasit.inntekt", "maned", 0, "2004-01"),
    ],
)
def test_a_dirty_copy_has_the_text_of_the_clean_row(tmp_path, relation, name, value, text):
    column = next(c for c in TABLES[relation].columns if c.name == name)
    assert as_text(column, np.array([value]), 0) == text
    one = contract.Table("fasit", "one", (name,), (column,))
    path = Delivery(tmp_path, "csv", split=False).write(one, {name: np.array([value])})
    assert duckdb.sql(
        f"select * from read_csv('{path}', all_varchar = true, delim = ';', header = true)"
    ).fetchall() == [(text or None,)]
