"""AS_OF: the vintage that a build is asked for."""

from __future__ import annotations

import click
import pytest
from velferd.as_of import parse_as_of
from velferd.contract import SYSTEMS


@pytest.mark.parametrize("text", [None, "", "  "])
def test_nothing_asks_for_the_latest_of_each_system(text):
    assert parse_as_of(text) == {}


def test_one_date_is_for_all_systems():
    assert parse_as_of("2025-02-03") == dict.fromkeys(SYSTEMS, "2025-02-03")


def test_a_date_per_system_leaves_the_others_at_their_latest():
    assert parse_as_of("fasit:2025-02-03, nav:2025-04-08") == {"fasit": "2025-02-03", "nav": "2025-04-08"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("yesterday", "'yesterday' where a date"),
        ("20250203", "'20250203' where a date"),
        ("2025-02-30", "'2025-02-30' where a date"),
        ("fasit:2025-2-3", "'2025-2-3' where a date"),
        ("fasit:", "'' where a date"),
        ("velfrd:2025-02-03", "system 'velfrd', which is not one of fasit, socio"),
        ("fasit:2025-02-03,", "system '', which is not one of"),
        ("fasit:2025-02-03,fasit:2025-02-11", "'fasit' twice"),
    ],
)
def test_anything_else_is_refused_with_a_clear_message(text, says):
    with pytest.raises(click.ClickException) as refusal:
        parse_as_of(text)
    assert says in refusal.value.message
