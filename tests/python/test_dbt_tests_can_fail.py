"""A test that cannot fail proves nothing: each dbt data test passes on the warehouse, and fails when that is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).parents[2]
SINGULAR = {path.stem for path in (PROJECT / "tests" / "singular").glob("*.sql")}

OSLO = "bydel_code = '0301' and calendar_year = (select max(calendar_year) from marts.dim_year)"
BYDEL = "bydel_code = '030101' and calendar_year = (select max(calendar_year) from marts.dim_year)"

#: What breaks each test: the smallest wrong that it is there to find.
BREAKS = {
    "every_krone_reaches_the_marts": [
        "delete from staging.stg_fasit__payments where payment_id = (select min(payment_id) from marts.fct_payment)",
        f"update marts.recipients_by_bydel set gross_paid_amount_nok = gross_paid_amount_nok - 0.01 where {OSLO}",
    ],
    "every_delivered_row_is_accounted_for": [
        "update raw.landing.delivery_tables set loaded_row_count = 0 where table_name = 'utbetaling'",
    ],
    "bydeler_sum_to_oslo": [
        f"update marts.recipients_by_bydel set {column} = {column} + 1 where {BYDEL}"
        for column in ("last_contact_recipient_count", "recipient_month_average", "gross_paid_amount_nok")
    ],
    "recipients_of_the_year_do_not_sum_to_oslo": [
        f"update marts.recipients_by_bydel set recipient_count = recipient_count + 1 where {BYDEL}",
        f"""update marts.recipients_by_bydel set recipient_count = (
            select sum(b.recipient_count) from marts.recipients_by_bydel as b
            where b.bydel_code != '0301' and b.calendar_year = recipients_by_bydel.calendar_year
        ) where {OSLO}""",
    ],
    "moves_matrix_margins": [
        """update marts.moves_matrix set moved_recipient_count = moved_recipient_count + 1
        where from_bydel_code = '030101' and to_bydel_code = '030102'""",
        """update marts.moves_matrix set moved_recipient_count = moved_recipient_count + 1
        where from_bydel_code = '030101' and to_bydel_code in ('030101', '0301')""",
        "delete from marts.fct_move where recipient_id = (select min(recipient_id) from marts.fct_move)",
    ],
    "counts_behind_figures_agree": [
        """update intermediate.int_disclosure_counts set largest_cell_count = largest_cell_count + 1
        where cell_id = 'paid_recipients|2024|Oslo totalt|||'""",
        """update intermediate.int_disclosure_sums set cell_count = cell_count + 1
        where is_total and cell_id = 'moves|2024|Oslo totalt|||'""",
    ],
    "every_figure_is_published_or_hidden": [
        "delete from marts.published_report_figures where table_id = '3.04' and year = '2024' and area = 'Ullern'",
        "update intermediate.int_disclosure_figures set figure_kind = null where table_id = '3.01' and year = '2024'",
        "delete from intermediate.int_disclosure_figure_cells where table_id = '3.14' and year = '2024'",
        "update marts.published_report_figures set value = 1 where symbol is not null",
        "update marts.published_report_figures set measure_label_en = null where table_id = '3.04'",
        "update marts.published_report_figures set printed_text = '-0' where table_id = '3.04'",
    ],
    "open_figures_tell_of_nobody": [
        f"update seeds.publication_measure set {change} where measure = 'intro_participants_missing_citizenship'"
        for change in ("figure_kind = 'open'", "figure_kind = 'open', tells_of = 'money'", "tells_of = 'countries'")
    ]
    + ["update seeds.publication_measure set tells_of = 'persons' where measure = 'intro_participants_countries'"],
    "full_and_supplementary_are_all": [
        f"update marts.full_supplementary_aid set full_recipient_count = full_recipient_count + 1 where {BYDEL}",
        f"delete from marts.full_supplementary_aid where {BYDEL}",
    ],
    "durations_are_all_recipients": [
        "update marts.duration_by_bydel set recipient_count = recipient_count + 1 where not is_long_term",
        f"update marts.characteristics_by_bydel set long_term_count = long_term_count + 1 where {OSLO}",
    ],
    "spells_hold_every_month_of_receipt": [
        "update marts.duration_spells set receipt_month_count = receipt_month_count + 1 where spell_number = 1",
        "update marts.duration_spells set gap_month_count = 2 * receipt_month_count - 1 where spell_number = 1",
        "delete from marts.duration_spells where recipient_id = (select min(recipient_id) from marts.duration_spells)",
    ],
    "characteristics_sum_to_oslo": [
        f"update marts.characteristics_by_bydel set {column} = {column} + 1 where {BYDEL}"
        for column in ("recipient_count", "known_country_count", "under_30_count", "new_count", "with_children_count")
    ],
    "statistics_have_every_area": [
        f"delete from marts.{model} where {condition}"
        for model, condition in {
            "recipients_by_bydel": BYDEL,
            "duration_by_bydel": f"duration_class_code = 'under_6' and {BYDEL}",
            "moves_matrix": "from_bydel_code = '030101' and to_bydel_code = '030101'",
        }.items()
    ],
    "printed_figures_have_counterparts": [
        """update marts.reconciliation set
            relative_difference = 0, is_ours = is_ours and (table_id != '3.07' or area != 'Alna')""",
    ],
    "revisions_explain_every_krone": [
        "update marts.revisions set difference = difference + 0.01 where measure = 'gross_paid_nok'",
        "delete from marts.revisions where measure = 'gross_paid_nok'",
    ],
    "recipients_by_month_sum_to_oslo": [
        f"update marts.{mart} set {column} = {column} + 1 where {BYDEL}"
        for mart, column in (
            ("recipients_by_month", "recipient_count"),
            ("recipients_by_month", "refugee_background_count"),
            ("incomes_alongside_by_month", "with_income_recipient_count"),
        )
    ],
    "months_are_those_of_the_facts": [
        f"update marts.recipients_by_month set recipient_count = recipient_count - 1 where {OSLO}",
        f"update marts.receipt_months_per_recipient set receipt_month_count = receipt_month_count + 1 where {OSLO}",
        """update marts.recipients_and_unemployed_by_month set person_count = person_count + 1
        where series_code = 'recipients'""",
        "delete from marts.recipients_and_unemployed_by_month where calendar_month = date '2016-12-01'",
    ],
    "purposes_make_up_gross_paid": [
        f"update marts.{mart} set gross_paid_amount_nok = gross_paid_amount_nok + 0.01 where {area}"
        for mart in ("gross_paid_by_purpose", "gross_paid_by_purpose_and_month")
        for area in (OSLO, BYDEL)
    ],
    "classes_of_recipients_are_all": [
        f"update marts.recipients_by_age set recipient_count = recipient_count + 1 where {BYDEL}",
        f"update marts.recipients_by_age set no_refugee_background_count = 0 where {OSLO}",
        f"delete from marts.recipients_by_amount_class where amount_class_code = '0' and {OSLO}",
    ],
    "incomes_alongside_do_not_sum_to_oslo": [
        f"""update marts.incomes_alongside set with_income_recipient_count = with_income_recipient_count + 1
        where income_type_code = 'AAP' and {BYDEL}""",
        f"update marts.incomes_alongside set recipient_count = 0 where income_type_code = 'AAP' and {OSLO}",
        f"update marts.incomes_alongside set with_income_month_count = 0 where income_type_code = 'AAP' and {OSLO}",
    ],
    "household_classes_hold_every_recipient": [
        f"update marts.household_composition_by_bydel set recipient_count = recipient_count + 1 where {BYDEL}",
        """update marts.household_composition_by_month set recipient_count = recipient_count + 1
        where bydel_code = '0301'""",
        """update marts.fct_household_month set household_type_code = 'unknown'
        where recipient_id = (select min(recipient_id) from marts.fct_household_month)""",
    ],
    "household_persons_sum_to_oslo": [
        *(
            f"""update marts.household_persons_by_month set person_count = person_count + 1
            where bydel_code = '030101' and household_role_code = '{role}'"""
            for role in ("main_person", "partner", "child_full_custody", "child_shared_custody", "young_at_home")
        ),
        """update marts.household_persons_by_refugee_background set child_count = child_count + 1
        where bydel_code = '0301' and has_refugee_background""",
        """delete from intermediate.int_recipient_months
        where recipient_id = (select min(recipient_id) from marts.fct_recipient_month)""",
    ],
    "age_groups_make_up_all": [
        "update marts.population_by_age_group set population_count = population_count + 1 where age_group_code = 'all'",
        *(
            f"""update marts.population_in_recipient_households set person_count = person_count + 1
            where age_group_code = '{age_group}'"""
            for age_group in ("all", "65_plus", "18_23")
        ),
    ],
    "household_statistics_have_every_row": [
        f"delete from marts.household_composition_by_bydel where household_composition_code = 'single_0' and {BYDEL}",
        "delete from marts.household_persons_by_month where bydel_code = '030101'",
    ],
    "net_expenditure_sums_to_oslo": [
        f"update marts.net_expenditure_by_bydel set {column} = {column} + 0.01 where bydel_code = '030101'"
        for column in ("social_assistance_amount_nok", "temporary_housing_amount_nok", "kvp_amount_nok")
    ]
    + [
        """update marts.net_expenditure_by_bydel set introduction_amount_nok = introduction_amount_nok + 1
        where bydel_code in ('0301', '030101')""",
        "delete from staging.stg_unit4__ledger_lines where bydel_code is null",
    ],
    "participants_of_the_year_do_not_sum_to_oslo": [
        f"update marts.programme_participants_by_bydel set {column} = {column} + 1 where {BYDEL}"
        for column in ("participant_count", "new_participant_count", "ended_participant_count")
    ],
    "participant_months_make_up_the_averages": [
        "update marts.programme_participants_by_bydel set participant_month_average = participant_month_average + 1",
        f"update marts.programme_participants_by_bydel set participant_count = 0 where {OSLO}",
        f"update marts.programme_participants_by_bydel set participant_count = 1e6 where {OSLO}",
        "update marts.programme_participants_by_bydel set new_participant_count = new_participant_count + 1e6",
        "update marts.programme_participants_by_month set new_participant_count = participant_count + 1",
        f"delete from marts.programme_participants_by_bydel where {BYDEL}",
    ],
    "participant_classes_make_up_the_known": [
        "update marts.participant_characteristics set participant_count = participant_count + 1 where class_code = 'K'",
        """update marts.participant_characteristics set participant_count = participant_count + 1
        where class_code = 'total'""",
        "update marts.participant_characteristics set known_participant_count = 1e6",
        """update marts.participant_characteristics
        set known_participant_count = known_participant_count - 1, participant_count = participant_count - 1
        where class_code in ('total', 'VGS') and characteristic_code = 'education'""",
    ],
    "citizenships_make_up_participants": [
        f"update marts.introduction_citizenships set {column} = {column} + 1"
        for column in ("participant_count", "new_participant_count", "country_count", "stateless_participant_count")
    ]
    + [
        """update marts.introduction_participants_by_country set participant_count = participant_count + 1
        where citizenship_country_code = 'UKR'""",
    ],
    "outcomes_are_all_endings": [
        "update marts.introduction_outcomes set participant_count = participant_count + 1",
        "update marts.introduction_outcomes set ended_participant_count = ended_participant_count + 1",
        "update marts.kvp_outcomes set as_agreed_count = 1e6",
        "update marts.kvp_outcomes set work_or_education_count = as_agreed_count + 1",
        "delete from marts.kvp_outcomes where calendar_year = 2024",
    ],
    "settled_refugees_sum_to_oslo": [
        f"update marts.settled_refugees set {column} = {column} + 1e6 where {area}"
        for column, area in (
            ("settled_count", "bydel_code = '0301'"),
            ("settled_count", "bydel_code = '030101'"),
            ("quota_count", "bydel_code = '0301'"),
        )
    ],
    "programme_statistics_have_every_area": [
        f"delete from marts.{model} where {condition}"
        for model, condition in {
            "programme_participants_by_month": "programme_code = 'kvp' and bydel_code = '030101'",
            "programme_participants_by_bydel": "programme_code = 'introduction' and bydel_code = '030101'",
            "participant_characteristics": "class_code = '30_44'",
            "introduction_outcomes": "outcome_label_nb = 'Arbeid'",
            "settled_refugees": "bydel_code = '030101'",
            "net_expenditure_by_bydel": "bydel_code = '030101'",
        }.items()
    ],
    "facts_join_their_dimensions": [
        "delete from marts.dim_recipient where recipient_id = (select min(recipient_id) from marts.fct_move)",
        "delete from marts.dim_day where calendar_date = (select max(move_date) from marts.fct_move)",
        "update marts.fct_participation set bydel_code = '030199' where programme_code = 'kvp'",
    ],
    "grain_fct_payment_": [
        "insert into staging.stg_fasit__payments select * from staging.stg_fasit__payments limit 1",
        "update staging.stg_fasit__payments set payment_id = null where amount_nok < 0",
    ],
}


def test_every_singular_test_is_broken_here():
    assert not SINGULAR - BREAKS.keys()


@pytest.fixture(scope="module")
def warehouse(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    for name in ("warehouse.duckdb", "raw.duckdb"):
        shutil.copy(demo.data / name, folder / name)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(f"attach '{folder / 'raw.duckdb'}' as raw")
        yield connection


@pytest.mark.parametrize(("test", "breaking"), [(test, sql) for test, sqls in BREAKS.items() for sql in sqls])
def test_data_test_fails_when_the_warehouse_is_broken(demo, warehouse, test, breaking):
    compiled = next((demo.data / "target" / "compiled").rglob(f"{test}.sql")).read_text()
    assert warehouse.execute(compiled).fetchall() == []
    warehouse.begin()
    try:
        warehouse.execute(breaking)
        assert warehouse.execute(compiled).fetchall() != []
    finally:
        warehouse.rollback()
