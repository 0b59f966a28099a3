"""The source contract as data: every system, table and column of the register extracts.

One place says what a delivery looks like; the generator writes it, landing checks it. Code lists are the
dbt seeds of the same name, so that a code stands in one place only.

Each column says what it is, and what it is decides what of it leaves the identified zone: see velferd.pseudonymised.
There is no column of just any text or number: one that nobody has classified cannot be written down here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Type = Literal[
    "fnr",
    "duf",
    "key",
    "code",
    "count",
    "percent",
    "date",
    "month",
    "period",
    "amount",
    "ledger_amount",
    "account",
    "free_text",
    "region",
    "ssb_sex",
    "age",
    "year",
    "measure",
]

#: What landing makes of a column of each type. Months and ledger periods stay text, as in the contract.
SQL_TYPE: dict[str, str] = {
    "fnr": "varchar",
    "duf": "varchar",
    "key": "bigint",  # number of a row or a case in the source system
    "code": "varchar",  # of a list
    "count": "bigint",  # within a range
    "percent": "integer",  # 0-100
    "date": "date",
    "month": "varchar",  # YYYY-MM
    "period": "varchar",  # YYYYMM, month 01-13
    "amount": "decimal(12,2)",  # kr
    "ledger_amount": "decimal(18,2)",  # kr
    "account": "varchar",  # of the ledger
    "free_text": "varchar",  # may say anything of anyone
    "region": "varchar",  # as Statistics Norway codes it, and so are the next three
    "ssb_sex": "varchar",
    "age": "varchar",
    "year": "varchar",
    "measure": "double",  # within a range
}

#: What a text of a type looks like.
PATTERN: dict[str, str] = {
    "fnr": r"\d{11}",
    "duf": r"\d{12}",
    "month": r"\d{4}-(0[1-9]|1[0-2])",
    "period": r"\d{4}(0[1-9]|1[0-3])",
    "account": r"\d{5}",
    "region": r"\d{4}",
    "ssb_sex": r"\d",
    "age": r"\d{3}\+?",
    "year": r"\d{4}",
}


@dataclass(frozen=True)
class Column:
    """A column of a delivery. Raises ValueError where it is not said what it is."""

    name: str
    type: Type
    optional: bool = False
    #: Name of the seed that lists the known codes; an unknown code is a finding.
    codes: str | None = None
    #: Column that says which of several code lists in that seed holds (its column `code_list`).
    code_list: str | None = None
    #: Least and greatest value of a count or measure; as a number, every ident is greater than a billion.
    range: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.type not in get_args(Type):
            raise ValueError(f"{self.name}: {self.type} is no type of the contract")
        if (self.codes is not None) != (self.type == "code"):
            raise ValueError(f"{self.name}: a code has a list, and only a code")
        if (self.range is not None) != (self.type in ("count", "measure")):
            raise ValueError(f"{self.name}: a count or measure has a range, and only they")


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

    @property
    def order(self) -> str | None:
        """The number that tells the later of two rows that tie (E7)."""
        numbers = [column.name for column in self.columns if column.type in ("key", "duf")]
        return self.key[0] if len(self.key) == 1 and self.key[0] in numbers else None


def _column(text: str) -> Column:
    """Read `name type[*] [=seed of codes [by column]]` or `name type[*] least..greatest`; `*` means may be missing."""
    name, kind, *more = text.split()
    codes = code_list = bounds = None
    if more and more[0].startswith("="):
        codes = more[0].removeprefix("=")
        code_list = more[2] if len(more) == 3 else None
    elif more:
        least, greatest = more[0].split("..")
        bounds = (int(least), int(greatest))
    return Column(name, kind.rstrip("*"), kind.endswith("*"), codes, code_list, bounds)


def _columns(text: str) -> tuple[Column, ...]:
    return tuple(_column(line) for line in text.strip().splitlines())


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
        kjonn               code*   =sex_code
        opprinnelsesland    code*   =country_code
        statsborgerskap     code*   =country_code
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
        sivilstand  code    =marital_status_code
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
        relasjon            code    =household_relation_code
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
        bydel       code*   =bydel_code
        fra_dato    date
        til_dato    date*
        """,
        period=("fnr", "fra_dato", "til_dato"),
    ),
    _table(
        "fasit.utbetaling",
        "utbetaling_id",
        """
        utbetaling_id               key
        vedtak_id                   key
        hovedperson_fnr             fnr
        utbetalingsdato             date
        bydel                       code    =bydel_code
        hjelpetype                  code    =aid_type_code
        belop                       amount
        korrigerer_utbetaling_id    key*
        """,
    ),
    _table(
        "fasit.inntekt",
        "hovedperson_fnr fnr maned inntektstype",
        """
        hovedperson_fnr     fnr
        fnr                 fnr
        maned               month
        inntektstype        code    =income_type_code
        belop               amount
        """,
    ),
    _table(
        "fasit.kvp_deltakelse",
        "deltakelse_id",
        """
        deltakelse_id   key
        fnr             fnr
        bydel           code    =bydel_code
        startdato       date
        sluttdato       date*
        sluttarsak      code*   =kvp_exit_code by kodeverk
        kodeverk        code    =kvp_code_list
        """,
    ),
    _table(
        "socio.flyktning",
        "duf_nummer",
        """
        fnr                 fnr
        duf_nummer          duf
        fodselsdato         date
        kjonn               code    =sex_code
        statsborgerskap     code*   =country_code
        bosettingsdato      date
        bosettingstype      code    =settlement_type_code
        bosatt_bydel        code    =bydel_code
        utdanning           code*   =education_code
        """,
    ),
    _table(
        "socio.introduksjonsprogram",
        "deltakelse_id",
        """
        deltakelse_id   key
        fnr             fnr
        bydel           code    =bydel_code
        startdato       date
        sluttdato       date*
        lovgrunnlag     code    =introduction_act_code
        antall_barn     count*  0..30
        sluttstatus     code*   =introduction_exit_code
        """,
    ),
    _table(
        "oskar.stonadsmaned",
        "fnr maned",
        """
        fnr     fnr
        maned   month
        bydel   code    =bydel_code
        belop   amount
        """,
    ),
    _table(
        "microdata.mottakere_maned",
        "maned",
        """
        maned   month
        antall  count   0..1000000
        """,
    ),
    _table(
        "unit4.hovedbok",
        "bilag_id linje",
        """
        bilag_id        key
        linje           key
        periode         period
        bydel           code*   =bydel_code
        kostra_funksjon code    =kostra_function_code
        art             account
        tekst           free_text*
        belop           ledger_amount
        """,
    ),
    _table(
        "nav.helt_ledige",
        "maned",
        """
        maned   month
        antall  count   0..1000000
        """,
    ),
)


@dataclass(frozen=True)
class JsonStatTable:
    """A table that SSB delivers as a JSON-stat 2.0 file: one row per cell, one column per dimension and the value."""

    system: str
    name: str
    #: (dimension in the file, column in raw.duckdb)
    dimensions: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]

    @property
    def relation(self) -> str:
        return f"{self.system}.{self.name}"

    @property
    def value(self) -> Column:
        return self.columns[-1]

    order = None


def _json_stat_table(relation: str, text: str) -> JsonStatTable:
    """Read lines of a dimension and its column; the last line is the value's column."""
    system, name = relation.split(".")
    *dimensions, value = text.strip().splitlines()
    pairs = [line.split(maxsplit=1) for line in dimensions]
    columns = tuple(_column(column) for _, column in pairs)
    of_dimensions = tuple((dimension, column.name) for (dimension, _), column in zip(pairs, columns, strict=True))
    return JsonStatTable(system, name, of_dimensions, (*columns, _column(value)))


JSON_STAT_TABLES: tuple[JsonStatTable, ...] = (
    _json_stat_table(
        "ssb.folkemengde_07459",
        """
        Region          region          region
        Kjonn           kjonn           ssb_sex
        Alder           alder           age
        ContentsCode    contents_code   free_text
        Tid             tid             year
        value           measure*        0..10000000
        """,
    ),
    _json_stat_table(
        "ssb.kpi_arsgjennomsnitt",
        """
        ContentsCode    contents_code   free_text
        Tid             tid             year
        value           measure*        0..100000
        """,
    ),
)

SYSTEMS: tuple[str, ...] = tuple(dict.fromkeys(t.system for t in (*TABLES, *JSON_STAT_TABLES)))
MANDATORY_SYSTEM = "fasit"
#: All files are UTF-8 but these.
ENCODING: dict[str, str] = {"unit4": "latin-1"}


def tables_of(system: str) -> tuple[Table, ...]:
    return tuple(t for t in TABLES if t.system == system)
