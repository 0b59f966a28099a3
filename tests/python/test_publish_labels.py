"""The texts around the figures: every table, measure, area and category of the report has them, and nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from conftest import PROJECT

SEEDS = PROJECT / "seeds"
TEXTS = "read_csv('{}', all_varchar = true)"
LABEL = TEXTS.format(SEEDS / "publication" / "publication_label.csv")
TABLE = TEXTS.format(SEEDS / "publication" / "publication_table.csv")

# Categories are written with the labels of code lists; only amount classes have codes of their own.
CODE_LISTS = {
    "age_class_code": "label_nb",
    "aid_type_code": "purpose_nb",
    "amount_class_code": "code",
    "bydel_code": "label_nb",
    "country_code": "label_nb",
    "duration_class_code": "label_nb",
    "household_composition_code": "label_nb",
    "household_role_code": "label_nb",
    "income_type_code": "label_nb",
    "introduction_exit_code": "outcome_nb",
    "participant_class_code": "label_nb",
    "population_age_group_code": "label_nb",
    "settlement_type_code": "label_nb",
}
IN_CODE_LISTS = " union ".join(
    f"select {column} as code from {TEXTS.format(SEEDS / 'code_lists' / f'{name}.csv')}"
    for name, column in CODE_LISTS.items()
)


@pytest.fixture(scope="module")
def figures(demo) -> duckdb.DuckDBPyConnection:
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        yield connection


def test_every_table_has_texts(figures):
    assert (
        figures.sql(
            f"select distinct table_id from marts.report_figures where table_id not in (select table_id from {TABLE})"
        ).fetchall()
        == []
    )


def test_every_measure_has_a_label_or_changes_one_that_has(figures):
    missing = f"""
        select distinct measure from marts.report_figures
        where not exists (
            select * from {LABEL} as label
            where kind = 'measure' and code in (measure, regexp_replace(measure, '_change(_pct)?$', ''))
        )
    """
    assert figures.sql(missing).fetchall() == []


def test_every_category_and_area_has_a_label(figures):
    """A category of two parts, as in figure 3.13, has that of its parts."""
    missing = f"""
        with known as ({IN_CODE_LISTS} union select code from {LABEL} where kind in ('category', 'area'))

        select distinct code
        from (
            select coalesce(nullif(category, ''), 'total') as code from marts.report_figures
            union
            select area from marts.report_figures
        )
        where
            code not in (from known)
            and not (split_part(code, ': ', 1) in (from known) and split_part(code, ': ', 2) in (from known))
    """
    assert figures.sql(missing).fetchall() == []


def test_no_label_stands_in_a_code_list_already():
    assert duckdb.sql(f"select code from {LABEL} where code in ({IN_CODE_LISTS})").fetchall() == []


@pytest.mark.parametrize("name", ["publication_label", "publication_table"])
def test_texts_are_in_both_languages(name):
    seed = TEXTS.format(Path(SEEDS, "publication", f"{name}.csv"))
    columns = [column for column in duckdb.sql(f"from {seed}").columns if column.endswith("_nb")]
    assert columns
    for column in columns:
        english = f"{column.removesuffix('_nb')}_en"
        assert duckdb.sql(f"from {seed} where ({column} is null) != ({english} is null)").fetchall() == []


def test_every_code_is_there_once():
    assert duckdb.sql(f"select kind, code from {LABEL} group by all having count(*) > 1").fetchall() == []
    assert duckdb.sql(f"select table_id from {TABLE} group by all having count(*) > 1").fetchall() == []
