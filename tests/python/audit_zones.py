"""Tiny zones on which every expectation of the suites holds, for tests that break one thing at a time."""

from __future__ import annotations

from pathlib import Path

import duckdb
from velferd.contract import JSON_STAT_TABLES, TABLES
from velferd.landing.store import open_raw

#: Two years of payments (2021 and 2022), as Fasit had them on 1 February 2023. Idents are plain words here.
ROWS = {
    "fasit.person": """
        select 'person-' || i, date '1985-05-05', if(i % 2 = 0, 'K', 'M'), 'NOR', null, null from range(1200) t(i)
    """,
    "fasit.identhistorikk": "select 'earlier-1', 'person-1', date '2021-03-01'",
    "fasit.sivilstand": "select 'person-1', 'UGIFT', date '2005-05-05', null",
    "fasit.husstandsmedlem": """
        select 'person-' || i, 'person-' || (i + 200), 'BARN', 100, date '2020-01-01', null from range(150) t(i)
    """,
    "fasit.adresse": "select 'person-' || i, '030101', date '2015-01-01', null from range(1200) t(i)",
    "fasit.utbetaling": """
        select i, i, 'person-' || (i % 150), date '2021-01-10' + to_months(i % 24),
            '0301' || lpad((1 + i % 15)::varchar, 2, '0'), 'BASISBELOP', 8000, null
        from range(2400) t(i)
        union all
        select 10000 + i, i, 'person-' || (i % 150), date '2021-01-20' + to_months(i % 24), '030101', 'BASISBELOP',
            -100, i
        from range(120) t(i)
    """,
    "fasit.inntekt": """
        select 'person-' || (i % 150), 'person-' || (i % 150), strftime(date '2021-01-01' + to_months(i % 24), '%Y-%m'),
            'AAP', 9000
        from range(1200) t(i)
    """,
    "fasit.kvp_deltakelse": "select 1, 'person-1', '030101', date '2021-05-01', null, null, '2021'",
    "socio.flyktning": """
        select 'person-1', 'duf-1', date '1985-05-05', 'K', 'SYR', date '2016-02-01', 'KVOTE', '030101', null
    """,
    "socio.introduksjonsprogram": """
        select 1, 'person-1', '030101', date '2016-05-01', null, 'INTRODUKSJONSLOVEN', null, null
    """,
    "oskar.stonadsmaned": """
        select 'person-' || (i // 24), strftime(date '2019-01-01' + to_months(i % 24), '%Y-%m'), '030101', 9000
        from range(2400) t(i)
    """,
    "microdata.mottakere_maned": """
        select strftime(date '2002-01-01' + to_months(i), '%Y-%m'), 200 + i from range(24) t(i)
    """,
    "nav.helt_ledige": "select strftime(date '2020-01-01' + to_months(i), '%Y-%m'), 9000 from range(36) t(i)",
    "unit4.hovedbok": """
        select i, 1, strftime(date '2020-01-01' + to_months(i % 36), '%Y%m'), '030101',
            ['275', '276', '281'][1 + i % 3], '14703', null, 5000
        from range(360) t(i)
    """,
    "ssb.folkemengde_07459": """
        select '0301', sex, lpad(age::varchar, 3, '0'), 'Personer1', year::varchar, 3000
        from range(106) a(age), range(2020, 2024) y(year), values ('1'), ('2') s(sex)
    """,
    "ssb.kpi_arsgjennomsnitt": "select 'Kpi', year::varchar, 100 + year - 2020 from range(2020, 2023) y(year)",
}


SERIES = ("ssb.folkemengde_07459", "ssb.kpi_arsgjennomsnitt", "nav.helt_ledige", "microdata.mottakere_maned")


def write_raw(folder: Path) -> None:
    """Write a raw.duckdb with two deliveries of Fasit, the earlier one by its volumes only, and of the series."""
    with open_raw(folder) as connection:
        for table in (*TABLES, *JSON_STAT_TABLES):
            connection.execute(
                f"insert into {table.relation} select date '2023-02-01', 'file', 1, * from ({ROWS[table.relation]})"
            )
            connection.execute(
                f"insert into landing.delivery_tables select '{table.system}', date '2023-02-01', '{table.name}', "
                f"count(*), count(*), 0, 0 from {table.relation}"
            )
        for relation in SERIES:
            connection.execute(
                f"insert into {relation} select date '2023-01-15', * exclude (delivery_date) from {relation}"
            )
        connection.execute(
            """
            insert into landing.delivery_tables
            select system, date '2023-01-15', * exclude (system, delivery_date)
            from landing.delivery_tables where system in ('fasit', 'nav', 'microdata', 'ssb');
            insert into landing.deliveries select distinct system, delivery_date, '', false from landing.delivery_tables
            """
        )


def write_marts(path: Path) -> None:
    """Write a warehouse with the marts' figures of 2019 to 2023 as the suite reads them, the same in every year."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.dim_year as
            select year::int as calendar_year, true as is_complete from range(2019, 2024) y(year);
            create table marts.fct_recipient_month as
            select calendar_year, make_date(calendar_year, month::int, 1) as receipt_month
            from marts.dim_year, range(1, 13) m(month);
            create table marts.duration_spells as select date '2019-01-01' as first_month;
            create table marts.fct_payment as
            select calendar_year, '030101' as bydel_code from marts.dim_year, range(1000);
            create table area as
            select '0301' as bydel_code, 'Oslo totalt' as bydel_label_nb, 10000 as recipients
            union all
            select '0301' || lpad(i::varchar, 2, '0'), 'bydel ' || i, 700 from range(1, 16) t(i);
            create table marts.recipients_by_bydel as
            select
                calendar_year, bydel_code, bydel_label_nb,
                recipients as recipient_count,
                recipients * 5.0 / 12 as recipient_month_average,
                recipients * 0.95 as last_contact_recipient_count,
                (recipients * 5 * 15000)::decimal(18, 2) as gross_paid_amount_nok,
                15000.0 as gross_paid_per_recipient_month_amount_nok
            from marts.dim_year, area;
            create table marts.amounts_per_recipient as
            select calendar_year, bydel_code, recipients as recipient_count, 75000.0 as mean_amount_nok,
                60000.0 as median_amount_nok
            from marts.dim_year, area;
            create table marts.full_supplementary_aid as
            select calendar_year, bydel_code, bydel_label_nb, recipients as recipient_count, 0.4 as full_recipient_share
            from marts.dim_year, area;
            create table marts.moves_by_bydel as
            select calendar_year, bydel_code, bydel_label_nb, recipients as last_contact_recipient_count,
                0.1 as moved_in_share, -0.1 as net_moved_in_share
            from marts.dim_year, area;
            create table marts.duration_by_bydel as
            select calendar_year, bydel_code, 0.25 as recipient_share from marts.dim_year, area;
            create table marts.characteristics_by_bydel as
            select calendar_year, bydel_code, bydel_label_nb, recipients as recipient_count,
                recipients as known_country_count, 0.25 as under_30_share, 0.2 as with_children_share,
                0.6 as foreign_background_share, 0.2 as refugee_background_share, 0.35 as new_share,
                0.15 as long_term_share
            from marts.dim_year, area;
            drop table area
            """
        )
