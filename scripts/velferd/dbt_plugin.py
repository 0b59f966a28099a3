"""dbt-duckdb plugin: lets dbt see what has been landed as the database `raw`, with pseudonyms in the place of idents.

dbt itself never reads an ident. What has been landed since the last time is pseudonymised first, by another process,
with the key from the environment; see velferd.pseudonymised.
"""

from __future__ import annotations

import gc
from pathlib import Path

import click
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import CompilationError

from velferd.database import memory_bytes, memory_limit, quoted
from velferd.keys import given_key, out_of_the_environment
from velferd.lock import alone_in
from velferd.processes import apart
from velferd.pseudonymised import FOLDER, create_sources, pseudonymise, require_raw
from velferd.publication_history import create_history


class Plugin(BasePlugin):
    """Its configuration: `raw`, the path of raw.duckdb, and whether to `pseudonymise` what has been landed there."""

    def initialize(self, plugin_config):
        self.raw = Path(plugin_config["raw"]).resolve()
        self.pseudonymises = plugin_config["pseudonymise"]
        if self.pseudonymises:
            # Before dbt opens its own database: without this folder it could not, and would say that with a traceback.
            try:
                require_raw(self.raw)
            except click.ClickException as error:
                raise CompilationError(error.message) from None

    def configure_connection(self, conn):
        """Make the sources, and the file of earlier publications where there is none; keep to the memory given."""
        # dbt has read the project by now, and keeps it. Nothing in it is garbage that is worth looking for.
        gc.freeze()
        if self.pseudonymises:
            try:
                # A build may be writing what this reads and writes.
                with alone_in(self.raw.parent), out_of_the_environment(), apart() as process:
                    process.submit(pseudonymise, self.raw, given_key()).result()
            except click.ClickException as error:
                raise CompilationError(error.message) from None
        for setting, value in memory_limit().items():
            conn.execute(f"set {setting} = '{value}'")
        # What a model's hash tables let go of serves the next model: to give it back to Linux and ask again takes a
        # twentieth of the time. Not all of it, for other memory than blocks comes out of the same limit.
        conn.execute(f"set block_allocator_memory = '{memory_bytes() * 3 // 4}B'")
        create_sources(conn, self.raw.parent / FOLDER)
        for attached in self.creds.attach or ():
            if attached.alias == "publications" and not Path(attached.path).exists():
                create_history(Path(attached.path))
        if self.creds.path != ":memory:":
            self._spill_beside(conn, Path(self.creds.path).resolve())

    def _spill_beside(self, conn, database: Path) -> None:
        folder = database.parent / "spill"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        conn.execute(f"set temp_directory = '{quoted(folder)}'")
