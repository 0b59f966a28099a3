"""The explore page: one self-contained HTML file in which a reader picks figures and gets chart, table and CSV.

Everything stands in the file: figures, texts, style and script. It opens from a disk as from a server and asks
nothing of any network; its content security policy forbids browsers to.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from pathlib import Path

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from velferd.explore.payload import payload
from velferd.publish import texts
from velferd.publish.cube import cube_of
from velferd.publish.publication import notice, read_tables

FILE_NAME = "explore.html"
_SCHEMA = "main"
# In the order in which they build on one another.
_SCRIPTS = ("words.js", "data.js", "scale.js", "lines.js", "bars.js", "chart.js", "table.js", "pickers.js", "page.js")


def write_explorer(published: Path, path: Path) -> None:
    """Write the page of all tables in `published`, which is the published.duckdb of a publication.

    The same figures become the same bytes. Raises click.ClickException for a table that statistics banks could not
    take either (see velferd.publish.cube).
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        tables = read_tables(connection, _SCHEMA)
    cubes = [cube_of(table) for table in tables]
    script = "\n".join(_text(name) for name in _SCRIPTS)
    script = f'"use strict";\n(() => {{\n{script}\n}})();\n'
    style = "\n" + _text("style.css")
    environment = Environment(
        loader=PackageLoader("velferd.explore", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("explore.html.j2").render(
        subject=texts.SUBJECT,
        notice=notice(tables),
        # Inside a script element only `<` could end it.
        data=json.dumps(payload(cubes), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        script=script,
        script_hash=_hash(script),
        style=style,
        style_hash=_hash(style),
    )
    path.write_text(page, encoding="utf-8", newline="\n")


def _text(name: str) -> str:
    return files("velferd.explore").joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """What a content security policy knows an inline script or style by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
