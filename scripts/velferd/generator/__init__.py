"""Synthetic deliveries of every source system, calibrated to the printed report."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import click
import numpy as np
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from velferd import contract
from velferd.generator import series
from velferd.generator.block import STEPS, Block
from velferd.generator.dirt import Dirt
from velferd.generator.idents import IdentRegister
from velferd.generator.writing import Delivery

#: Extract date of each delivery, as the report's source lines say.
DATES = {
    "fasit": "2025-02-03",
    "socio": "2025-02-05",
    "oskar": "2025-02-03",
    "microdata": "2025-02-03",
    "unit4": "2025-04-16",
    "nav": "2025-04-08",
    "ssb": "2025-02-04",
}
SECOND_FASIT_DATE = "2025-02-11"
#: What landing has to find in them, beside the deliveries; it marks them as generated and whole.
DIRT_FILE = "dirt.csv"
#: How large the city is.
CITY_FILE = "city.json"
#: Where they are written before they take their places.
UNFINISHED = ".unfinished"


def keep_or_generate(extracts: Path, scale: float, seed: int, file_format: str) -> None:
    """Generate a city where there is none. Raises click.ClickException when there is one of another scale."""
    if not (extracts / DIRT_FILE).exists():
        generate(extracts, scale, seed, file_format)
        return
    city = extracts / CITY_FILE
    kept = json.loads(city.read_text(encoding="utf-8"))["scale"] if city.exists() else None
    if kept is None:
        raise click.ClickException(
            f"{extracts} holds a city of an earlier version of the generator, which did not note its scale, and one of "
            f"scale {scale:g} is asked for. Choose another folder (DATA=<folder>), or remove this one."
        )
    if kept != scale:
        raise click.ClickException(
            f"{extracts} holds a city of scale {kept:g}, and one of scale {scale:g} is asked for. Go on with the one "
            f"that is there (SCALE={kept:g}), or choose another folder (DATA=<folder>)."
        )


def generate(extracts: Path, scale: float, seed: int, file_format: str) -> None:
    """Write deliveries of a city of `scale` (1 = Oslo) below `extracts`; the same seed gives the same bytes.

    The city is made of blocks of at most scale 1, each calibrated by itself, so that memory stays bounded.
    Deliveries generated there before are replaced. Raises click.ClickException when other deliveries are in the way,
    or when all idents are used up.
    """
    _refuse_other_deliveries(extracts)
    folder = extracts / UNFINISHED
    shutil.rmtree(folder, ignore_errors=True)
    blocks = math.ceil(scale)
    deliveries = {s: Delivery(folder / s / date, file_format, blocks > 1) for s, date in DATES.items()}
    second_fasit = Delivery(folder / "fasit" / SECOND_FASIT_DATE, file_format, blocks > 1)
    register = IdentRegister()
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()) as progress:
        task = progress.add_task("Generating", total=blocks * len(STEPS) + 1)

        def report(step: str) -> None:
            progress.update(task, advance=1, description=f"Generating {step}")

        for number in range(blocks):
            rng = np.random.default_rng([seed, number])
            block = Block(number, min(scale - number, 1.0), register, rng, report)
            dirt = Dirt(block.tables, register, file_format, rng) if number == 0 else None
            block.write(deliveries, second_fasit, dirt)
            if dirt:
                dates = {system: [date] for system, date in DATES.items()}
                dirt.write(folder / DIRT_FILE, {**dates, "fasit": [DATES["fasit"], SECOND_FASIT_DATE]})
        _write_series(deliveries, scale, np.random.default_rng([seed, blocks]))
        for delivery in (*deliveries.values(), second_fasit):
            delivery.finish()
        (folder / CITY_FILE).write_text(json.dumps({"scale": scale, "seed": seed}) + "\n", encoding="utf-8")
        _put_in_place(folder, extracts)
        progress.update(task, advance=1, description="Generated")


def _refuse_other_deliveries(extracts: Path) -> None:
    present = [path for path in _delivery_folders(extracts) if path.exists()]
    if present and not (extracts / DIRT_FILE).exists():
        raise click.ClickException(f"{present[0]} holds a delivery that was not generated; choose another folder.")


def _put_in_place(folder: Path, extracts: Path) -> None:
    """Move what was written to where landing looks for it; the list of dirt comes last."""
    for new, old in zip(_delivery_folders(folder), _delivery_folders(extracts), strict=True):
        shutil.rmtree(old, ignore_errors=True)
        old.parent.mkdir(exist_ok=True)
        new.rename(old)
    for name in (CITY_FILE, DIRT_FILE):
        (folder / name).replace(extracts / name)
    shutil.rmtree(folder)


def _delivery_folders(extracts: Path) -> list[Path]:
    return [extracts / system / date for system, date in (*DATES.items(), ("fasit", SECOND_FASIT_DATE))]


def _write_series(deliveries: dict[str, Delivery], scale: float, rng: np.random.Generator) -> None:
    """What is delivered as counts of the whole city."""
    tables = {table.relation: table for table in contract.TABLES}
    microdata, unemployed = tables["microdata.mottakere_maned"], tables["nav.helt_ledige"]
    deliveries["microdata"].write(microdata, series.make_microdata(scale, rng))
    deliveries["nav"].write(unemployed, series.make_unemployed(scale, rng))
    deliveries["ssb"].write_json("folkemengde_07459", series.make_population(scale))
    deliveries["ssb"].write_json("kpi_arsgjennomsnitt", series.make_prices())
