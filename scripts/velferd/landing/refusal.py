"""Why a delivery is refused, said without repeating anything personal."""

from __future__ import annotations

import re


class Refusal(Exception):
    """The delivery breaks the source contract and is refused whole.

    The text names file and column or rule, never a value.
    """


def shown(name: str) -> str:
    """A name that came with a delivery, fit for a message: no ident, whole or in two parts, nothing odd, not long."""
    return re.sub(r"[^\w.\-]", "?", re.sub(r"\d{9,}|\d{6}[\W_]\d{5}", "...", name))[:60]
