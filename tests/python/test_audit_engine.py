"""Outcomes: held, did not hold, error and not run are four different things, and no value gets out with them."""

from __future__ import annotations

import socket

import duckdb
import pytest
from velferd.audit.engine import run_suite
from velferd.audit.expectation import Expectation, Outcome, Suite
from velferd.audit.summary import write_summary

FASIT = frozenset({"fasit"})
IDENT = "01819012345"  # of no one: month + 80, and check digits that do not fit


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("create table t as select * from (values ('2022', 0.4), ('2023', 0.6)) t(year, share)")
        connection.execute(f"create table person as select '{IDENT}' as fnr")
        yield connection


def outcome_of(connection, query: str, low=0.0, high=1.0, **more):
    suite = Suite("test", "Test", (Expectation("it", "It is so.", query, low, high, **more),))
    [result] = run_suite(suite, connection, FASIT).results
    return result


def test_held(connection):
    result = outcome_of(connection, "select year as scope, share as observed from t")
    assert result.outcome is Outcome.HELD
    assert (result.scope_count, result.lowest, result.highest, result.outside) == (2, 0.4, 0.6, ())


def test_did_not_hold_names_the_scopes_outside(connection):
    result = outcome_of(connection, "select year as scope, share as observed from t", high=0.5)
    assert result.outcome is Outcome.DID_NOT_HOLD
    assert result.outside == (("2023", 0.6),)


def test_limits_are_included(connection):
    assert outcome_of(connection, "select year as scope, share as observed from t", 0.4, 0.6).outcome is Outcome.HELD


def test_a_query_that_fails_is_an_error_not_a_failure(connection):
    result = outcome_of(connection, "select year as scope, nothing as observed from t")
    assert result.outcome is Outcome.ERROR
    assert "nothing" in result.note


def test_an_error_does_not_quote_the_value_it_tripped_on(connection):
    result = outcome_of(connection, "select 'person' as scope, (fnr || 'x')::int as observed from person")
    assert (result.outcome, result.note) == (Outcome.ERROR, "ConversionException")


def test_a_missing_number_is_an_error(connection):
    assert outcome_of(connection, "select 'x' as scope, null as observed").outcome is Outcome.ERROR


def test_an_expectation_that_great_expectations_cannot_evaluate_is_an_error(connection, monkeypatch):
    import great_expectations as gx

    class OnAMissingColumn(gx.expectations.ExpectColumnValuesToBeBetween):
        def __init__(self, **arguments):
            super().__init__(**arguments | {"column": "no_such_column"})

    monkeypatch.setattr(gx.expectations, "ExpectColumnValuesToBeBetween", OnAMissingColumn)
    result = outcome_of(connection, "select year as scope, share as observed from t")
    assert result.outcome is Outcome.ERROR


def test_no_connection_is_made(connection, monkeypatch):
    def refuse(*arguments):
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert outcome_of(connection, "select year as scope, share as observed from t").outcome is Outcome.HELD


def test_nothing_to_measure_does_not_hold(connection):
    result = outcome_of(connection, "select year as scope, share as observed from t where false")
    assert (result.outcome, result.note) == (Outcome.DID_NOT_HOLD, "there is nothing to measure")


def test_nothing_to_measure_may_have_a_reason(connection):
    query = "select year as scope, share as observed from t where false"
    result = outcome_of(connection, query, empty_because="too few rows")
    assert (result.outcome, result.note) == (Outcome.NOT_RUN, "too few rows")


def test_a_system_that_was_not_delivered_is_not_asked_for(connection):
    result = outcome_of(connection, "select nothing", systems=("fasit", "socio"))
    assert (result.outcome, result.note) == (Outcome.NOT_RUN, "not delivered: socio")


def test_one_error_keeps_a_suite_from_holding(connection):
    suite = Suite(
        "test",
        "Test",
        (
            Expectation("good", "", "select year as scope, share as observed from t", 0, 1),
            Expectation("bad", "", "select nothing", 0, 1),
        ),
    )
    result = run_suite(suite, connection, FASIT)
    assert [r.outcome for r in result.results] == [Outcome.HELD, Outcome.ERROR]
    assert not result.holds


def test_summary_shows_outcomes_and_aggregates(connection, tmp_path):
    suite = Suite(
        "test",
        "A <suite>",
        (
            Expectation("share", "A share.", "select year as scope, share as observed from t", 0, 0.5),
            Expectation("broken", "Broken.", "select fnr as scope, (fnr || 'x')::int as observed from person", 0, 1),
        ),
    )
    page = write_summary(tmp_path / "audit", [run_suite(suite, connection, FASIT)], [("fasit", "2025-02-03")])
    text = page.read_text()
    assert "A &lt;suite&gt;" in text
    assert "2023: 0.6" in text and "did not hold" in text
    assert "ConversionException" in text
    assert IDENT not in text
    assert "http" not in text
