"""Who the persons of a delivery are, and which payments cannot be theirs."""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection

from velferd.contract import Table
from velferd.landing.idents import resolve_idents
from velferd.landing.staging import accepted, bad, typed_row


def know_persons(connection: DuckDBPyConnection, extract_date: date) -> None:
    """Make `ident_person`, and `born`: when the person of each ident was, where a day before the extract is given.

    The current ident's date holds, or else the earliest of the others'.
    """
    resolve_idents(connection)
    connection.execute(
        f"""create or replace temp table born as
        with registered as (
            select coalesce(ident_person.person, fnr) as person, fnr, fodselsdato
            from {accepted("person")} left join ident_person on fnr = ident
            where fodselsdato <= date '{extract_date}'
        ),
        dates as (
            select person, coalesce(min(fodselsdato) filter (fnr = person), min(fodselsdato)) as birth_date
            from registered group by person
        )
        select person as ident, birth_date from dates
        union
        select ident, birth_date from ident_person inner join dates using (person)"""
    )


def keep_payments_before_birth(connection: DuckDBPyConnection, payments: Table) -> int:
    """Keep payments to those who were not born yet as bad rows, and return how many there are."""
    (count,) = connection.execute(
        f"""insert into {bad(payments.name)}
        select payment.* replace (
            'before_birth' as rule, 'utbetalingsdato' as bad_column, {typed_row(payments)} as raw_row,
            belop as amount_nok
        )
        from {accepted(payments.name)} as payment
        inner join born on hovedperson_fnr = ident
        where utbetalingsdato < birth_date"""
    ).fetchone()
    return count
