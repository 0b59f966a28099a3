"""Every expectation of the suites holds on a sound zone, and stops holding when what it is about breaks."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from audit_zones import write_marts, write_raw
from velferd.audit.engine import run_suite
from velferd.audit.expectation import Outcome, Suite
from velferd.audit.gate import GATE
from velferd.audit.marts import MARTS
from velferd.audit.zones import built_marts, chosen_deliveries
from velferd.contract import SYSTEMS

LATEST = "delivery_date = date '2023-02-01'"
FINDINGS = """
    insert into landing.findings
    select 'fasit', date '2023-02-01', 'utbetaling', 'utbetaling.csv', i, 'hjelpetype', '{}' from range(200) t(i)
"""
#: Payments with ids from 10 000 on, of which there are 120, have lines of their own.
UNKNOWN_CODES = """
    update fasit.utbetaling set bydel = '460101', source_line = utbetaling_id where utbetaling_id >= 10000;
    insert into landing.findings
    select 'fasit', date '2023-02-01', 'utbetaling', 'file', utbetaling_id, 'bydel', 'unknown_code'
    from fasit.utbetaling where utbetaling_id between 10000 and 9999 + {}
"""
#: What must break each expectation of the gate.
GATE_BREAKS = {
    "volume_against_previous_delivery": """
        update landing.delivery_tables set loaded_row_count = 4000
        where delivery_date = date '2023-01-15' and table_name = 'utbetaling'
    """,
    "tables_are_not_empty": "update landing.delivery_tables set loaded_row_count = 0 where table_name = 'hovedbok'",
    "codes_are_known": UNKNOWN_CODES.format(100),
    "findings_are_rare": FINDINGS.format("unknown_code"),
    "little_is_outside_coverage": """
        insert into landing.findings
        select 'fasit', date '2023-02-01', 'utbetaling', 'file', 1, 'utbetalingsdato', 'after_coverage' from range(23)
    """,
    "period_findings_are_few": FINDINGS.format("overlapping_period"),
    "quarantined_amount_is_small": """
        insert into landing.quarantine
        select 'fasit', date '2023-02-01', 'utbetaling', 'utbetaling.csv', 7, 'bydel', 'missing_value', '', '', 500000
    """,
    "dates_in_range": "update fasit.adresse set fra_dato = date '2093-01-01' where fnr in ('person-1', 'person-2')",
    "payment_mean_is_plausible": "update fasit.utbetaling set belop = belop / 100",
    "large_payments_are_rare": "update fasit.utbetaling set belop = 400000 where utbetaling_id < 10",
    "negative_payments_are_few": "update fasit.utbetaling set belop = -belop where utbetaling_id < 400",
    "income_amounts_are_plausible": "update fasit.inntekt set belop = 1500000 where fnr = 'person-1'",
    "oskar_mean_is_plausible": "update oskar.stonadsmaned set belop = belop * 100",
    "ledger_functions_cost_money": "update unit4.hovedbok set belop = -belop where kostra_funksjon = '276'",
    "population_is_continuous": "update ssb.folkemengde_07459 set value = value * 2 where tid = '2022'",
    "population_has_every_age": f"""
        update ssb.folkemengde_07459 set value = null where tid = '2022' and kjonn = '1' and alder = '033' and {LATEST}
    """,
    "population_has_both_sexes": "update ssb.folkemengde_07459 set value = 1 where tid = '2022' and kjonn = '1'",
    "population_years_are_complete": f"delete from ssb.folkemengde_07459 where tid = '2021' and {LATEST}",
    "price_index_is_continuous": "update ssb.kpi_arsgjennomsnitt set value = value * 2 where tid = '2022'",
    "price_index_years_are_complete": f"delete from ssb.kpi_arsgjennomsnitt where tid = '2022' and {LATEST}",
    "unemployed_counts_are_continuous": "update nav.helt_ledige set antall = 9 where maned = '2021-05'",
    "monthly_recipient_counts_are_continuous": """
        update microdata.mottakere_maned set antall = 20 where maned = '2002-05'
    """,
    "population_as_in_previous_delivery": f"""
        update ssb.folkemengde_07459 set value = value * 1.021 where tid = '2022' and {LATEST}
    """,
    "price_index_as_in_previous_delivery": f"""
        update ssb.kpi_arsgjennomsnitt set value = value * 0.979 where tid = '2022' and {LATEST}
    """,
    "series_as_in_previous_delivery": f"""
        update nav.helt_ledige set antall = antall * 1.021 where maned = '2022-06' and {LATEST}
    """,
    "payment_months_are_complete": "delete from fasit.utbetaling where strftime(utbetalingsdato, '%Y%m') = '202205'",
    "income_months_are_complete": "delete from fasit.inntekt where maned = '2022-12'",
    "oskar_months_are_complete": "delete from oskar.stonadsmaned where maned = '2020-05'",
    "oskar_reaches_fasit": "delete from oskar.stonadsmaned where maned >= '2020-06'",
    "microdata_months_are_complete": "delete from microdata.mottakere_maned where maned = '2002-05'",
    "unemployed_months_are_complete": "delete from nav.helt_ledige where maned = '2022-12'",
    "ledger_periods_are_complete": "delete from unit4.hovedbok where periode = '202212'",
    "every_bydel_pays": "update fasit.utbetaling set bydel = '030101' where bydel = '030115'",
    "payment_idents_in_person": "delete from fasit.person where fnr like 'person-1_'",
    "payment_idents_have_address": "delete from fasit.adresse where fnr like 'person-1%'",
    "corrections_refer_to_payments": """
        update fasit.utbetaling set korrigerer_utbetaling_id = 99999 where utbetaling_id between 10000 and 10010
    """,
    "sex_is_known": "update fasit.person set kjonn = null where fnr like 'person-1%'",
    "sexes_are_balanced": "update fasit.person set kjonn = 'K'",
    "country_is_known": "update fasit.person set opprinnelsesland = null where fnr like 'person-1%'",
}
OSLO_2022 = "where calendar_year = 2022 and bydel_code = '0301'"
BYDEL_2022 = "where calendar_year = 2022 and bydel_code = '030107'"
#: What must break each expectation of the marts.
MARTS_BREAKS = {
    "shares_are_shares": f"update marts.duration_by_bydel set recipient_share = 1.5 {BYDEL_2022}",
    "months_per_recipient": f"update marts.recipients_by_bydel set recipient_month_average = 9000 {OSLO_2022}",
    "gross_paid_per_recipient_month": f"""
        update marts.recipients_by_bydel set gross_paid_per_recipient_month_amount_nok = 400 {OSLO_2022}
    """,
    "median_amount": f"update marts.amounts_per_recipient set median_amount_nok = 900 {OSLO_2022}",
    "mean_against_median_amount": f"update marts.amounts_per_recipient set mean_amount_nok = 50000 {OSLO_2022}",
    "full_recipients": f"update marts.full_supplementary_aid set full_recipient_share = 0.95 {OSLO_2022}",
    "movers": f"update marts.moves_by_bydel set moved_in_share = 0 {OSLO_2022}",
    "long_term_recipients": f"update marts.characteristics_by_bydel set long_term_share = 0 {OSLO_2022}",
    "new_recipients": f"update marts.characteristics_by_bydel set new_share = 0.9 {OSLO_2022}",
    "young_recipients": f"update marts.characteristics_by_bydel set under_30_share = 0.9 {OSLO_2022}",
    "recipients_with_children": f"update marts.characteristics_by_bydel set with_children_share = 0 {OSLO_2022}",
    "known_country": f"update marts.characteristics_by_bydel set known_country_count = 5000 {OSLO_2022}",
    "foreign_background": f"update marts.characteristics_by_bydel set foreign_background_share = 0.1 {OSLO_2022}",
    "refugee_background": f"update marts.characteristics_by_bydel set refugee_background_share = 0 {OSLO_2022}",
    "recipients_of_several_bydeler": f"update marts.recipients_by_bydel set recipient_count = 8000 {OSLO_2022}",
    "last_contact_in_bydel": f"update marts.recipients_by_bydel set last_contact_recipient_count = 300 {BYDEL_2022}",
    "payments_have_a_bydel": "update marts.fct_payment set bydel_code = null where calendar_year = 2022",
    "recipients_continuous": f"update marts.recipients_by_bydel set recipient_count = 20000 {OSLO_2022}",
    "recipients_of_bydel_continuous": f"update marts.recipients_by_bydel set recipient_count = 1400 {BYDEL_2022}",
    "gross_paid_continuous": f"update marts.recipients_by_bydel set gross_paid_amount_nok = 1 {OSLO_2022}",
    "gross_paid_of_bydel_continuous": f"update marts.recipients_by_bydel set gross_paid_amount_nok = 1 {BYDEL_2022}",
    "gross_paid_per_recipient_month_continuous": f"""
        update marts.recipients_by_bydel set gross_paid_per_recipient_month_amount_nok = 30000 {OSLO_2022}
    """,
    "full_recipients_continuous": f"update marts.full_supplementary_aid set full_recipient_share = 0.6 {OSLO_2022}",
    "movers_continuous": f"update marts.moves_by_bydel set moved_in_share = 0.2 {OSLO_2022}",
    "long_term_recipients_continuous": f"update marts.characteristics_by_bydel set long_term_share = 0.3 {OSLO_2022}",
    "new_recipients_continuous": f"update marts.characteristics_by_bydel set new_share = 0.6 {OSLO_2022}",
    "foreign_background_continuous": f"""
        update marts.characteristics_by_bydel set foreign_background_share = 0.8 {OSLO_2022}
    """,
    "refugee_background_continuous": f"""
        update marts.characteristics_by_bydel set refugee_background_share = 0.5 {OSLO_2022}
    """,
}
ALL = frozenset(SYSTEMS)


@pytest.fixture(scope="module")
def raw(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("gate")
    write_raw(folder)
    return folder / "raw.duckdb"


@pytest.fixture(scope="module")
def marts(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("marts") / "warehouse.duckdb"
    write_marts(path)
    return path


def broken(sound: Path, folder: Path, statement: str) -> Path:
    path = folder / sound.name
    shutil.copy(sound, path)
    with duckdb.connect(str(path)) as connection:
        assert connection.execute(statement).fetchone()[0] > 0, "the statement changes nothing"
    return path


def only(suite: Suite, name: str) -> Suite:
    return Suite(suite.name, suite.title, tuple(e for e in suite.expectations if e.name == name))


def test_every_expectation_can_be_broken():
    assert list(GATE_BREAKS) == [e.name for e in GATE.expectations]
    assert list(MARTS_BREAKS) == [e.name for e in MARTS.expectations]


def test_gate_holds_on_a_sound_delivery(raw, tmp_path):
    with chosen_deliveries(raw, {}, tmp_path) as connection:
        result = run_suite(GATE, connection, ALL)
    assert result.holds, result.of(Outcome.DID_NOT_HOLD) + result.of(Outcome.ERROR)
    assert {r.expectation.name for r in result.of(Outcome.NOT_RUN)} == {
        "codes_are_known",
        "findings_are_rare",
        "little_is_outside_coverage",
        "period_findings_are_few",
    }


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("population_as_in_previous_delivery", "update ssb.folkemengde_07459 set value = value * 1.019"),
        ("population_as_in_previous_delivery", "delete from ssb.folkemengde_07459"),
        # Another base year, and a revision within what is let through.
        ("price_index_as_in_previous_delivery", "update ssb.kpi_arsgjennomsnitt set value = value / 3"),
        ("price_index_as_in_previous_delivery", "update ssb.kpi_arsgjennomsnitt set value = value * 0.981"),
        ("series_as_in_previous_delivery", "update nav.helt_ledige set antall = antall * 0.981"),
        ("series_as_in_previous_delivery", "update microdata.mottakere_maned set antall = antall * 1.019"),
    ],
)
def test_a_series_may_differ_a_little_from_that_of_the_delivery_before(name, statement, raw, tmp_path):
    with chosen_deliveries(broken(raw, tmp_path, f"{statement} where {LATEST}"), {}, tmp_path) as connection:
        [result] = run_suite(only(GATE, name), connection, ALL).results
    assert result.outcome in (Outcome.HELD, Outcome.NOT_RUN)


def test_a_stray_date_stretches_no_series(raw, tmp_path):
    """Rows that landing found to be outside the time covered are as good as not there."""
    strays = {
        "fasit.inntekt": "'person-1', 'person-1', '2999-01', 'AAP', 9000",
        "oskar.stonadsmaned": "'person-1', '0000-01', '030101', 9000",
        "microdata.mottakere_maned": "'2999-01', 9",
        "nav.helt_ledige": "'0000-01', 9",
        "unit4.hovedbok": "9, 9, '000001', '030101', '281', '14703', null, -5000",
    }
    path = tmp_path / raw.name
    shutil.copy(raw, path)
    with duckdb.connect(str(path)) as connection:
        for relation, values in strays.items():
            connection.execute(f"insert into {relation} select date '2023-02-01', 'file', 2, {values}")
    with chosen_deliveries(path, {}, tmp_path) as connection:
        broken_by_them = {r.expectation.name for r in run_suite(GATE, connection, ALL).of(Outcome.DID_NOT_HOLD)}
    assert len(broken_by_them) >= len(strays)
    with duckdb.connect(str(path)) as connection:
        for relation in strays:
            connection.execute(
                "insert into landing.findings values (?, date '2023-02-01', ?, 'file', 2, '', 'after_coverage')",
                relation.split("."),
            )
    with chosen_deliveries(path, {}, tmp_path) as connection:
        assert run_suite(GATE, connection, ALL).holds


def test_marts_suite_holds_on_sound_marts(marts, tmp_path):
    with built_marts(marts, tmp_path) as connection:
        result = run_suite(MARTS, connection, ALL)
    assert result.holds, result.of(Outcome.DID_NOT_HOLD) + result.of(Outcome.ERROR)
    assert not result.of(Outcome.NOT_RUN)


@pytest.mark.parametrize("name", GATE_BREAKS)
def test_gate_expectation_stops_holding(name, raw, tmp_path):
    with chosen_deliveries(broken(raw, tmp_path, GATE_BREAKS[name]), {}, tmp_path) as connection:
        [result] = run_suite(only(GATE, name), connection, ALL).results
    assert result.outcome is Outcome.DID_NOT_HOLD
    assert result.outside


@pytest.mark.parametrize(
    ("row_count", "code", "outcome", "says"),
    [
        (100, "460101", Outcome.DID_NOT_HOLD, " such as 460101"),
        (100, "16829400220", Outcome.DID_NOT_HOLD, " such as ..."),
        (100, "", Outcome.DID_NOT_HOLD, ""),  # each row another one
        (70, "460101", Outcome.HELD, ""),  # 20 and 50 of 2520
    ],
)
def test_a_column_of_unknown_codes_is_named_with_one_of_them_and_their_list(
    row_count, code, outcome, says, raw, tmp_path
):
    path = broken(raw, tmp_path, UNKNOWN_CODES.format(row_count))
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update fasit.utbetaling set bydel = coalesce(nullif(?, ''), utbetaling_id::text) where bydel = '460101'",
            [code],
        )
    with chosen_deliveries(path, {}, tmp_path) as connection:
        [result] = run_suite(only(GATE, "codes_are_known"), connection, ALL).results
    assert result.outcome is outcome
    assert [scope for scope, _ in result.outside] == [
        f"fasit.utbetaling.bydel has codes{says} that seeds/code_lists/bydel_code.csv does not list"
    ] * (outcome is Outcome.DID_NOT_HOLD)


@pytest.mark.parametrize("name", MARTS_BREAKS)
def test_marts_expectation_stops_holding(name, marts, tmp_path):
    with built_marts(broken(marts, tmp_path, MARTS_BREAKS[name]), tmp_path) as connection:
        [result] = run_suite(only(MARTS, name), connection, ALL).results
    assert result.outcome is Outcome.DID_NOT_HOLD
    assert result.outside


def test_gate_reads_the_delivery_that_the_vintage_chooses(raw, tmp_path):
    earlier_is_larger = GATE_BREAKS["volume_against_previous_delivery"]
    path = broken(raw, tmp_path, earlier_is_larger)
    suite = only(GATE, "volume_against_previous_delivery")
    with chosen_deliveries(path, dict.fromkeys(SYSTEMS, "2023-01-31"), tmp_path) as connection:
        [result] = run_suite(suite, connection, ALL).results
        chosen = connection.execute("select extract_date::varchar from chosen where system = 'fasit'").fetchone()
    assert chosen == ("2023-01-15",)
    # There is no delivery before the first one.
    assert (result.outcome, result.note) == (Outcome.NOT_RUN, "no earlier delivery to compare with")


def test_small_zones_are_not_judged_by_rates(marts, tmp_path):
    path = broken(
        marts, tmp_path, "update marts.full_supplementary_aid set recipient_count = 12, full_recipient_share = 1"
    )
    with built_marts(path, tmp_path) as connection:
        [result] = run_suite(only(MARTS, "full_recipients"), connection, ALL).results
    assert result.outcome is Outcome.NOT_RUN
