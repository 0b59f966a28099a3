"""Numbers are written in one way, wherever the console shows them."""

import io
from decimal import Decimal

import pytest
from rich.console import Console
from velferd.landing.report import DeliveryReport, LandingReport
from velferd.numbers_in_words import figure, kroner, percent


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (999, "999"),
        (-1000, "-1 000"),
        (1234567.8, "1 234 568"),
        (999.96, "1 000"),
        (999.94, "999.9"),
        (0.99971, "0.9997"),
    ],
)
def test_figures(value, written):
    assert figure(value) == written


def test_kroner_and_percent():
    assert kroner(Decimal("1234567.5")) == "1 234 567.50"
    assert (percent(0.01), percent(0.025), percent(1)) == ("1 %", "2.5 %", "100 %")


def test_what_was_landed_is_told_with_spaces_between_thousands():
    delivery = DeliveryReport(
        "fasit 2025-02-03",
        "landed",
        loaded_row_count=1234567,
        findings={"unknown_code": 4321},
        quarantine={"invalid_date": 1000},
        quarantined_amount_nok=Decimal("98765.4"),
    )
    console = Console(file=io.StringIO(), width=160)
    console.print(LandingReport((delivery,)))
    said = console.file.getvalue()
    assert [part.strip() for part in said.splitlines()[-2].split("│")[3:7]] == [
        "1 234 567",
        "1 000",
        "98 765.40",
        "4 321",
    ]
    assert "invalid_date 1 000, unknown_code 4 321" in said
