"""What is done to values, as texts in CSV."""

from __future__ import annotations

from random import Random

from resilience.delivery import Files, Grid
from resilience.mutations.kinds import KINDS, PLANTED, WRONG_IDENT, Change, Kind, kind
from resilience.mutations.structure import grid_changed

HOSTILE = {
    "beyond every number": ["1" + "0" * 400, "-" + "9" * 400, "99999999999999999,99", "9223372036854775808", "1e400"],
    "negative": ["-1", "-1,00", "-0", "-0,00", "--1", "-", "-9223372036854775808"],
    "beyond every count": ["1000000000000", "9223372036854775807", "2147483648", "101", "255"],
    "impossible dates": [
        "2999-01-01",
        "9999-12-31",
        "10000-01-01",
        "0001-01-01",
        "0000-00-00",
        "2023-02-29",
        "1700-01-01",
    ],
    "dates otherwise written": [
        "01.01.2020",
        "2020-1-1",
        "2020-01-01T00:00",
        "2020-01-01 ",
        "20200101",
        "infinity",
        "epoch",
    ],
    "months": [
        "0000-01",
        "2999-01",
        "2020-00",
        "2020-13",
        "2020-1",
        "202001",
        "000001",
        "202413",
        "202414",
        "２０２０-01",
    ],
    "amounts otherwise written": [
        "1.000,00",
        "1 000,00",
        "100.00",
        "1,005",
        ",50",
        "5,",
        "1'000",
        "+1",
        "1,00-",
        "0x10",
        "NaN",
        "1_0",
    ],
    "amounts at the edge": [
        "9999999999,99",
        "-9999999999,99",
        "10000000000,00",
        "0,01",
        "0",
        "00100,5",
        "9999999999999999,99",
    ],
    "idents of wrong checksum": [WRONG_IDENT, "00000000000", "99999999999", "01139011111", "12345678901"],
    "planted idents": [
        *PLANTED,
        f"{PLANTED[0]} ",
        f"{PLANTED[0][:6]} {PLANTED[0][6:]}",
        PLANTED[1] + "0",
        "fnr " + PLANTED[2],
    ],
    "idents otherwise written": [
        "0181901106",
        "018190110670",
        "０１８１９０１１０６７",
        "1819011067",
        "01.81.90 11067",
    ],
    "unknown codes": ["UKJENT_KODE", "030199", "110301", "ZZZ", "k", "Ugift", "2030", "X", "030101 ", "<b>", "=1+1"],
    "very long text": ["x" * 100_000, "æ" * 70_000, "1" * 70_000, ";" * 70_000, "\n" * 3000, '"' * 70_000],
    "characters": [
        "\0",
        "a\0b",
        "\u200b",
        "\ufeff",
        "a\nb",
        "a\r\nb",
        "a\rb",
        'a"b',
        "a;b",
        "'",
        "\\",
        "\x1a",
        "🙂",
        "e\u0301",
        "\u202e",
    ],
    "words of programs": ["NULL", "null", "None", "nan", "true", "inf", "''", "'; drop table x; --", "{{ x }}", "%s"],
    "nothing": ["", "", " ", '""'],
}


def _hostile(texts: list[str]) -> Change:
    def change(files: Files, random: Random) -> None:
        def put(grid: Grid) -> None:
            for _ in range(random.choice([1, 1, 2, 4, 15])):
                row = random.choice(grid[1:])
                row[random.randrange(len(row))] = random.choice(texts)

        grid_changed(files, random, put)

    return change


def _hostile_column(files: Files, random: Random) -> None:
    """Every row of one column."""
    texts = random.choice(list(HOSTILE.values()))

    def put(grid: Grid) -> None:
        place = random.randrange(len(grid[0]))
        for row in grid[1:]:
            row[place] = random.choice(texts)

    grid_changed(files, random, put)


for _name, _texts in HOSTILE.items():
    KINDS.append(Kind("values", _name, _hostile(_texts), "csv", None))
KINDS.append(Kind("values", "a whole column", _hostile_column, "csv", None))


@kind("values")
def the_same_row_again(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        for _ in range(random.choice([1, 3, 20])):
            grid.insert(random.randrange(1, len(grid) + 1), list(random.choice(grid[1:])))

    grid_changed(files, random, change)


@kind("values")
def the_same_key_again(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        for _ in range(random.choice([1, 3, 8])):
            row = list(random.choice(grid[1:]))
            place = random.randrange(len(row))
            row[place] = random.choice([random.choice(grid[1:])[place], "", row[place] + "0", "0" + row[place]])
            grid.insert(random.randrange(1, len(grid) + 1), row)

    grid_changed(files, random, change)


@kind("values")
def values_in_each_others_columns(files: Files, random: Random) -> None:
    def change(grid: Grid) -> None:
        for _ in range(random.choice([1, 3])):
            row = random.choice(grid[1:])
            one, other = random.sample(range(len(row)), 2)
            row[one], row[other] = row[other], row[one]

    grid_changed(files, random, change)
