"""Tools that some tests need and that a machine may lack."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skip the test that lacks a tool, which `what` names; in CI it fails."""
    # An engineer need not install every client and browser to work; CI has them all, and there a skip would hide that
    # something is no longer tested.
    (pytest.fail if os.environ.get("CI") else pytest.skip)(what)
