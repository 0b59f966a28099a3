"""What the machine itself refuses, in a sentence: a disk that is full, a folder that may not be written."""

from __future__ import annotations

import errno
import os
import re
from concurrent.futures import BrokenExecutor

import click
import duckdb

#: What the system calls an error, and what to do about it.
_REMEDIES = {
    errno.ENOSPC: "the disk is full. Make room or choose another output folder, and run it again.",
    errno.EDQUOT: "the disk quota is used up. Make room or choose another output folder, and run it again.",
    errno.EROFS: "it lies on a file system that is read-only. Choose another output folder.",
    errno.EACCES: "this user may not write or read there. Change the rights, or choose another folder.",
    errno.EPERM: "this user may not write or read there. Change the rights, or choose another folder.",
    errno.ENOTDIR: "a part of the path is a file, not a folder. Choose another folder.",
}
_NO_DATABASE = r"not a valid DuckDB database file|Corrupt|Could not read enough bytes|Is a directory|extension"


class TellingGroup(click.Group):
    """Commands that end with a sentence, not with a traceback, where the machine does not let them go on."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except (OSError, duckdb.IOException) as error:
            remedy = remedy_of(error)
            if remedy is None:
                raise
            raise click.ClickException(remedy) from None
        except BrokenExecutor:
            raise click.ClickException(
                "a process that this one began was killed, most often because there was no memory left. What was there "
                "before is as it was: allow less (VELFERD_MEMORY_LIMIT) and run it again."
            ) from None
        except RuntimeError as error:
            # What DuckDB makes of a request to end that comes while it works.
            if isinstance(error.__cause__, (SystemExit, KeyboardInterrupt)):
                raise error.__cause__ from None
            raise


def remedy_of(error: OSError | duckdb.Error) -> str | None:
    """What is wrong with disk or folder and what to do, None where it is neither. DuckDB tells the cause as text."""
    number = getattr(error, "errno", None)
    if number is None:
        number = next((each for each in _REMEDIES if os.strerror(each) in str(error)), None)
    if number not in _REMEDIES:
        return None
    name = getattr(error, "filename", None)
    place = re.sub(r"\d{9,}", "...", os.fsdecode(name)) if name else "Output folder"
    return f"{place}: {_REMEDIES[number]}"


def why_not_opened(error: duckdb.Error) -> str:
    """Why a database cannot be opened, and what to do."""
    text = str(error)
    if holder := re.search(r"Could not set lock.*\(PID (\d+)\)", text, re.DOTALL):
        return f"it is in use by process {holder[1]}. Wait until that has ended, or end it."
    if "Could not set lock" in text or isinstance(error, duckdb.ConnectionException):
        return "it is in use. Close what has it open."
    if re.search(_NO_DATABASE, text):
        return (
            "it is not a database, or a damaged one. Put back a copy, or move it away and land all deliveries "
            "that it held again."
        )
    return remedy_of(error) or f"DuckDB could not go on ({type(error).__name__})."
