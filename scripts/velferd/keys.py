"""The pseudonym key: taken from the environment, or made for synthetic data.

The key is the only thing that links a pseudonym to a person. It is never an argument, never printed and never
written anywhere but to a key file for data without real persons.
"""

from __future__ import annotations

import ctypes
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

KEY_VARIABLE = "DBT_ENV_SECRET_PSEUDONYM_KEY"
KEY_FILE = "pseudonym.key"
MINIMUM_BYTES = 32
BLOCK_BYTES = 64  # of SHA-256
_kept_back = ""


@contextmanager
def out_of_the_environment() -> Iterator[None]:
    """Keep the key of the environment to this process while the block lasts: no child gets it, and /proc shows none."""
    global _kept_back
    before, _kept_back = _kept_back, given_key()
    was_set = KEY_VARIABLE in os.environ
    if was_set:
        _wipe(KEY_VARIABLE.encode())
        del os.environ[KEY_VARIABLE]
    try:
        yield
    finally:
        if was_set:
            os.environ[KEY_VARIABLE] = _kept_back
        _kept_back = before


def given_key() -> str:
    """The key that this process was started with; empty without one."""
    return os.environ.get(KEY_VARIABLE, "") or _kept_back


def _wipe(name: bytes) -> None:
    """Overwrite a variable's value where the process was given it, and where /proc/<pid>/environ shows it for good."""
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_void_p
    address = getenv(name)
    ctypes.memset(address, 0, len(ctypes.string_at(address)))


def resolve_key(data: Path, has_real_idents: bool) -> str:
    """Return the key of the environment, or for synthetic data that of the key file, which is made when missing.

    Raises click.ClickException when the key is too short, or missing for data with real idents.
    """
    key = given_key()
    if key:
        return _long_enough(key, KEY_VARIABLE)
    if has_real_idents:
        raise click.ClickException(
            f"The deliveries hold real idents and {KEY_VARIABLE} is not set. "
            f"Set it to a secret of at least {MINIMUM_BYTES} bytes; the same one for every build of this warehouse."
        )
    path = data / KEY_FILE
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(MINIMUM_BYTES))
    return _long_enough(path.read_text().strip(), KEY_FILE)


def check_given_key() -> None:
    """Raise click.ClickException for a key in the environment that is too short, before anything is done with it."""
    if key := given_key():
        _long_enough(key, KEY_VARIABLE)


def fingerprint(key: str) -> str:
    """What tells one key from another and gives neither away: HMAC-SHA-256 of a constant, in hexadecimal."""
    return hmac.new(key.encode(), b"fingerprint:v1:velferd", "sha256").hexdigest()


def hmac_key_blocks(key: str) -> tuple[bytes, bytes]:
    """Return the inner and the outer padded key block of HMAC-SHA-256 (RFC 2104), so that SQL can finish it."""
    raw = key.encode()
    if len(raw) > BLOCK_BYTES:
        raw = hashlib.sha256(raw).digest()
    block = raw.ljust(BLOCK_BYTES, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def _long_enough(key: str, origin: str) -> str:
    if len(key.encode()) < MINIMUM_BYTES:
        raise click.ClickException(f"The key in {origin} is shorter than {MINIMUM_BYTES} bytes.")
    return key
