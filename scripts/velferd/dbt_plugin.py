"""dbt-duckdb plugin: hands the pseudonym key to SQL as session variables.

`env_var()` in a model would write the key to logs, manifest and compiled SQL. A session variable leaves no trace:
SQL says `getvariable('pseudonym_key_inner')`, and the value lives in the connection only.
"""

from __future__ import annotations

import os
from pathlib import Path

from dbt.adapters.duckdb.plugins import BasePlugin

from velferd.engine import memory_limit
from velferd.keys import KEY_VARIABLE, hmac_key_blocks
from velferd.publication_history import create_history


class Plugin(BasePlugin):
    def configure_connection(self, conn):
        """Keep to the memory given and the database for its owner; spill beside it, in a folder others cannot read.

        Idents may stand in unused parts of the file: see velferd.values. For the same reason the file of earlier
        publications is made now where there is none, before any ident is read, and attached for reading only.
        """
        for setting, value in memory_limit().items():
            conn.execute(f"set {setting} = '{value}'")
        for attached in self.creds.attach or ():
            if attached.alias == "publications" and not Path(attached.path).exists():
                create_history(Path(attached.path))
        if self.creds.path == ":memory:":
            return
        path = Path(self.creds.path).resolve()
        path.chmod(0o600)
        folder = path.parent / "spill"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        conn.execute(f"set temp_directory = '{str(folder).replace(chr(39), chr(39) * 2)}'")

    def configure_cursor(self, cursor):
        """Set the two HMAC key blocks; without a key they stay unset and the build refuses to start."""
        key = os.environ.get(KEY_VARIABLE)
        if key:
            inner, outer = hmac_key_blocks(key)
            cursor.execute("set variable pseudonym_key_inner = ?::blob", [inner])
            cursor.execute("set variable pseudonym_key_outer = ?::blob", [outer])
