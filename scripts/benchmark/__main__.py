"""`python -m benchmark`: measure a build and its lower bounds at several scales, and say what came of it."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from benchmark import presentation
from benchmark.bench import BOUNDS, Bench
from benchmark.curve import write_curve
from benchmark.machine import describe
from benchmark.measure import CommandFailed
from benchmark.result import BUILD, FOLDER, NEW_MONTH, QUERIES, Result, last_committed
from benchmark.stage import STAGES


def _deliveries(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, Path]:
    split = [value.partition("=") for value in values]
    if not all(scale and folder for scale, _, folder in split):
        raise click.BadParameter("write SCALE=FOLDER")
    return {scale: Path(folder) for scale, _, folder in split}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("scales", nargs=-1, required=True, metavar="SCALE...")
@click.option("--scratch", type=click.Path(file_okay=False, path_type=Path), required=True, help="Takes everything.")
@click.option("--runs", type=click.IntRange(1), help="Runs per scale; otherwise 5 up to scale 1, then 1.")
@click.option(
    "--extracts", multiple=True, callback=_deliveries, help="SCALE=FOLDER: deliveries that are there already."
)
@click.option(
    "--packages", type=click.Path(file_okay=False, path_type=Path), help="Folder of packages that only bounds use."
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice([*STAGES, QUERIES, *BOUNDS, BUILD, NEW_MONTH]),
    help="Leave this one out.",
)
@click.option("--name", help="Of the result, after the date; otherwise the commit.")
def main(
    scales: tuple[str, ...],
    scratch: Path,
    runs: int | None,
    extracts: dict[str, Path],
    packages: Path | None,
    without: tuple[str, ...],
    name: str | None,
) -> None:
    """Measure at each SCALE (1 = Oslo) what a build costs, and what analysts wait.

    That is: the stages of a build, the whole build, the one that takes in a new month, the queries in analyses/, and
    the same marts by other means.
    """
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    # Bounds and logs have idents in them.
    scratch.mkdir(parents=True, exist_ok=True)
    scratch.chmod(0o700)
    machine = describe([packages] if packages else [])
    before = last_committed()
    measured = []
    for scale in scales:
        folder = extracts.get(scale) or _generated(scale, scratch.resolve(), console)
        bench = Bench(scale, folder.resolve(), scratch.resolve() / scale, packages, frozenset(without), console)
        try:
            measured.append(bench.run(runs or _default_runs(float(scale))))
        except CommandFailed as failure:
            raise click.ClickException(f"Scale {scale}: {failure} (in {bench.folder})") from None
        presentation.print_scale(console, measured[-1])
    result = Result(f"{datetime.now(UTC):%Y-%m-%d}-{name or machine['commit']}", machine, measured)
    presentation.print_comparison(console, result, before)
    console.print(f"Written: {result.write().name}, {write_curve(result, FOLDER).name}")
    unequal = [message for scale in measured for message in scale.unequal.values()]
    if unequal:
        raise click.ClickException("\n".join(unequal))


def _default_runs(scale: float) -> int:
    return 5 if scale <= 1 else 1


def _generated(scale: str, scratch: Path, console: Console) -> Path:
    """Deliveries of a city of this size, made when they are not there yet."""
    from velferd.generator import generate

    folder = scratch / "deliveries" / scale
    if not folder.exists():
        console.print(f"Making the deliveries of scale {scale}")
        fresh = folder.with_name(f".{scale}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        generate(fresh, float(scale), 2024, "parquet")
        fresh.rename(folder)
    return folder


if __name__ == "__main__":
    main()
