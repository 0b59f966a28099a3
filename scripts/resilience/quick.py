"""`python -m resilience.quick RESULT COMMAND...`: a command of velferd in which copying a file stands for dbt.

dbt takes most of a build's time and writes nothing that readers see. What it would make lies in RESULT.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from velferd import build
from velferd.cli import main
from velferd.dbt_run import DbtResult, dbt_environment
from velferd.lock import held
from velferd.processes import ending_with_this

_CHUNK = 1 << 20
_SECONDS_A_CHUNK = 0.05


def _stand_in(
    raw: Path,
    warehouse: Path,
    publications: Path,
    data: Path,
    as_of: dict[str, str],
    console: Console,
    selection: Sequence[str] = (),
) -> DbtResult:
    """Copy the result in a process that is begun as dbt is."""
    environment = dbt_environment(raw, warehouse, publications, data / "target", data / "logs")
    command = ending_with_this([sys.executable, "-m", "resilience.quick", "--copy", sys.argv[1], str(warehouse)])
    subprocess.run(command, env=environment, pass_fds=held(), check=True)
    return DbtResult(True, Counter(), 0, ())


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(_CHUNK):
            writing.write(chunk)
            time.sleep(_SECONDS_A_CHUNK)


if __name__ == "__main__":
    if sys.argv[1] == "--copy":
        _copy(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        build.run_dbt = _stand_in
        main(sys.argv[2:])
