"""What dbt's unit tests have passed with is known by its content: whatever they depend on has them run again."""

from __future__ import annotations

import pytest
from velferd import dbt_run, unit_tested
from velferd.unit_tested import code_digest


@pytest.fixture
def project(stub_project, monkeypatch):
    monkeypatch.setattr(dbt_run, "PROJECT", stub_project)
    for folder in ("seeds", "scripts/velferd/__pycache__"):
        (stub_project / folder).mkdir(parents=True)
    return stub_project


@pytest.mark.parametrize(
    "file", ["dbt_project.yml", "profiles/profiles.yml", "macros/area.sql", "seeds/code.csv", "models/one.sql"]
)
def test_other_code_is_not_tested_yet(project, tmp_path, file):
    (tmp_path / "target").mkdir()
    assert not unit_tested.have_passed(tmp_path, code_digest({}))
    unit_tested.remember(tmp_path, code_digest({}))
    assert unit_tested.have_passed(tmp_path, code_digest({}))
    with (project / file).open("a") as changed:
        changed.write(" ")
    assert not unit_tested.have_passed(tmp_path, code_digest({}))


def test_names_vintages_and_versions_count_and_what_python_compiles_does_not(project, monkeypatch):
    (project / "models" / "one.sql").write_text("select 1 as number")
    digests = [code_digest({}), code_digest({"fasit": "2025-02-03"})]
    (project / "models" / "one.sql").rename(project / "models" / "two.sql")
    digests.append(code_digest({}))
    monkeypatch.setattr(unit_tested, "version", lambda package: f"another {package}")
    digests.append(code_digest({}))
    assert len(set(digests)) == len(digests)
    (project / "scripts" / "velferd" / "__pycache__" / "cli.pyc").write_bytes(b"compiled")
    assert code_digest({}) == digests[-1]
