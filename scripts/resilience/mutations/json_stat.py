"""What is done to JSON-stat datasets."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

from resilience.delivery import Files, chosen
from resilience.mutations.kinds import PLANTED, kind


def _dataset_changed(files: Files, random: Random, change: Callable[[dict], object]) -> None:
    path = chosen(files, random, ".json")
    dataset = json.loads(files[path])
    change(dataset)
    files[path] = json.dumps(dataset).replace('"<10^400>"', "1" + "0" * 400).encode()


@kind("JSON-stat", "json")
def odd_cells(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        odd = [None, "1", "..", -1, 10**18, 1.5, "<10^400>", float("nan"), float("inf"), True, [], {}, 1e308, -1e308]
        dataset["value"][random.randrange(len(dataset["value"]))] = random.choice(odd)

    _dataset_changed(files, random, change)


@kind("JSON-stat", "json", "refuse")
def cells_too_few_or_many(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        dataset["value"] = random.choice([dataset["value"][:-1], [*dataset["value"], 1], [], None, "x", 5])

    _dataset_changed(files, random, change)


@kind("JSON-stat", "json")
def cells_by_position(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        cells = {str(place): value for place, value in enumerate(dataset["value"]) if random.random() < 0.9}
        odd = ["-1", "01", "1000000", "x", "1.0", " 1", "１", str(10**30)]
        if random.random() < 0.5:
            cells[random.choice(odd)] = 1
        dataset["value"] = cells

    _dataset_changed(files, random, change)


@kind("JSON-stat", "json", "refuse")
def sizes(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        place = random.randrange(len(dataset["size"]))
        dataset["size"][place] = random.choice([0, -1, 10**6, 10**12, 2.5, "2", None, dataset["size"][place] + 1])
        if random.random() < 0.5:
            dataset["value"] = {"0": 1}

    _dataset_changed(files, random, change)


@kind("JSON-stat", "json")
def categories(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        category = dataset["dimension"][random.choice(dataset["id"])]["category"]
        codes = list(category["index"])
        odd = [codes[:-1], [*codes, "x"], codes + codes, dict.fromkeys(codes, 0), {code: -1 for code in codes}, None]
        odd += [
            [1, 2],
            [PLANTED[0]] * len(codes),
            [code + " " for code in codes],
            ["0", *codes[1:]],
            {},
            [],
            "x",
            codes,
        ]
        odd += [[None], [[]], {code: str(place) for place, code in enumerate(codes)}, [codes[0].lower(), *codes[1:]]]
        category["index"] = random.choice(odd)

    _dataset_changed(files, random, change)


@kind("JSON-stat", "json", "refuse")
def dimensions(files: Files, random: Random) -> None:
    def change(dataset: dict) -> None:
        odd = [dataset["id"][:-1], [*dataset["id"], "Mer"], [*dataset["id"], dataset["id"][0]], None, "x", [], [1]]
        dataset["id"] = random.choice(odd)

    _dataset_changed(files, random, change)


@kind("JSON-stat", "json", "refuse")
def parts_missing(files: Files, random: Random) -> None:
    _dataset_changed(
        files, random, lambda dataset: dataset.pop(random.choice(["id", "size", "dimension", "value", "class"]))
    )


@kind("JSON-stat", "json", "refuse")
def no_dataset(files: Files, random: Random) -> None:
    odd = [b"", b"[]", b"null", b"[" * 100_000, b'{"class": "collection"}', b"<html>", b'{"a":' * 50_000, b"1" * 5000]
    files[chosen(files, random)] = random.choice(odd)


@kind("JSON-stat", "json", "refuse")
def files_exchanged(files: Files, _: Random) -> None:
    one, other = sorted(files)[:2]
    files[one], files[other] = files[other], files[one]
