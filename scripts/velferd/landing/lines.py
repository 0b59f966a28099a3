"""Which line of a CSV file each record stands on.

DuckDB tells the order of the records it reads, not their lines. Mostly line = record + 1. Three things shift that:
records DuckDB rejects, blank lines (which it skips) and line breaks inside quotes. They are few; this module walks
from one to the next and gives the lines as runs, so that numbering millions of records stays one SQL statement.
"""

from __future__ import annotations

from dataclasses import dataclass

_NEVER = float("inf")


class LinesDoNotAddUp(Exception):
    """The records found do not account for all lines of the file, so some text was swallowed."""


@dataclass(frozen=True)
class LineRuns:
    #: (first line, number of records) of consecutive records, one line each but for the last of a run.
    runs: list[tuple[int, int]]
    #: First line of each rejected record, in order.
    rejected: list[int]
    #: Blank lines between records; those after the last record are not rows.
    blank: list[int]


def number_lines(
    record_count: int,
    line_count: int,
    tall: list[tuple[int, int]],
    rejected: list[tuple[int, int]],
    blank: list[int],
) -> LineRuns:
    """Number `record_count` records of a file of `line_count` lines, the header included.

    `tall`: (record from 0, extra lines) of records with line breaks inside quotes. `rejected`: (ordinal, extra lines)
    of rejected records, counting the header, all records and blank lines but not lines inside quotes, as DuckDB does.
    `blank`: line numbers of empty lines, those inside quotes included. All three ascending.
    Raises `LinesDoNotAddUp`.
    """
    result = LineRuns([], [], [])
    record, ordinal, line = 0, 2, 2
    run_record, run_line = 0, 2

    def close_run() -> None:
        nonlocal run_record, run_line
        if record > run_record:
            result.runs.append((run_line, record - run_record))
        run_record, run_line = record, line

    tall, rejected, blank = tall[::-1], rejected[::-1], blank[::-1]
    while True:
        while blank and blank[-1] < line:  # a blank line inside the quotes of the record just passed
            blank.pop()
        to_tall = tall[-1][0] - record if tall else _NEVER
        to_rejected = rejected[-1][0] - ordinal if rejected else _NEVER
        to_blank = blank[-1] - line if blank else _NEVER
        plain = min(to_tall, to_rejected, to_blank, record_count - record)
        if plain < 0:
            raise LinesDoNotAddUp
        record, ordinal, line = record + plain, ordinal + plain, line + plain
        if plain == to_blank:
            close_run()
            result.blank.append(blank.pop())
            ordinal, line = ordinal + 1, line + 1
            run_line = line
        elif plain == to_rejected:
            close_run()
            result.rejected.append(line)
            ordinal, line = ordinal + 1, line + 1 + rejected.pop()[1]
            run_line = line
        elif plain == to_tall:
            record, ordinal, line = record + 1, ordinal + 1, line + 1 + tall.pop()[1]
            close_run()
        else:
            break
    close_run()
    if record != record_count or tall or rejected or line != line_count + 1:
        raise LinesDoNotAddUp
    while result.blank and result.blank[-1] == line - 1:
        line -= 1
        result.blank.pop()
    return result
