"""The source contract as data: every system, table and column of the register extracts.

One place says what a delivery looks like; the generator writes it, landing checks it. Code lists are the
dbt seeds of the same name, so that a code stands in one place only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "fnr", "duf", "date", "month", "period", "integer", "percent", "amount", "ledger_amount"]

#: What landing makes of a column of each type. Months and ledger periods stay text, as in the contract.
SQL_TYPE: dict[str, str] = {
    "text": "varchar",
    "fnr": "varchar",
    "duf": "varchar",
    "month": "varchar",  # YYYY-MM
    "period": "varchar",  # YYYYMM, month 01-13
    "date": "date",
    "integer": "bigint",
    "percent": "integer",  # 0-100
    "amount": "decimal(12,2)",  # kr
    "ledger_amount": "decimal(18,2)",  # kr
}


@dataclass(frozen=True)
class Column:
    name: str
    type: Type
    optional: bool = False
    #: Name of the seed that lists the known codes; an unknown code is a finding.
    codes: str | None = None
    #: Column that says which of several code lists in that seed holds (its column `code_list`).
    code_list: str | None = None


@dataclass(frozen=True)
class Table:
    system: str
    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    #: Validity period: (who it belongs to, first day, last day).
    period: tuple[tuple[str, ...], str, str] | None = None

    @property
    def relation(self) -> str:
        """Schema-qualified name in raw.duckdb."""
        return f"{self.system}.{self.name}"


def _columns(text: str) -> tuple[Column, ...]:
    """Read `name type[*] [=seed of codes [by column]]` lines; `*` marks a column that may be missing."""
    columns = []
    for line in text.strip().splitlines():
        name, kind, *codes = line.split()
        seed = codes[0].removeprefix("=") if codes else None
        code_list = codes[2] if len(codes) == 3 else None
        columns.append(Column(name, kind.rstrip("*"), kind.endswith("*"), seed, code_list))
    return tuple(columns)


def _table(relation: str, key: str, text: str, period: tuple[str, str, str] | None = None) -> Table:
    system, name = relation.split(".")
    validity = (tuple(period[0].split()), period[1], period[2]) if period else None
    return Table(system, name, tuple(key.split()), _columns(text), validity)


TABLES: tuple[Table, ...] = (
    _table(
        "fasit.person",
        "fnr",
        """
        fnr                 fnr
        fodselsdato         date
        kjonn               text*   =sex_code
        opprinnelsesland    text*   =country_code
        statsborgerskap     text*   =country_code
        doedsdato           date*
        """,
    ),
    _table(
        "fasit.identhistorikk",
        "fnr_tidligere",
        """
        fnr_tidligere   fnr
        fnr_gjeldende   fnr
        endret_dato     date
        """,
    ),
    _table(
        "fasit.sivilstand",
        "fnr fra_dato",
        """
        fnr         fnr
        sivilstand  text    =marital_status_code
        fra_dato    date
        til_dato    date*
        """,
        period=("fnr", "fra_dato", "til_dato"),
    ),
    _table(
        "fasit.husstandsmedlem",
        "hovedperson_fnr medlem_fnr fra_dato",
        """
        hovedperson_fnr     fnr
        medlem_fnr          fnr
        relasjon            text    =household_relation_code
        samvarsprosent      percent*
        fra_dato            date
        til_dato            date*
        """,
        period=("hovedperson_fnr medlem_fnr", "fra_dato", "til_dato"),
    ),
    _table(
        "fasit.adresse",
        "fnr fra_dato",
        """
        fnr         fnr
        bydel       text*   =bydel_code
        fra_dato    date
        til_dato    date*
        """,
        period=("fnr", "fra_dato", "til_dato"),
    ),
    _table(
        "fasit.utbetaling",
        "utbetaling_id",
        """
        utbetaling_id               integer
        vedtak_id                   integer
        hovedperson_fnr             fnr
        utbetalingsdato             date
        bydel                       text    =bydel_code
        hjelpetype                  text    =aid_type_code
        belop                       amount
        korrigerer_utbetaling_id    integer*
        """,
    ),
    _table(
        "fasit.inntekt",
        "hovedperson_fnr fnr maned inntektstype",
        """
        hovedperson_fnr     fnr
        fnr                 fnr
        maned               month
        inntektstype        text    =income_type_code
        belop               amount
        """,
    ),
    _table(
        "fasit.kvp_deltakelse",
        "deltakelse_id",
        """
        deltakelse_id   integer
        fnr             fnr
        bydel           text    =bydel_code
        startdato       date
        sluttdato       date*
        sluttarsak      text*   =kvp_exit_code by kodeverk
        kodeverk        text    =kvp_code_list
        """,
    ),
    _table(
        "socio.flyktning",
        "duf_nummer",
        """
        fnr                 fnr
        duf_nummer          duf
        fodselsdato         date
        kjonn               text    =sex_code
        statsborgerskap     text*   =country_code
        bosettingsdato      date
        bosettingstype      text    =settlement_type_code
        bosatt_bydel        text    =bydel_code
        utdanning           text*   =education_code
        """,
    ),
    _table(
        "socio.introduksjonsprogram",
        "deltakelse_id",
        """
        deltakelse_id   integer
        fnr             fnr
        bydel           text    =bydel_code
        startdato       date
        sluttdato       date*
        lovgrunnlag     text    =introduction_act_code
        antall_barn     integer*
        sluttstatus     text*   =introduction_exit_code
        """,
    ),
    _table(
        "oskar.stonadsmaned",
        "fnr maned",
        """
        fnr     fnr
        maned   month
        bydel   text    =bydel_code
        belop   amount
        """,
    ),
    _table(
        "microdata.mottakere_maned",
        "maned",
        """
        maned   month
        antall  integer
        """,
    ),
    _table(
        "unit4.hovedbok",
        "bilag_id linje",
        """
        bilag_id        integer
        linje           integer
        periode         period
        bydel           text*   =bydel_code
        kostra_funksjon text    =kostra_function_code
        art             text
        tekst           text*
        belop           ledger_amount
        """,
    ),
    _table(
        "nav.helt_ledige",
        "maned",
        """
        maned   month
        antall  integer
        """,
    ),
)


@dataclass(frozen=True)
class JsonStatTable:
    """A table that SSB delivers as a JSON-stat 2.0 file: one row per cell, one column per dimension."""

    system: str
    name: str
    #: (dimension in the file, column in raw.duckdb)
    dimensions: tuple[tuple[str, str], ...]

    @property
    def relation(self) -> str:
        return f"{self.system}.{self.name}"


JSON_STAT_TABLES: tuple[JsonStatTable, ...] = (
    JsonStatTable(
        "ssb",
        "folkemengde_07459",
        (
            ("Region", "region"),
            ("Kjonn", "kjonn"),
            ("Alder", "alder"),
            ("ContentsCode", "contents_code"),
            ("Tid", "tid"),
        ),
    ),
    JsonStatTable("ssb", "kpi_arsgjennomsnitt", (("ContentsCode", "contents_code"), ("Tid", "tid"))),
)

SYSTEMS: tuple[str, ...] = tuple(dict.fromkeys(t.system for t in (*TABLES, *JSON_STAT_TABLES)))
MANDATORY_SYSTEM = "fasit"
#: All files are UTF-8 but these.
ENCODING: dict[str, str] = {"unit4": "latin-1"}


def tables_of(system: str) -> tuple[Table, ...]:
    return tuple(t for t in TABLES if t.system == system)
