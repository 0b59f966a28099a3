"""PC-Axis files, read back by pyaxis."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from publication import BYDELER, HIDDEN, NOTE_NB, ROWS, label, write_warehouse
from pyaxis import pyaxis
from velferd.publish import publish
from velferd.publish.periods import period_of

TABLE_IDS = sorted({row.table_id for row in ROWS})
HIDDEN_CELL = r'"\.\.\."'
NAMES = {"no": ("bydel", "statistikkvariabel"), "en": ("bydel", "contents")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("data")
    publish(write_warehouse(data / "warehouse.duckdb"), data / "published")
    return data / "published" / "px"


def parse(folder: Path, table_id: str, language: str) -> dict:
    return pyaxis.parse(
        str(folder / f"{table_id}.px"), "utf-8", lang=language, null_values=r'^"\.\."$', sd_values=HIDDEN_CELL
    )


@pytest.mark.parametrize("language", ["no", "en"])
@pytest.mark.parametrize("table_id", TABLE_IDS)
def test_reader_finds_every_number_and_no_other(folder, table_id, language):
    parsed = parse(folder, table_id, language)
    area, contents = NAMES[language]
    (time,) = set(parsed["METADATA"]["HEADING"]) - {contents}
    category = next(iter(set(parsed["METADATA"]["STUB"]) - {area}), None)
    found = {
        (cell[contents], cell[time], cell[area], cell[category] if category else ""): cell["DATA"]
        for cell in parsed["DATA"].to_dict("records")
    }
    ours = "nb" if language == "no" else "en"
    for row in ROWS:
        if row.table_id != table_id:
            continue
        where = (
            label(row, ours),
            period_of(row.measure, row.year).label[ours],
            {"Oslo totalt": "Oslo in total"}.get(row.area, row.area) if language == "en" else row.area,
            _category(row.category, language) if category else "",
        )
        cell = found.pop(where)
        if row.value is HIDDEN:
            assert cell != cell, "pyaxis makes NaN of suppressed cells"
        else:
            assert float(cell) == row.value
    assert set(found.values()) <= {""}


def _category(category: str, language: str) -> str:
    if not category:
        return {"no": "I alt", "en": "Total"}[language]
    return category if language == "no" else f"{category} (en)"


def test_hidden_cells_show_their_label(folder):
    for table_id, symbol in (("5.03", ":"), ("3.14", "1–6")):
        text = (folder / f"{table_id}.px").read_text(encoding="utf-8")
        assert f'DATASYMBOL2="..";\nDATASYMBOL2[en]="..";\nDATASYMBOL3="{symbol}";' in text
        assert text[text.index("\nDATA=") :].count('"..."') == 1


def test_metadata_tell_what_readers_must_know(folder):
    metadata = parse(folder, "3.02", "en")["METADATA"]
    assert metadata["TITLE"] == ["Gross social assistance paid, by bydel, contents and year"]
    assert metadata["SOURCE"] == ["VEL-DAP and SSB"]
    assert metadata["CREATION-DATE"] == ["20250203 00:00"]
    assert (metadata["SHOWDECIMALS"], metadata["DECIMALS"]) == ("0", "2")
    assert metadata["PRECISION(contents,gross paid mnok (en))"] == "1"
    assert metadata["UNITS(gross paid mnok (en))"] == ["million NOK"]
    assert metadata["CONTACT(gross paid mnok (en))"] == ["Velferdsetaten, Oslo kommune"]
    assert metadata["LAST-UPDATED(gross paid mnok (en))"] == ["20250203 00:00"]
    assert metadata["CODES(bydel)"] == [*BYDELER, "Oslo totalt"]
    assert metadata["CODES(contents)"][0] == "gross_paid_mnok"
    assert metadata["ELIMINATION(bydel)"] == ["Oslo in total"]
    assert parse(folder, "5.03", "no")["METADATA"]["LAST-UPDATED(intro participants year (nb))"] == ["20250205 00:00"]


def test_long_texts_are_broken_and_whole(folder):
    note = " ".join(parse(folder, "3.02", "no")["METADATA"]["NOTE"])
    assert note == NOTE_NB.strip().replace('"', "'") + "#.. = Tallet finnes ikke."
    for path in folder.iterdir():
        assert max(map(len, path.read_text(encoding="utf-8").splitlines())) < 256


def test_averages_of_an_unfinished_year_say_so(folder):
    assert parse(folder, "fig5.02", "no")["METADATA"]["NOTE"] == [
        "Uten ventende. I 2024 bare 11 måneder.#.. = Tallet finnes ikke."
    ]


@pytest.mark.parametrize(("table_id", "scale"), [("3.02", "A1"), ("fig3.06", "M1"), ("fig5.02", None), ("3.06", None)])
def test_only_regular_series_say_so(folder, table_id, scale):
    found = re.findall(r"TIMEVAL[^=]*=TLIST\((..)\)", (folder / f"{table_id}.px").read_text(encoding="utf-8"))
    assert found == ([scale, scale] if scale else [])


def test_months_are_written_as_statistics_banks_do(folder):
    metadata = parse(folder, "fig3.06", "no")["METADATA"]
    assert metadata["VALUES(måned)"][0] == "2023M01"
    assert metadata["CODES(måned)"][0] == "2023-01"
    assert '"202301","202302"' in (folder / "fig3.06.px").read_text(encoding="utf-8")
