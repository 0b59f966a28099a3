"""What is done to the bytes of a file."""

from __future__ import annotations

from random import Random

from resilience.delivery import Files, chosen, encoding_of
from resilience.mutations.kinds import kind


def _place(content: bytes, random: Random) -> int:
    return random.randrange(len(content) + 1)


def _at(files: Files, random: Random, piece: bytes) -> None:
    path = chosen(files, random)
    content = files[path]
    place = _place(content, random)
    files[path] = content[:place] + piece + content[place:]


@kind("bytes", "any")
def flipped_bytes(files: Files, random: Random) -> None:
    path = chosen(files, random)
    content = bytearray(files[path])
    for _ in range(random.choice([1, 1, 2, 5, 30])):
        content[random.randrange(len(content))] = random.randrange(256)
    files[path] = bytes(content)


@kind("bytes", "any")
def cut_out(files: Files, random: Random) -> None:
    path = chosen(files, random)
    content = files[path]
    first, last = sorted((_place(content, random), _place(content, random)))
    last = random.choice([last, min(last, first + 3)])
    files[path] = content[:first] + content[last:]


@kind("bytes", "any")
def cut_off(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = files[path][: _place(files[path], random)]


@kind("bytes", "any", "refuse")
def emptied(files: Files, random: Random) -> None:
    files[chosen(files, random)] = b""


@kind("bytes", "any")
def a_part_twice(files: Files, random: Random) -> None:
    path = chosen(files, random)
    content = files[path]
    first, last = sorted((_place(content, random), _place(content, random)))
    files[path] = content[:last] + content[first:]


@kind("bytes", "any")
def NUL(files: Files, random: Random) -> None:
    _at(files, random, b"\0" * random.choice([1, 1, 8]))


@kind("bytes", "any")
def byte_order_mark_inside(files: Files, random: Random) -> None:
    _at(files, random, b"\xef\xbb\xbf")


@kind("bytes")
def byte_order_mark_before(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = b"\xef\xbb\xbf" + files[path]


@kind("bytes")
def invalid_UTF_8(files: Files, random: Random) -> None:
    for _ in range(random.choice([1, 1, 3])):
        _at(
            files,
            random,
            random.choice([b"\xff", b"\xc3", b"\xc3;", b"\xe2\x82", b"\x80", b"\xed\xa0\x80", b"\xc0\xaf"]),
        )


@kind("bytes")
def line_break_inside(files: Files, random: Random) -> None:
    _at(files, random, random.choice([b"\r", b"\n", b"\r\n", b"\n\n", b"\n\r", b"\x0b", b"\x0c", b"\xe2\x80\xa8"]))


@kind("bytes")
def quote_inside(files: Files, random: Random) -> None:
    for _ in range(random.choice([1, 1, 2, 3])):
        _at(files, random, random.choice([b'"', b'"', b'""', b'"\n"', b'";"', b"'", b"\\", b'\\"']))


@kind("bytes")
def odd_character(files: Files, random: Random) -> None:
    _at(
        files,
        random,
        random.choice([b"\x1a", b"\x01", b"\t", b" ", b"\x7f", b"\xc2\xa0", b"\xe2\x80\x8b", b"#", b"%s"]),
    )


@kind("bytes", must="land")
def CR_LF_everywhere(files: Files, _: Random) -> None:
    for path in files:
        files[path] = files[path].replace(b"\n", b"\r\n")


@kind("bytes", must="refuse")
def CR_only(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = files[path].replace(b"\n", b"\r")


@kind("bytes")
def mixed_line_ends(files: Files, random: Random) -> None:
    path = chosen(files, random)
    lines = files[path].split(b"\n")
    files[path] = b"".join(line + random.choice([b"\n", b"\r\n"]) for line in lines if line)


@kind("bytes", must="land")
def no_line_end_at_the_end(files: Files, random: Random) -> None:
    path = chosen(files, random)
    files[path] = files[path].rstrip(b"\n")


@kind("bytes")
def blank_lines(files: Files, random: Random) -> None:
    path = chosen(files, random)
    lines = files[path].split(b"\n")
    for _ in range(random.choice([1, 2, 5])):
        lines.insert(random.randrange(len(lines) + 1), random.choice([b"", b"", b" ", b";"]))
    files[path] = b"\n".join(lines) + b"\n" * random.choice([0, 0, 3])


@kind("bytes")
def another_encoding(files: Files, random: Random) -> None:
    path = chosen(files, random)
    text = files[path].decode(encoding_of(path)) + random.choice(["", "ÆØÅ\n", "€;€\n"])
    files[path] = text.encode(random.choice(["utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8", "utf-32"]), "replace")
