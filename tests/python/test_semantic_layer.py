"""The semantic layer says what the marts say, for every metric by year and bydel, and refuses what would be wrong."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import VELFERD

#: Metrics, as the marts have them. `moves` has two bydeler and is compared with the matrix of pairs.
MARTS = """
    with receipt_months as (
        select calendar_year, bydel_code, sum(recipient_count)::bigint as recipient_months
        from marts.recipients_by_month
        group by all
    ),
    programmes as (
        select
            calendar_year,
            bydel_code,
            max(participant_count) filter (programme_code = 'kvp') as kvp_participants,
            max(new_participant_count) filter (programme_code = 'kvp') as kvp_new_participants,
            max(participant_month_average) filter (programme_code = 'kvp') as average_kvp_participants_per_month,
            max(participant_count) filter (programme_code = 'introduction') as introduction_participants,
            max(new_participant_count) filter (programme_code = 'introduction') as introduction_new_participants,
            max(participant_month_average) filter (programme_code = 'introduction')
                as average_introduction_participants_per_month
        from marts.programme_participants_by_bydel
        group by all
    )
    select
        calendar_year,
        bydel_code,
        recipients.recipient_count as recipients,
        receipt_months.recipient_months,
        recipients.ended_month_count as months_of_receipt,
        recipients.recipient_month_average as average_recipients_per_month,
        recipients.gross_paid_amount_nok as gross_paid,
        recipients.gross_paid_per_recipient_month_amount_nok as gross_paid_per_recipient_month,
        recipients.last_contact_recipient_count as recipients_at_last_contact,
        characteristics.long_term_count as long_term_recipients,
        characteristics.long_term_share,
        characteristics.new_count as new_recipients,
        aid.full_recipient_count as full_aid_recipients,
        aid.full_recipient_share as full_aid_share,
        moves.moved_in_recipient_count as moves_in,
        moves.moved_out_recipient_count as moves_out,
        programmes.* exclude (calendar_year, bydel_code)
    from marts.recipients_by_bydel as recipients
    inner join receipt_months using (calendar_year, bydel_code)
    inner join marts.characteristics_by_bydel as characteristics using (calendar_year, bydel_code)
    inner join marts.full_supplementary_aid as aid using (calendar_year, bydel_code)
    inner join marts.moves_by_bydel as moves using (calendar_year, bydel_code)
    full join programmes using (calendar_year, bydel_code)
"""
#: What may be added up, because each row of its fact is of one person, month, bydel and kroner; all else is counted.
ADDITIVE = {
    "months_of_receipt_count",
    "paid_amount",
    "last_move_count",
    "last_move_in_count",
    "last_move_out_count",
}
#: Metrics of both programmes together, which no statistic has: they are parts of the averages.
PARTS = {"participant_months", "months_of_programmes"}


@pytest.fixture(scope="module")
def metrics(demo) -> set[str]:
    """The names of all metrics that the marts are asked for."""
    return {metric["name"] for metric in semantic_manifest(demo)["metrics"]} - PARTS


@pytest.fixture(scope="module")
def offline(tmp_path_factory) -> dict[str, str]:
    """An environment in which Python cannot reach any network, and leaves a note in NETWORK_TRIED when it tries."""
    folder = tmp_path_factory.mktemp("offline")
    (folder / "sitecustomize.py").write_text(
        "import os, socket\n"
        "def refused(*arguments, **named):\n"
        "    open(os.environ['NETWORK_TRIED'], 'a').write(repr(arguments))\n"
        "    raise OSError('no network')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refused\n"
    )
    python_path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": python_path, "NETWORK_TRIED": str(folder / "tried")}


def semantic_manifest(demo) -> dict:
    return json.loads((demo.data / "target" / "semantic_manifest.json").read_text())


def mf(demo, environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [VELFERD, "mf", "--data", demo.data, *arguments], env=environment, capture_output=True, text=True
    )


def answers(demo, environment, metrics: set[str], group_by: str, file: Path) -> list[dict[str, str]]:
    """One query of the semantic layer by these and year, as rows of text with the `calendar_year` they are of."""
    finished = mf(
        demo, environment, "query", "--metrics", ",".join(sorted(metrics)), "--group-by", group_by, "--csv", file
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    with file.open(newline="") as lines:
        return [row | {"calendar_year": int(row["metric_time__year"][:4])} for row in csv.DictReader(lines)]


def rows_of(demo, query: str) -> list[dict]:
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        table = connection.sql(query)
        return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]


def assert_same(answered: list[dict], marts: list[dict], keys: tuple[str, ...], metrics: set[str]) -> None:
    """Each metric has the number of the marts; where these have 0 or nothing, MetricFlow has no row or no value."""
    found = {tuple(row[key] for key in keys): row for row in answered}
    wanted = {tuple(row[key] for key in keys): row for row in marts}
    assert found.keys() <= wanted.keys()
    for key, row in wanted.items():
        for metric in metrics:
            value = found.get(key, {}).get(metric)
            assert float(value or 0) == pytest.approx(float(row[metric] or 0), rel=1e-12), (key, metric)
    for metric in metrics:
        assert any(row[metric] for row in wanted.values()), f"{metric} is compared with nothing"


def test_every_metric_by_year_and_bydel(demo, metrics, offline, tmp_path):
    answered = answers(demo, offline, metrics - {"moves"}, "bydel,metric_time__year", tmp_path / "bydel.csv")
    marts = rows_of(demo, f"from ({MARTS}) where bydel_code != '0301'")
    # What has no known bydel is a row of its own, and in no bydel of the marts.
    known = [row | {"bydel_code": row["bydel"]} for row in answered if row["bydel"]]
    assert_same(known, marts, ("calendar_year", "bydel_code"), metrics - {"moves"})


def test_every_metric_by_year(demo, metrics, offline, tmp_path):
    answered = answers(demo, offline, metrics, "metric_time__year", tmp_path / "oslo.csv")
    marts = rows_of(demo, f"select *, moves_in as moves from ({MARTS}) where bydel_code = '0301'")
    assert_same(answered, marts, ("calendar_year",), metrics)
    assert not Path(offline["NETWORK_TRIED"]).exists()


def test_a_try_to_reach_the_network_is_noted(offline, tmp_path):
    environment = offline | {"NETWORK_TRIED": str(tmp_path / "tried")}
    subprocess.run([sys.executable, "-c", "import socket; socket.getaddrinfo('localhost', 80)"], env=environment)
    assert "localhost" in (tmp_path / "tried").read_text()


def test_moves_by_both_bydeler(demo, offline, tmp_path):
    pair = ("from_bydel__label_nb", "to_bydel__label_nb")
    answered = answers(demo, offline, {"moves"}, f"{','.join(pair)},metric_time__year", tmp_path / "moves.csv")
    marts = rows_of(
        demo,
        f"""
        select
            calendar_year,
            from_bydel_label_nb as {pair[0]},
            to_bydel_label_nb as {pair[1]},
            moved_recipient_count as moves
        from marts.moves_matrix
        where from_bydel_code != '0301' and to_bydel_code != '0301'
        """,
    )
    assert_same(answered, marts, ("calendar_year", *pair), {"moves"})


@pytest.mark.parametrize(
    ("metric", "group_by"),
    [
        # An average over months knows bydel and time only: what would be divided by is not known for others.
        ("average_recipients_per_month", "recipient_year__is_long_term"),
        # Only the last move of a year is there.
        ("moves", "metric_time__month"),
    ],
)
def test_wrong_questions_are_refused(demo, offline, metric, group_by):
    finished = mf(demo, offline, "query", "--metrics", metric, "--group-by", group_by)
    assert finished.returncode != 0
    assert "does not match any of the available group-by-items" in finished.stdout


def test_people_are_counted_and_never_added_up(demo):
    measures = [measure for model in semantic_manifest(demo)["semantic_models"] for measure in model["measures"]]
    assert {measure["name"] for measure in measures if measure["agg"] != "count_distinct"} == ADDITIVE


def test_metrics_are_labelled_and_described(demo):
    for metric in semantic_manifest(demo)["metrics"]:
        assert metric["label"] and metric["description"], metric["name"]


def test_a_folder_without_a_build_is_named(tmp_path):
    finished = subprocess.run([VELFERD, "mf", "--data", tmp_path, "list", "metrics"], capture_output=True, text=True)
    assert finished.returncode == 1
    assert "Run `make build` first" in finished.stderr
