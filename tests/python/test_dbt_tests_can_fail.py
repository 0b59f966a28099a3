"""A test that cannot fail proves nothing: each dbt data test passes on the warehouse, and fails when that is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).parents[2]
SINGULAR = {path.stem for path in (PROJECT / "tests" / "singular").glob("*.sql")}

OSLO = "bydel_code = '0301' and calendar_year = (select max(calendar_year) from marts.dim_year)"
BYDEL = "bydel_code = '030101' and calendar_year = (select max(calendar_year) from marts.dim_year)"

#: What breaks each test: the smallest wrong that it is there to find.
BREAKS = {
    "every_krone_reaches_the_marts": [
        "delete from marts.fct_payment where payment_id = (select min(payment_id) from marts.fct_payment)",
        f"update marts.recipients_by_bydel set gross_paid_amount_nok = gross_paid_amount_nok - 0.01 where {OSLO}",
    ],
    "every_delivered_row_is_accounted_for": [
        "update raw.landing.delivery_tables set loaded_row_count = 0 where table_name = 'utbetaling'",
    ],
    "bydeler_sum_to_oslo": [
        f"update marts.recipients_by_bydel set {column} = {column} + 1 where {BYDEL}"
        for column in ("last_contact_recipient_count", "recipient_month_average", "gross_paid_amount_nok")
    ],
    "recipients_of_the_year_do_not_sum_to_oslo": [
        f"update marts.recipients_by_bydel set recipient_count = recipient_count + 1 where {BYDEL}",
        f"""update marts.recipients_by_bydel set recipient_count = (
            select sum(b.recipient_count) from marts.recipients_by_bydel as b
            where b.bydel_code != '0301' and b.calendar_year = recipients_by_bydel.calendar_year
        ) where {OSLO}""",
    ],
    "moves_matrix_margins": [
        """update marts.moves_matrix set moved_recipient_count = moved_recipient_count + 1
        where from_bydel_code = '030101' and to_bydel_code = '030102'""",
        """update marts.moves_matrix set moved_recipient_count = moved_recipient_count + 1
        where from_bydel_code = '030101' and to_bydel_code in ('030101', '0301')""",
        "delete from marts.fct_move where recipient_id = (select min(recipient_id) from marts.fct_move)",
    ],
    "full_and_supplementary_are_all": [
        f"update marts.full_supplementary_aid set full_recipient_count = full_recipient_count + 1 where {BYDEL}",
        f"delete from marts.full_supplementary_aid where {BYDEL}",
    ],
    "durations_are_all_recipients": [
        "update marts.duration_by_bydel set recipient_count = recipient_count + 1 where not is_long_term",
        f"update marts.characteristics_by_bydel set long_term_count = long_term_count + 1 where {OSLO}",
    ],
    "spells_hold_every_month_of_receipt": [
        "update marts.duration_spells set receipt_month_count = receipt_month_count + 1 where spell_number = 1",
        "update marts.duration_spells set gap_month_count = 2 * receipt_month_count - 1 where spell_number = 1",
        "delete from marts.duration_spells where recipient_id = (select min(recipient_id) from marts.duration_spells)",
    ],
    "characteristics_sum_to_oslo": [
        f"update marts.characteristics_by_bydel set {column} = {column} + 1 where {BYDEL}"
        for column in ("recipient_count", "known_country_count", "under_30_count", "new_count", "with_children_count")
    ],
    "statistics_have_every_area": [
        f"delete from marts.{model} where {condition}"
        for model, condition in {
            "recipients_by_bydel": BYDEL,
            "duration_by_bydel": f"duration_class_code = 'under_6' and {BYDEL}",
            "moves_matrix": "from_bydel_code = '030101' and to_bydel_code = '030101'",
        }.items()
    ],
    "grain_fct_payment_": [
        "insert into marts.fct_payment select * from marts.fct_payment limit 1",
        "update marts.fct_payment set payment_id = null where amount_nok < 0",
    ],
}


def test_every_singular_test_is_broken_here():
    assert not SINGULAR - BREAKS.keys()


@pytest.fixture(scope="module")
def warehouse(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    for name in ("warehouse.duckdb", "raw.duckdb"):
        shutil.copy(demo.data / name, folder / name)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(f"attach '{folder / 'raw.duckdb'}' as raw")
        yield connection


@pytest.mark.parametrize(("test", "breaking"), [(test, sql) for test, sqls in BREAKS.items() for sql in sqls])
def test_data_test_fails_when_the_warehouse_is_broken(demo, warehouse, test, breaking):
    compiled = next((demo.data / "target" / "compiled").rglob(f"{test}.sql")).read_text()
    assert warehouse.execute(compiled).fetchall() == []
    warehouse.begin()
    try:
        warehouse.execute(breaking)
        assert warehouse.execute(compiled).fetchall() != []
    finally:
        warehouse.rollback()
