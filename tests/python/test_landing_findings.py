"""What is odd about rows that can be read is told, each at its row, and the rows are loaded."""

import json
from decimal import Decimal

import click
import pytest
from deliveries import dataset, ident, row, sound, write
from landed import findings, land_rows, landed
from velferd.landing import land

WRONG = ident(0)[:-1] + str((int(ident(0)[-1]) + 1) % 10)


def test_wrong_idents_are_told_once_per_table_and_loaded(tmp_path):
    rows = [row("fasit.inntekt", maned="2024-01", hovedperson_fnr=ident(1))]
    rows += [row("fasit.inntekt", maned=f"2024-0{month}", fnr=WRONG) for month in range(2, 6)]
    rows += [row("fasit.inntekt", maned="2024-07", hovedperson_fnr=WRONG)]
    write(tmp_path / "extracts", inntekt=rows, person=[*sound("fasit")["person"], row("fasit.person", fnr=WRONG)])
    with landed(tmp_path) as raw:
        assert findings(raw) == [("inntekt", 3, "fnr", "fnr_check_digits"), ("person", 4, "fnr", "fnr_check_digits")]
        assert raw.execute("select count(*) from fasit.inntekt").fetchone() == (6,)


def test_an_ident_is_in_person_when_any_ident_of_the_person_is(tmp_path):
    """ident(2) and (4) became (3) became (0), which is in person; (5) became (6), and neither is; (7) is nobody."""
    links = [(2, 3), (4, 3), (3, 0), (5, 6)]
    payments = [(1, 0), (2, 2), (3, 4), (4, 3), (5, 5), (6, 6), (7, 7), (8, 7)]
    write(
        tmp_path / "extracts",
        identhistorikk=[
            row("fasit.identhistorikk", fnr_tidligere=ident(old), fnr_gjeldende=ident(new)) for old, new in links
        ],
        utbetaling=[
            row("fasit.utbetaling", utbetaling_id=str(number), hovedperson_fnr=ident(person))
            for number, person in payments
        ],
        inntekt=[row("fasit.inntekt", hovedperson_fnr=ident(8), fnr=ident(9)), row("fasit.inntekt", fnr=ident(8))],
        husstandsmedlem=[row("fasit.husstandsmedlem", hovedperson_fnr=ident(8), medlem_fnr=ident(9))],
    )
    with landed(tmp_path) as raw:
        assert findings(raw) == [
            ("husstandsmedlem", 2, "medlem_fnr", "ident_not_in_person"),
            ("inntekt", 2, "fnr", "ident_not_in_person"),
            ("inntekt", 2, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 6, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 7, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 8, "hovedperson_fnr", "ident_not_in_person"),
        ]


def test_cycles_and_forks_of_idents(tmp_path):
    """(2) and (3) are a cycle into which (4) leads, (5) is its own successor, (6) has two; all others are sound.

    In a cycle no two idents are one person: (2) is in person, so (3) and (4) are not.
    """
    links = [(2, 3), (3, 2), (4, 2), (5, 5), (6, 0), (6, 1), (7, 0)]
    write(
        tmp_path / "extracts",
        person=[*sound("fasit")["person"], row("fasit.person", fnr=ident(2))],
        identhistorikk=[
            row("fasit.identhistorikk", fnr_tidligere=ident(old), fnr_gjeldende=ident(new)) for old, new in links
        ],
        utbetaling=[
            row("fasit.utbetaling", utbetaling_id=str(number), hovedperson_fnr=ident(number)) for number in range(2, 8)
        ],
    )
    with landed(tmp_path) as raw:
        assert findings(raw) == [
            ("identhistorikk", 2, "fnr_tidligere", "ident_cycle"),
            ("identhistorikk", 3, "fnr_tidligere", "ident_cycle"),
            ("identhistorikk", 5, "fnr_tidligere", "ident_cycle"),
            ("utbetaling", 3, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 4, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 5, "hovedperson_fnr", "ident_not_in_person"),
            ("utbetaling", 6, "hovedperson_fnr", "ident_not_in_person"),
        ]
        assert raw.execute("select source_line, rule from landing.quarantine").fetchall() == [
            (6, "conflicting_duplicate_key"),
            (7, "conflicting_duplicate_key"),
        ]


def test_unknown_codes_are_loaded_and_told_by_row_and_column(tmp_path):
    rows = [
        row("fasit.utbetaling", utbetaling_id="1", bydel="030118", hjelpetype="NY"),
        row("fasit.utbetaling", utbetaling_id="2", bydel="030116"),
        row("fasit.utbetaling", utbetaling_id="3", hjelpetype="husleie"),
    ]
    with land_rows(tmp_path, "fasit.utbetaling", *rows) as raw:
        assert findings(raw) == [
            ("utbetaling", 2, "bydel", "unknown_code"),
            ("utbetaling", 2, "hjelpetype", "unknown_code"),
            ("utbetaling", 3, "bydel", "bydel_without_nav_office"),
            ("utbetaling", 4, "hjelpetype", "unknown_code"),
        ]
        assert raw.execute("select bydel, hjelpetype from fasit.utbetaling").fetchall() == [
            ("030118", "NY"),
            ("030116", "HUSLEIE"),
            ("030101", "husleie"),
        ]


def test_a_nav_office_is_needed_where_help_is_given_only(tmp_path):
    write(
        tmp_path / "extracts",
        adresse=[
            row("fasit.adresse", bydel="030117"),
            row("fasit.adresse", fnr=ident(1), bydel="0301"),
        ],
        kvp_deltakelse=[row("fasit.kvp_deltakelse", bydel="030116")],
    )
    write(tmp_path / "extracts", "oskar", stonadsmaned=[row("oskar.stonadsmaned", bydel="030117")])
    write(tmp_path / "extracts", "socio", flyktning=[row("socio.flyktning", bosatt_bydel="030117")])
    write(tmp_path / "extracts", "unit4", hovedbok=[row("unit4.hovedbok", bydel="030117")])
    with landed(tmp_path) as raw:
        assert sorted(findings(raw)) == [
            ("adresse", 3, "bydel", "unknown_code"),
            ("flyktning", 2, "bosatt_bydel", "bydel_without_nav_office"),
            ("kvp_deltakelse", 2, "bydel", "bydel_without_nav_office"),
            ("stonadsmaned", 2, "bydel", "bydel_without_nav_office"),
        ]


def test_exit_codes_are_those_of_the_code_list_the_row_names(tmp_path):
    def participation(number: int, kodeverk: str, sluttarsak: str) -> dict[str, str]:
        return row("fasit.kvp_deltakelse", deltakelse_id=str(number), kodeverk=kodeverk, sluttarsak=sluttarsak)

    rows = [
        participation(1, "2017", "ARBEID"),
        participation(2, "2021", "ARBEID"),
        participation(3, "2021", "ORDINART_ARBEID"),
        participation(4, "2019", "ANNET"),
        participation(5, "2021", ""),
    ]
    with land_rows(tmp_path, "fasit.kvp_deltakelse", *rows) as raw:
        assert findings(raw) == [
            ("kvp_deltakelse", 3, "sluttarsak", "unknown_code"),
            ("kvp_deltakelse", 5, "kodeverk", "unknown_code"),
            ("kvp_deltakelse", 5, "sluttarsak", "unknown_code"),
        ]


def test_overlapping_periods(tmp_path):
    def lives(person: int, first: str, last: str = "") -> dict[str, str]:
        return row("fasit.adresse", fnr=ident(person), fra_dato=first, til_dato=last)

    rows = [
        lives(0, "2021-01-01", "2021-01-31"),  # starts on the last day of the one before
        lives(0, "2020-01-01", "2021-01-01"),
        lives(0, "2021-02-01"),  # starts the day after, stays open
        lives(0, "2022-01-01", "2022-12-31"),  # overlaps the open one
        lives(0, "2023-01-01", "2022-12-31"),  # covers no day
        lives(0, "2024-01-01"),  # overlaps the open one, though not the last but one
        lives(1, "2020-06-01"),  # somebody else
        lives(3, "2020-06-01", "2019-06-01"),
        lives(3, "2020-07-01"),  # the one before covers no day
    ]
    with land_rows(tmp_path, "fasit.adresse", *rows) as raw:
        assert findings(raw) == [
            ("adresse", 2, "fra_dato", "overlapping_period"),
            ("adresse", 5, "fra_dato", "overlapping_period"),
            ("adresse", 6, "til_dato", "period_ends_before_start"),
            ("adresse", 7, "fra_dato", "overlapping_period"),
            ("adresse", 9, "til_dato", "period_ends_before_start"),
        ]


def test_periods_of_a_person_overlap_under_whatever_ident(tmp_path):
    """ident(2) is an earlier ident of ident(0); on the same day, the row that comes later in the delivery is told."""
    write(
        tmp_path / "extracts",
        adresse=[
            row("fasit.adresse", fnr=ident(0), fra_dato="2021-01-01"),
            row("fasit.adresse", fnr=ident(2), fra_dato="2020-01-01"),
            row("fasit.adresse", fnr=ident(1), fra_dato="2021-01-01"),
        ],
        sivilstand=[row("fasit.sivilstand", fnr=ident(2)), row("fasit.sivilstand", fnr=ident(0))],
        husstandsmedlem=[
            row("fasit.husstandsmedlem", hovedperson_fnr=ident(1), medlem_fnr=ident(0), til_dato="2020-12-31"),
            row("fasit.husstandsmedlem", hovedperson_fnr=ident(1), medlem_fnr=ident(2), fra_dato="2020-12-31"),
            row("fasit.husstandsmedlem", hovedperson_fnr=ident(2), medlem_fnr=ident(1)),
        ],
    )
    with landed(tmp_path) as raw:
        assert findings(raw) == [
            ("adresse", 2, "fra_dato", "overlapping_period"),
            ("husstandsmedlem", 3, "fra_dato", "overlapping_period"),
            ("sivilstand", 3, "fra_dato", "overlapping_period"),
        ]


@pytest.mark.parametrize(
    ("relation", "column", "before", "first", "last", "after"),
    [
        ("fasit.utbetaling", "utbetalingsdato", "2015-12-31", "2016-01-01", "2025-02-03", "2025-02-04"),
        ("fasit.utbetaling", "utbetalingsdato", "1990-01-02", "2020-02-29", "2025-02-02", "2999-01-01"),
        ("fasit.inntekt", "maned", "1989-12", "1990-01", "2025-02", "2025-03"),
        ("fasit.inntekt", "maned", "0000-01", "2024-12", "2025-01", "2999-01"),
        ("oskar.stonadsmaned", "maned", "2003-12", "2004-01", "2016-12", "2017-01"),
        ("microdata.mottakere_maned", "maned", "1991-12", "1992-01", "2003-12", "2004-01"),
        ("nav.helt_ledige", "maned", "1991-12", "1992-01", "2025-02", "2025-03"),
        ("nav.helt_ledige", "maned", "0000-01", "2020-01", "2020-02", "2999-01"),
        ("unit4.hovedbok", "periode", "200213", "200301", "202502", "202503"),
        ("unit4.hovedbok", "periode", "000001", "202412", "202413", "202513"),
    ],
)
def test_what_is_dated_outside_the_time_that_its_source_covers(tmp_path, relation, column, before, first, last, after):
    """That time ends with the extract, on 3 February 2025, at the latest. Told and loaded: the models count it not."""
    key = {"fasit.utbetaling": "utbetaling_id", "unit4.hovedbok": "linje"}.get(relation, column)
    days = enumerate((before, first, last, after))
    rows = [row(relation, **({key: str(number)} | {column: day})) for number, day in days]
    with land_rows(tmp_path, relation, *rows) as raw:
        table = relation.split(".")[1]
        assert findings(raw) == [(table, 2, column, "before_coverage"), (table, 5, column, "after_coverage")]
        assert raw.execute(f"select count(*) from {relation}").fetchone() == (4,)


def test_payments_before_the_person_was_born_go_to_quarantine(tmp_path):
    """ident(2) was (0) before, and the birth date of the current ident holds; nobody knows when (5) was born."""
    born = {0: "2020-05-02", 1: "2020-05-02", 2: "2020-05-09", 3: "2025-02-03", 4: "2025-02-04"}
    paid = [(0, "2020-05-01"), (0, "2020-05-02"), (2, "2020-05-01"), (2, "2020-05-02"), (1, "2020-05-01")]
    paid += [(3, "2025-02-02"), (4, "2025-02-02"), (5, "2016-01-01")]
    write(
        tmp_path / "extracts",
        person=[row("fasit.person", fnr=ident(number), fodselsdato=day) for number, day in born.items()],
        utbetaling=[
            row(
                "fasit.utbetaling",
                utbetaling_id=str(number),
                hovedperson_fnr=ident(person),
                utbetalingsdato=day,
                belop=f"{number}000,50",
            )
            for number, (person, day) in enumerate(paid, start=1)
        ],
    )
    with landed(tmp_path) as raw:
        quarantined = "select source_line, column_name, rule, reason, amount_nok from landing.quarantine order by 1"
        assert raw.execute(quarantined).fetchall() == [
            (line, "utbetalingsdato", "before_birth", "dated before the person was born", Decimal(f"{line - 1}000.50"))
            for line in (2, 4, 6, 7)
        ]
        rows = raw.execute("select raw_row from landing.quarantine order by source_line").fetchone()
        assert rows == (f"1;1;{ident(0)};2020-05-01;030101;HUSLEIE;1000,50;",)
        assert raw.execute("select list(utbetaling_id order by utbetaling_id) from fasit.utbetaling").fetchone() == (
            [2, 4, 7, 8],
        )
        assert findings(raw) == [
            ("person", 6, "fodselsdato", "born_after_extract"),
            ("utbetaling", 9, "hovedperson_fnr", "ident_not_in_person"),
        ]


def test_payments_before_birth_count_towards_the_threshold(tmp_path):
    write(
        tmp_path / "extracts",
        person=[row("fasit.person", fnr=ident(0), fodselsdato="2021-01-01"), row("fasit.person", fnr=ident(1))],
        utbetaling=[row("fasit.utbetaling", utbetaling_id=str(number)) for number in range(11)],
    )
    with pytest.raises(click.ClickException) as refusal:
        land(tmp_path / "extracts", tmp_path / "data")
    assert "utbetaling.csv: 11 of 11 rows go to quarantine" in refusal.value.message
    assert "(utbetalingsdato before_birth: 11)" in refusal.value.message


def test_a_payment_that_corrects_itself_is_told(tmp_path):
    rows = [
        row("fasit.utbetaling", utbetaling_id="1", korrigerer_utbetaling_id="1"),
        row("fasit.utbetaling", utbetaling_id="2", korrigerer_utbetaling_id="1"),
    ]
    with land_rows(tmp_path, "fasit.utbetaling", *rows) as raw:
        assert findings(raw) == [("utbetaling", 2, "korrigerer_utbetaling_id", "corrects_itself")]


def test_children_who_are_older_than_the_main_person_are_told(tmp_path):
    """ident(0) and (4) were born on one day, (1) before, under whichever ident; nobody knows when (3) was."""
    born = {0: "1990-01-02", 1: "1990-01-01", 4: "1990-01-02"}
    members = [(1, "BARN"), (1, "UNG_HJEMMEBOENDE"), (1, "EKTEFELLE"), (2, "BARN"), (4, "BARN"), (3, "BARN")]
    write(
        tmp_path / "extracts",
        person=[row("fasit.person", fnr=ident(number), fodselsdato=day) for number, day in born.items()],
        identhistorikk=[row("fasit.identhistorikk", fnr_tidligere=ident(2), fnr_gjeldende=ident(1))],
        husstandsmedlem=[
            row(
                "fasit.husstandsmedlem",
                medlem_fnr=ident(member),
                relasjon=relation,
                samvarsprosent="100",
                fra_dato=f"{2010 + year}-01-01",
                til_dato=f"{2010 + year}-01-31",
            )
            for year, (member, relation) in enumerate(members)
        ],
    )
    with landed(tmp_path) as raw:
        assert [finding for finding in findings(raw) if finding[3] != "ident_not_in_person"] == [
            ("husstandsmedlem", line, "medlem_fnr", "child_older_than_main_person") for line in (2, 3, 5)
        ]


def test_participations_may_overlap_and_may_not_end_before_they_start(tmp_path):
    rows = [
        row("socio.introduksjonsprogram", deltakelse_id="1"),
        row("socio.introduksjonsprogram", deltakelse_id="2", sluttdato="2020-01-01"),
        row("socio.introduksjonsprogram", deltakelse_id="3", sluttdato="2019-12-31"),
    ]
    with land_rows(tmp_path, "socio.introduksjonsprogram", *rows) as raw:
        assert findings(raw) == [("introduksjonsprogram", 4, "sluttdato", "period_ends_before_start")]


def test_household_members(tmp_path):
    """ident(2) is an earlier ident of ident(0)."""

    def member(main: int, medlem: int, relasjon: str, share: str, year: int = 2020) -> dict[str, str]:
        return row(
            "fasit.husstandsmedlem",
            hovedperson_fnr=ident(main),
            medlem_fnr=ident(medlem),
            relasjon=relasjon,
            samvarsprosent=share,
            fra_dato=f"{year}-01-01",
        )

    rows = [
        member(0, 0, "BARN", "100"),
        member(0, 2, "EKTEFELLE", ""),
        member(0, 1, "BARN", ""),
        member(1, 0, "UNG_HJEMMEBOENDE", ""),
        member(2, 1, "BARN", "0"),
        member(0, 1, "BARN", "50", year=2021),
    ]
    with land_rows(tmp_path, "fasit.husstandsmedlem", *rows) as raw:
        assert findings(raw) == [
            ("husstandsmedlem", 2, "medlem_fnr", "self_member"),
            ("husstandsmedlem", 3, "fra_dato", "overlapping_period"),
            ("husstandsmedlem", 3, "medlem_fnr", "self_member"),
            ("husstandsmedlem", 4, "samvarsprosent", "missing_custody_share"),
            ("husstandsmedlem", 5, "samvarsprosent", "missing_custody_share"),
            ("husstandsmedlem", 6, "fra_dato", "overlapping_period"),
            ("husstandsmedlem", 7, "fra_dato", "overlapping_period"),
        ]


def test_cells_of_statistics_norway_without_a_value_are_told(tmp_path):
    """Cells of the region that models read: 0301, the first half of the population's."""
    write(tmp_path / "extracts")
    folder = write(tmp_path / "extracts", "ssb")
    cells = [1, None, "..", ".", 5, 6, 7, ":", None, *range(10, 17)]
    for name, values in (("folkemengde_07459", cells), ("kpi_arsgjennomsnitt", [None, 101.5])):
        (folder / f"{name}.json").write_text(json.dumps(dataset(name, value=values)))
    with landed(tmp_path) as raw:
        holes = [("folkemengde_07459", line, "value", "missing_value") for line in (2, 3, 4, 8)]
        assert findings(raw) == [*holes, ("kpi_arsgjennomsnitt", 1, "value", "missing_value")]
