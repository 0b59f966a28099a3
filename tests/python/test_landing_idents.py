"""Which idents are sound. The examples are synthetic, or of people who are not born yet."""

import duckdb
import pytest
from deliveries import with_check_digits
from velferd.landing.idents import create_ident_macros


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        create_ident_macros(connection)
        yield connection


def is_valid(connection, ident: str) -> bool:
    return connection.execute("select ident_is_valid(?)", [ident]).fetchone()[0]


@pytest.mark.parametrize(
    "date_digits",
    [
        "018190",  # month + 80
        "319290",
        "718190",  # D-number: day + 40
        "016690",  # month + 65
        "317790",
        "014190",  # month + 40
        "315290",
        "298296",  # leap day
        "298200",
        "010139",  # with these individual numbers, born in 2039
        "410139",
    ],
)
def test_kinds_of_numbers(connection, date_digits):
    idents = [with_check_digits(f"{date_digits}{number}") for number in (555, 600, 950)]
    assert any(idents)
    assert all(is_valid(connection, ident) for ident in idents if ident)


@pytest.mark.parametrize(
    "date_digits",
    ["008190", "328190", "318490", "298295", "018090", "019390", "011390", "014090", "015390", "016590", "808190"],
)
def test_dates_that_are_none(connection, date_digits):
    idents = [with_check_digits(f"{date_digits}{number}") for number in (555, 600, 950)]
    assert any(idents)
    assert not any(is_valid(connection, ident) for ident in idents if ident)


@pytest.mark.parametrize(("remainder", "expected"), [(n, n <= 3) for n in range(11)])
def test_first_check_digit_of_old_and_new_numbers(connection, remainder, expected):
    idents = [with_check_digits(f"018140{number}", remainder) for number in range(100, 140)]
    assert any(idents)
    assert {is_valid(connection, ident) for ident in idents if ident} == {expected}


def test_second_check_digit_and_every_single_wrong_digit(connection):
    ident = with_check_digits("018190123")
    wrong_last = [ident[:10] + digit for digit in "0123456789" if digit != ident[10]]
    assert not any(is_valid(connection, each) for each in wrong_last)
    swapped = ident[:7] + ident[8] + ident[7] + ident[9:]
    assert swapped != ident and not is_valid(connection, swapped)


def test_examples_of_the_tax_authority_population(connection):
    """Synthetic numbers as published for testing, so that the tests do not only agree with themselves."""
    assert is_valid(connection, "13873249565")
    assert is_valid(connection, "12824996154")
    assert not is_valid(connection, "13873249566")
