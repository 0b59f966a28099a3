"""Where the deliveries and the code lists lie."""

from __future__ import annotations

from pathlib import Path

CODE_LISTS = Path(__file__).resolve().parents[3] / "seeds" / "code_lists"


def latest(extracts: Path, system: str) -> Path:
    """The folder of the system's latest delivery."""
    return max(folder for folder in (extracts / system).iterdir() if folder.is_dir())
