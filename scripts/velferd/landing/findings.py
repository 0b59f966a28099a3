"""Findings over the staged tables of one delivery: what is told, and does not keep a row from being loaded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from velferd.code_lists import is_known
from velferd.contract import PATTERN, Column, JsonStatTable, Table
from velferd.database import literal
from velferd.landing.json_stat import REGION
from velferd.landing.staging import accepted, bad
from velferd.landing.values import first_day

_COVERAGE = Path(__file__).resolve().parents[3] / "seeds" / "definitions" / "source_coverage.csv"
#: Columns whose idents must be in `person`.
_PERSON_COLUMNS = {
    "fasit.utbetaling": ("hovedperson_fnr",),
    "fasit.inntekt": ("hovedperson_fnr", "fnr"),
    "fasit.husstandsmedlem": ("medlem_fnr",),
}
#: First and last day of a participation. Participations may overlap, validity periods may not.
_PARTICIPATION = ("startdato", "sluttdato")


def find_in_delivery(
    connection: DuckDBPyConnection, delivered: tuple[Table | JsonStatTable, ...], extract_date: date
) -> None:
    """Make `new_finding` of the findings over the rows that are loaded, and `distinct_ident` of the idents in them.

    A finding names one row; of an ident that is wrong in many rows of a table, the first. Where there are persons,
    velferd.landing.persons has been asked who they are.
    """
    connection.execute(
        """create or replace temp table new_finding (
            table_name varchar, source_file varchar, source_line bigint, column_name varchar, rule varchar
        );
        create or replace temp table new_ident (
            table_name varchar, column_name varchar, place integer, ident varchar, first_row bigint
        )"""
    )
    tables = [table for table in delivered if isinstance(table, Table)]
    for cube in (table for table in delivered if isinstance(table, JsonStatTable)):
        _find(connection, cube, "value", "missing_value", _is_hole(cube))
    for table in tables:
        _find(connection, table, None, "duplicate_row", "rule = 'duplicate_row'", bad(table.name))
        for column in table.columns:
            _find_values(connection, table, column)
        _find_periods(connection, table)
        _find_outside_coverage(connection, table, extract_date)
        _collect_idents(connection, table)
    # Two statements: in one, DuckDB judges the idents of all tables and columns before it takes the distinct ones.
    connection.execute(
        """create or replace temp table distinct_ident as select distinct ident from new_ident;
        create or replace temp table wrong_ident as select ident from distinct_ident where not ident_is_valid(ident)"""
    )
    for table in tables:
        _find_idents(connection, table, [column.name for column in table.columns], "fnr_check_digits", "wrong_ident")
    by_relation = {table.relation: table for table in tables}
    if "fasit.person" in by_relation:
        _find_in_persons(connection, by_relation, extract_date)


def _find(
    connection: DuckDBPyConnection,
    table: Table | JsonStatTable,
    column: str | None,
    rule: str,
    condition: str,
    rows: str | None = None,
) -> None:
    connection.execute(
        f"""insert into new_finding
        select '{table.name}', source_file, source_line, ?, '{rule}'
        from {rows or accepted(table.name)} where {condition}""",
        [column],
    )


def _is_hole(cube: JsonStatTable) -> str:
    """SQL of whether a cell that models read has no value."""
    regions = [column for dimension, column in cube.dimensions if dimension == "Region"]
    return " and ".join(["value is null", *(f"{column} = '{REGION}'" for column in regions)])


def _find_values(connection: DuckDBPyConnection, table: Table, column: Column) -> None:
    """Values that are loaded and that nobody beyond raw.duckdb will see: see velferd.pseudonymised."""
    name = column.name
    if column.type == "code":
        _find(connection, table, name, "unknown_code", f"{name} is not null and not ({is_known(column)})")
    if column.type == "account":
        _find(connection, table, name, "unknown_code", f"not regexp_full_match({name}, '{PATTERN['account']}')")
    if column.type == "count":
        least, greatest = column.range
        _find(connection, table, name, "count_out_of_range", f"{name} not between {least} and {greatest}")
    if column.type == "key":
        # A number of ten or eleven digits may well be a key, so the row is loaded.
        _find(connection, table, name, "key_like_an_ident", f"number_is_ident({name})")
    if column.codes == "bydel_code" and not column.optional:
        # A mandatory bydel is that of a Nav office; where someone lives, and the ledger's, may be any or none.
        without_office = is_known(column, "not cast(has_nav_office as boolean)")
        _find(connection, table, name, "bydel_without_nav_office", without_office)


def _find_periods(connection: DuckDBPyConnection, table: Table) -> None:
    """Periods that cover no day; and of tables of validity, which are of known persons, those that overlap."""
    names = {column.name for column in table.columns}
    if table.period:
        owner, first, last = table.period
    elif names.issuperset(_PARTICIPATION):
        owner, (first, last) = (), _PARTICIPATION
    else:
        return
    _find(connection, table, last, "period_ends_before_start", f"{last} < {first}")
    if owner:
        persons = ", ".join(f"coalesce(of_{column}.person, {column})" for column in owner)
        joins = " ".join(f"left join ident_person as of_{column} on {column} = of_{column}.ident" for column in owner)
        connection.execute(
            f"""insert into new_finding
            select '{table.name}', source_file, source_line, '{first}', 'overlapping_period'
            from (
                select
                    source_file, source_line, {first},
                    max(coalesce({last}, date 'infinity')) over (
                        partition by {persons} order by {first}, row
                        rows between unbounded preceding and 1 preceding
                    ) as covered_until
                from {accepted(table.name)} {joins}
                where {last} is null or {last} >= {first}
            )
            where covered_until >= {first}"""
        )


def _find_outside_coverage(connection: DuckDBPyConnection, table: Table, extract_date: date) -> None:
    """What is dated before or after the time that its source covers, which ends with the extract at the latest."""
    column = next((column for column in table.columns if column.type in ("date", "month", "period")), None)
    bounds = connection.execute(
        """select first_date, least(last_date, ?)
        from read_csv(?, header = true, types = {'first_date': 'date', 'last_date': 'date'})
        where source_code = ?""",
        [extract_date, literal(_COVERAGE), table.relation],
    ).fetchone()
    if column and bounds:
        day, (first, last) = first_day(column), bounds
        _find(connection, table, column.name, "before_coverage", f"{day} < date '{first}'")
        _find(connection, table, column.name, "after_coverage", f"{day} > date '{last}'")


def _collect_idents(connection: DuckDBPyConnection, table: Table) -> None:
    """Add the distinct idents of the table; `first_row` is the first one that is loaded, NULL when none is."""
    for place, column in enumerate(column.name for column in table.columns if column.type == "fnr"):
        connection.execute(
            f"""insert into new_ident
            select '{table.name}', '{column}', {place}, {column}, min(row) from {accepted(table.name)}
            where {column} is not null group by {column}
            union all
            select distinct '{table.name}', '{column}', {place}, {column}, null from {bad(table.name)}
            where {column} is not null"""
        )


def _find_idents(connection: DuckDBPyConnection, table: Table, columns: Iterable[str], rule: str, idents: str) -> None:
    """One finding for each of the `idents` (a table) that one of the columns has, at its first row."""
    connection.execute(
        f"""insert into new_finding
        select '{table.name}', source_file, source_line, column_name, '{rule}'
        from (
            select min(first_row) as first_row, arg_min(column_name, [first_row, place]) as column_name
            from new_ident
            where table_name = '{table.name}' and column_name in (select unnest(?))
                and first_row is not null and ident in (select ident from {idents})
            group by ident
        ) as found
        inner join {accepted(table.name)} as delivered on found.first_row = delivered.row""",
        [list(columns)],
    )


def _find_in_persons(connection: DuckDBPyConnection, tables: dict[str, Table], extract_date: date) -> None:
    """What can only be told when it is known who is in `person`, under whichever ident."""
    connection.execute(
        f"""create or replace temp table known_person as
        select distinct coalesce(person, fnr) as person
        from {accepted("person")} left join ident_person on fnr = ident;
        create or replace temp table unknown_ident as
        select distinct_ident.ident
        from distinct_ident left join ident_person using (ident)
        where coalesce(person, ident) not in (select person from known_person)"""
    )
    for relation, columns in _PERSON_COLUMNS.items():
        _find_idents(connection, tables[relation], columns, "ident_not_in_person", "unknown_ident")
    in_cycle = "fnr_tidligere in (select ident from ident_person where is_in_cycle)"
    _find(connection, tables["fasit.identhistorikk"], "fnr_tidligere", "ident_cycle", in_cycle)

    born_after = f"fodselsdato > date '{extract_date}'"
    _find(connection, tables["fasit.person"], "fodselsdato", "born_after_extract", born_after)
    corrects_itself = "korrigerer_utbetaling_id = utbetaling_id"
    _find(connection, tables["fasit.utbetaling"], "korrigerer_utbetaling_id", "corrects_itself", corrects_itself)

    members = tables["fasit.husstandsmedlem"]
    without_share = "relasjon in ('BARN', 'UNG_HJEMMEBOENDE') and samvarsprosent is null"
    _find(connection, members, "samvarsprosent", "missing_custody_share", without_share)
    connection.execute(
        f"""insert into new_finding
        select 'husstandsmedlem', source_file, source_line, 'medlem_fnr', 'self_member'
        from {accepted("husstandsmedlem")}
        left join ident_person as main on hovedperson_fnr = main.ident
        left join ident_person as member on medlem_fnr = member.ident
        where coalesce(main.person, hovedperson_fnr) = coalesce(member.person, medlem_fnr)"""
    )
    connection.execute(
        f"""insert into new_finding
        select 'husstandsmedlem', source_file, source_line, 'medlem_fnr', 'child_older_than_main_person'
        from {accepted("husstandsmedlem")}
        inner join born as main on hovedperson_fnr = main.ident
        inner join born as member on medlem_fnr = member.ident
        where relasjon in ('BARN', 'UNG_HJEMMEBOENDE') and member.birth_date < main.birth_date"""
    )
