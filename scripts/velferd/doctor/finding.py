"""What was looked at, and how it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """Something that was looked at; an error stops a build. `advice` is what to do next."""

    level: Literal["ok", "warning", "error"]
    subject: str
    message: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.level:<8} {self.subject}: {self.message}" + (f"\n         {self.advice}" if self.advice else "")
