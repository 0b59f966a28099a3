"""The documentation of a build as static pages: dbt's own, and a dictionary of the marts with the guides."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from velferd.contracts import write_contracts
from velferd.docs.dictionary import dictionary_page
from velferd.docs.site import dbt_page
from velferd.manifest import read_manifest
from velferd.replacement import replaced

__all__ = ["write_docs"]

FOLDER = "docs"


def write_docs(data: Path) -> Path:
    """Write `data`/docs (index.html, dictionary.html) from the build in `data`, with its contracts in `data`/contracts.

    The pages hold names, words and SQL, no data. The same build gives the same bytes. Raises click.ClickException when
    there is no finished build, or dbt fails.
    """
    manifest = read_manifest(data)
    work = Path(tempfile.mkdtemp(prefix=".docs-", dir=data))
    try:
        page = dbt_page(data, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    with replaced(data / FOLDER) as folder:
        (folder / "index.html").write_text(page, encoding="utf-8")
        (folder / "dictionary.html").write_text(dictionary_page(manifest), encoding="utf-8")
    write_contracts(data)
    return data / FOLDER / "index.html"
