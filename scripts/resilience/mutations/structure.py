"""What is done to columns, lines, separators, files and folders."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from resilience.delivery import DATE, Files, Grid, chosen, grid_of, put_grid
from resilience.mutations.kinds import PLANTED, kind


def grid_changed(files: Files, random: Random, change: Callable[[Grid], Grid | None], **style: object) -> None:
    path = chosen(files, random, ".csv")
    grid = grid_of(files, path)
    put_grid(files, path, change(grid) or grid, **style)


@kind("structure", must="refuse")
def column_dropped(files: Files, random: Random) -> None:
    def change(grid: Grid) -> Grid:
        gone = random.randrange(len(grid[0]))
        return [row[:gone] + row[gone + 1 :] for row in grid]

    grid_changed(files, random, change)


@kind("structure", must="refuse")
def column_renamed(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        place = random.randrange(len(grid[0]))
        odd = ["x", "", " " + grid[0][place], grid[0][place] + " ", PLANTED[0], "a'b", "drop table", "x" * 5000]
        grid[0][place] = random.choice(odd)

    grid_changed(files, random, change)


@kind("structure")
def names_of_columns_swapped(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        one, other = random.sample(range(len(grid[0])), 2)
        grid[0][one], grid[0][other] = grid[0][other], grid[0][one]

    grid_changed(files, random, change)


@kind("structure", must="land")
def columns_in_another_order(files: Files, random: Random) -> None:
    def change(grid: Grid) -> Grid:
        order = random.sample(range(len(grid[0])), len(grid[0]))
        return [[row[place] for place in order] for row in grid]

    grid_changed(files, random, change)


@kind("structure", must="refuse")
def column_twice(files: Files, random: Random) -> None:
    def change(grid: Grid) -> Grid:
        place = random.randrange(len(grid[0]))
        return [[*row, row[place]] for row in grid]

    grid_changed(files, random, change)


@kind("structure", must="refuse")
def column_more(files: Files, random: Random) -> None:
    name = random.choice(["kommentar", PLANTED[1], "surplus_field", "row", "rule", "line_breaks", "source_line"])
    grid_changed(files, random, lambda grid: [[*grid[0], name], *([*row, "x"] for row in grid[1:])])


@kind("structure", must="refuse")
def header_in_capitals(files: Files, random: Random) -> None:
    grid_changed(files, random, lambda grid: [[name.upper() for name in grid[0]], *grid[1:]])


@kind("structure", must="refuse")
def header_missing(files: Files, random: Random) -> None:
    grid_changed(files, random, lambda grid: grid[1:])


@kind("structure")
def header_twice(files: Files, random: Random) -> None:
    grid_changed(files, random, lambda grid: [*grid[:1], *grid])


@kind("structure", must="refuse")
def another_separator(files: Files, random: Random) -> None:
    grid_changed(files, random, lambda grid: grid, delimiter=random.choice([",", "\t", "|", ":"]))


@kind("structure", must="refuse")
def line_of_Excel_before(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = b"sep=;\n" + files[path]


@kind("structure", must="land")
def all_in_quotes(files: Files, random: Random) -> None:
    grid_changed(files, random, lambda grid: grid, quoting=1)


@kind("structure")
def all_in_apostrophes(files: Files, random: Random) -> None:
    grid_changed(files, random, lambda grid: grid, quoting=1, quotechar="'")


@kind("structure")
def fields_too_few_or_many(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        for _ in range(random.choice([1, 2, 12])):
            place = random.randrange(1, len(grid))
            grid[place] = random.choice(
                [grid[place][:-1], [*grid[place], ""], [*grid[place], "x"], grid[place][:1], []]
            )

    grid_changed(files, random, change)


@kind("structure", must="land")
def several_part_files(files: Files, random: Random) -> None:
    path = chosen(files, random)
    grid = grid_of(files, path)
    stem, count = path.removesuffix(".csv"), random.choice([2, 3, 12])
    names = [f"-{number:04}" for number in range(1, count + 1)]
    if random.random() < 0.5:
        names[0] = ""
    del files[path]
    for number, name in enumerate(names):
        put_grid(files, f"{stem}{name}.csv", [grid[0], *grid[1:][number::count]])


@kind("structure")
def a_part_file_twice(files: Files, random: Random) -> None:
    path = chosen(files, random)
    number = random.choice(["1", "0001", "00000001", "000000001", PLANTED[0]])
    files[path.replace(".csv", f"-{number}.csv")] = files[path]


@kind("structure", "any", "refuse")
def table_missing(files: Files, random: Random) -> None:
    path = chosen(files, random)
    del files[path]
    files[f"{path.rpartition('/')[0]}/README.txt"] = b"The folder is there."


@kind("structure", "any", "refuse")
def table_more(files: Files, random: Random) -> None:
    path = chosen(files, random)
    suffix = path.rpartition(".")[2]
    name = random.choice(["notater", "kopi", f"utbetaling-{PLANTED[2]}", "raw", "x" * 200, "a;b", "a'b", "æøå", "*"])
    files[f"{path.rpartition('/')[0]}/{name}.{suffix}"] = files[path]


@kind("structure", "any")
def file_beside_it(files: Files, random: Random) -> None:
    path = chosen(files, random)
    name = random.choice(["README.txt", ".hidden.csv", f"{path.rpartition('/')[2]}.sha256", "~lock", "Thumbs.db"])
    files[f"{path.rpartition('/')[0]}/{name}"] = b"x"


@kind("structure", "any", "refuse")
def name_of_file(files: Files, random: Random) -> None:
    path = chosen(files, random)
    folder, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    odd = [f"{stem}.{suffix.upper()}", f"{stem.upper()}.{suffix}", f"{name}.gz", f"{stem}.txt", f"{stem}_1.{suffix}"]
    odd += [f"{stem} .{suffix}", f"{stem}-{PLANTED[0]}.{suffix}", f"{name}.{suffix}", f"{stem}-a.{suffix}"]
    files[f"{folder}/{random.choice(odd)}"] = files.pop(path)


@kind("structure", "any", "refuse")
def wrong_suffix(files: Files, random: Random) -> None:
    path = chosen(files, random)
    stem, _, suffix = path.rpartition(".")
    other = random.choice([each for each in ("csv", "parquet", "json") if each != suffix])
    files[f"{stem}.{other}"] = files.pop(path)


@kind("structure", "any", "refuse")
def folder_in_the_place_of_a_file(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[f"{path}/{path.rpartition('/')[2]}"] = files.pop(path)


def _moved(files: Files, move: Callable[[str], str]) -> None:
    moved = {move(path): content for path, content in files.items()}
    files.clear()
    files.update(moved)


@kind("structure", "any", "refuse")
def folder_of_another_name(files: Files, random: Random) -> None:
    odd = ["2025-6-2", "20250602", "2025-02-30", "02.06.2025", PLANTED[0], "latest", "２０２５-06-02", "2025-06-02 "]
    name = random.choice(odd)
    _moved(files, lambda path: path.replace(DATE, name))


@kind("structure", "any", "refuse")
def system_of_another_name(files: Files, random: Random) -> None:
    system = next(iter(files)).split("/")[0]
    name = random.choice([system.upper(), system + "2", PLANTED[0], "x" * 100, f"{system} "])
    _moved(files, lambda path: path.replace(f"{system}/", f"{name}/"))


@kind("structure", "any", "refuse")
def one_folder_too_deep(files: Files, random: Random) -> None:
    above = random.choice(["extracts", "x", PLANTED[1], DATE])
    _moved(files, lambda path: f"{above}/{path}")


@kind("structure", "any", "refuse")
def one_folder_too_high(files: Files, _: Random) -> None:
    _moved(files, lambda path: path.partition("/")[2])


@kind("structure", "any", "refuse")
def no_folders(files: Files, _: Random) -> None:
    _moved(files, lambda path: path.rpartition("/")[2])
