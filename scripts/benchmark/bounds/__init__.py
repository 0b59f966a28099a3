"""Lower bounds: the four named marts by other means, from the same deliveries. Each is a program of its own."""

from pathlib import Path

CODE_LISTS = Path(__file__).resolve().parents[3] / "seeds" / "code_lists"
