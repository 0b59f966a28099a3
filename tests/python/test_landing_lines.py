"""Every row of a CSV file is found on its line, whatever stands between."""

from pathlib import Path

import duckdb
import pytest
from deliveries import csv_bytes, row
from velferd.contract import TABLES, Table
from velferd.landing.csv_files import stage_csv
from velferd.landing.delivery import SourceFile
from velferd.landing.lines import LinesDoNotAddUp, number_lines
from velferd.landing.refusal import Refusal
from velferd.landing.staging import accepted, bad, create_bad, create_views

HEADER, LINE, _ = csv_bytes("unit4.hovedbok", [row("unit4.hovedbok", tekst="tekst")]).decode().split("\n")
LEDGER = next(table for table in TABLES if table.relation == "unit4.hovedbok")
MONTHS = next(table for table in TABLES if table.relation == "nav.helt_ledige")


def line(number: int, tekst: str = "tekst") -> str:
    return LINE.replace("1;", f"{number};", 1).replace("tekst", tekst)


def stage(folder: Path, content: bytes, table: Table = LEDGER, value: str = "") -> list[tuple]:
    """(line, value of a column, the first by default, or the raw row, rule) of all rows, by line."""
    path = folder / "file.csv"
    path.write_bytes(content)
    line_count, has_quotes = content.count(b"\n") + (not content.endswith(b"\n")), b'"' in content
    with duckdb.connect(config={"temp_directory": str(folder)}) as connection:
        create_bad(connection, table)
        create_views(connection, table, [stage_csv(connection, table, 0, SourceFile(path, "", line_count, has_quotes))])
        value = value or table.columns[0].name
        return connection.execute(
            f"""select source_line, cast({value} as varchar), rule from {accepted(table.name)}
            union all
            select source_line, raw_row, rule from {bad(table.name)} order by source_line"""
        ).fetchall()


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("last_line_end", [True, False])
def test_bad_rows_blank_lines_and_line_breaks_in_quotes(tmp_path, line_end, last_line_end):
    lines = [
        HEADER,
        line(1),
        "2;too;few",
        line(3, f'"one{line_end}{line_end}""two"";{line_end}three"'),  # four lines
        "",
        line(4) + ";too many",
        line(5) + ";far;too;many;of;them",
        line(6) + ";",
        line(7) + ";;;",
        line(8, '"bad" quotes'),
        line(9, 'harmless " quote'),
        "",
        "",
        line(10, '"' + line_end + '"'),
        line(11),
    ]
    content = line_end.join(lines) + (line_end if last_line_end else "")
    wrong = "wrong_field_count"
    found = stage(tmp_path, content.encode("latin-1"))

    assert [(place, rule) for place, _, rule in found] == [
        (2, None),
        (3, wrong),
        (4, None),
        (8, wrong),
        (9, wrong),
        (10, wrong),
        (11, wrong),
        (12, wrong),
        (13, wrong),
        (14, None),
        (15, wrong),
        (16, wrong),
        (17, None),
        (19, None),
    ]
    assert [text for _, text, rule in found if rule is None] == ["1", "3", "9", "10", "11"]
    assert [text for _, text, rule in found if rule][:4] == [
        "2;too;few",
        "",
        line(4) + ";too many",
        line(5) + ";far;too;many;of;them",
    ]


def test_blank_lines_at_the_end_are_no_rows(tmp_path):
    assert stage(tmp_path, f"{HEADER}\n{line(1)}\n\n\n".encode()) == [(2, "1", None)]
    assert stage(tmp_path, f"{HEADER}\n\n\n".encode()) == []


def test_header_only(tmp_path):
    assert stage(tmp_path, f"{HEADER}\n".encode()) == stage(tmp_path, HEADER.encode()) == []


def test_only_bad_rows(tmp_path):
    many = line(1) + ";far;too;many"
    assert stage(tmp_path, f"{HEADER}\n{many}\n{many}\n".encode()) == [
        (2, many, "wrong_field_count"),
        (3, many, "wrong_field_count"),
    ]


def test_encodings(tmp_path):
    assert stage(tmp_path, "maned;antall\n2024-01;1\n".encode("utf-8-sig"), MONTHS) == [(2, "2024-01", None)]
    content = b"maned;antall\n2024-01;1\n\xe6;2\n2024-03;\xff\n2024-04;4\n"
    assert [(place, rule) for place, _, rule in stage(tmp_path, content, MONTHS)] == [
        (2, None),
        (3, "invalid_encoding"),
        (4, "invalid_encoding"),
        (5, None),
    ]
    tekst = "Bø på sjøen \x96 \xff"
    assert stage(tmp_path, "\n".join([HEADER, line(1, tekst)]).encode("latin-1"), value="tekst") == [(2, tekst, None)]
    assert [path.name for path in tmp_path.iterdir()] == ["file.csv"]


def test_columns_may_stand_in_any_order_and_be_quoted(tmp_path):
    assert stage(tmp_path, b'"antall";"maned"\n"1";"2024-01"\n"";2024-02\n', MONTHS) == [
        (2, "2024-01", None),
        (3, ";2024-02", "missing_value"),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_bad_rows_with_line_breaks_in_quotes(tmp_path, line_end):
    lines = [
        HEADER,
        line(1),
        f'2;"too{line_end}few"',
        "",
        line(3, f'"one{line_end}{line_end}two"') + ";too many",
        line(4, f'"{line_end}"') + f';far;too;many;"of{line_end}them"',
        line(5, f'"one{line_end}two"'),
        f'"bad{line_end}" quotes',
        line(6, f'"{line_end}"') + ";;",
        line(7),
    ]
    found = stage(tmp_path, line_end.join(lines).encode("latin-1"))
    wrong = "wrong_field_count"
    assert [(place, rule) for place, _, rule in found] == [
        (2, None),
        (3, wrong),
        (5, wrong),
        (6, wrong),
        (9, wrong),
        (12, None),
        (14, wrong),
        (16, wrong),
        (18, None),
    ]
    texts = {place: text for place, text, _ in found}
    assert (texts[3], texts[9], texts[18]) == (lines[2], lines[5], "7")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_bad_bytes_take_nothing_with_them(tmp_path, line_end, quote):
    """Large enough for DuckDB to read the file in several pieces; a lead byte of UTF-8 stands before what it spoils."""
    rows = [b"2024-01;%0100d" % number for number in range(400_000)]
    rows[7::1000] = [b"\xe6;2"] * 400
    rows[8::1000] = [f"{quote}\xe6{quote}".encode("latin-1")] * 400
    rows[9::1000] = [b""] * 400
    if quote:
        rows[10::1000] = [b'2;"\xe6\r\n\xe6\n"'] * 400
    content = line_end.encode().join([b"maned;antall", *rows])
    found = stage(tmp_path, content, MONTHS)

    expected, place = [], 2
    for each in rows:
        if not each or b"\xe6" in each:
            rule = "invalid_encoding" if each else "wrong_field_count"
            expected.append((place, each.decode("utf-8", "replace"), rule))
        place += 1 + each.count(b"\n")
    assert [each for each in found if each[2]] == expected
    assert len(found) == len(rows)


@pytest.mark.parametrize("tekst", ['"a\n{n}"', "plain"])
def test_many_rows_with_bad_ones_between(tmp_path, tekst):
    """Large enough for DuckDB to read the file in several pieces, where there are no quotes side by side."""
    numbers = range(400_000)
    bad = {1: ";x;x;x", 2: ";x", 3: "", 4: f";x;{tekst}", 5: f";{tekst}"}
    content = [
        line(n, tekst.format(n=n)) if n % 1000 == 0 else "" if n % 777 == 3 else line(n) + bad.get(n % 777, "")
        for n in numbers
    ]
    found = stage(tmp_path, "\n".join([HEADER, *content]).encode())

    expected, place = [], 2
    for number, text in zip(numbers, content, strict=True):
        is_bad = number % 1000 and number % 777 in bad
        expected.append((place, "wrong_field_count" if is_bad else None))
        place += 1 + text.count("\n")
    assert [(place, rule) for place, _, rule in found] == expected
    assert all(text == str(number) for number, (_, text, rule) in enumerate(found) if rule is None)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('1;"open\n', "a quote is not closed, or different line ends are mixed"),
        ("1;2\r3\n", "a quote is not closed, or different line ends are mixed"),
        ('1;"x"y;"\n2;"z"\n', "a quote in the row on line 3 is not closed"),
        ('1;"\n2024-02;2\n3";3\n', "a quote in the row on line 3 is not closed"),
        ('1;"\xe6\n2024-02;2\n"\n', "a quote in the row on line 3 is not closed"),
    ],
)
def test_text_that_would_be_swallowed_is_refused(tmp_path, bad, reason):
    with pytest.raises(Refusal, match=reason):
        stage(tmp_path, b"maned;antall\n2024-01;1\n" + bad.encode("latin-1") + b"2024-02;2\n", MONTHS)


def test_numbering():
    plain = number_lines(3, 4, [], [], [])
    assert (plain.runs, plain.rejected, plain.blank) == ([(2, 3)], [], [])

    # header, record 0, blank, rejected, record 1 of three lines of which one is empty, rejected of three, record 2, two
    # blank lines
    mixed = number_lines(3, 13, [(1, 2)], [(4, 0), (6, 2)], [3, 6, 9, 12, 13])
    assert (mixed.runs, mixed.rejected, mixed.blank) == ([(2, 1), (5, 1), (11, 1)], [4, 8], [3])


@pytest.mark.parametrize(
    ("record_count", "line_count", "tall", "rejected", "blank"),
    [
        (3, 5, [], [], []),  # a line too many
        (3, 3, [], [], []),  # a line too few
        (1, 3, [], [(5, 0)], []),  # a rejected record beyond the end
        (1, 3, [], [(2, 0), (2, 0)], []),  # two at the same place
        (0, 2, [(0, 1)], [], []),  # a tall record that is not there
    ],
)
def test_numbers_that_do_not_add_up(record_count, line_count, tall, rejected, blank):
    with pytest.raises(LinesDoNotAddUp):
        number_lines(record_count, line_count, tall, rejected, blank)
