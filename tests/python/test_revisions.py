"""What changed between two deliveries is traced to the payments that changed."""

from __future__ import annotations

import hmac

import duckdb
import pytest


@pytest.fixture(scope="module")
def connection(demo):
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        connection.execute(f"attach '{demo.data / 'raw.duckdb'}' as raw (read_only)")
        yield connection


def test_recipients_that_are_gone_are_explained_by_the_payments_that_changed(demo, connection):
    difference, payment_ids = connection.execute(
        "select difference, payment_ids from marts.revisions where measure = 'recipients_year' and bydel_code = '0301'"
    ).fetchone()
    revised = connection.execute(
        """
        select utbetaling_id from raw.fasit.utbetaling where delivery_date = '2025-02-11'
        except
        select utbetaling_id from raw.fasit.utbetaling where delivery_date = '2025-02-03'
        """
    ).fetchall()
    assert difference < 0
    assert payment_ids == ", ".join(str(number) for number in sorted(keyed(demo.key, key) for (key,) in revised))


def keyed(key: str, payment_id: int) -> int:
    """What stands for the payment's id: the first 63 bits of its HMAC."""
    return int.from_bytes(hmac.digest(key.encode(), f"key:v1:{payment_id}".encode(), "sha256")[:8]) >> 1


def test_both_values_of_a_figure_are_told(connection):
    rows = connection.execute("select previous_value, value, difference from marts.revisions").fetchall()
    assert rows
    assert all(previous + difference == pytest.approx(value) for previous, value, difference in rows)
