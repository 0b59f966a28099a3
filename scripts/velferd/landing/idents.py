"""National identity numbers: are they well formed, are they synthetic, which are one person, where do they hide."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from velferd.contract import Table
from velferd.landing.staging import accepted, bad, payment_amount, typed_row


def create_ident_macros(connection: DuckDBPyConnection) -> None:
    """Define `ident_is_valid` and `ident_is_real`, both over a text of 11 digits, and `number_is_ident` over a number.

    Check digits follow the tax authority's rule for numbers old and new: the first weighted sum leaves 0, or 1-3 in
    the numbers issued from 2032, the second leaves 0. The numbers of 2032 do not tell the century, so any century may
    make the birth date real; 2000 and on stand for all, as 29 February is what differs and every fourth year is a
    leap year there.
    """
    connection.execute(
        f"""
        create or replace temp macro ident_month(ident) as cast(ident[3:4] as integer);
        -- D-numbers add 40 to the day.
        create or replace temp macro ident_is_d_number(ident) as ident[1] between '4' and '7';
        -- Synthetic numbers add 80 or 65 to the month, help numbers and some test numbers 40.
        create or replace temp macro ident_birth_date(ident) as try_cast(
            printf(
                '20%s-%02d-%02d',
                ident[5:6],
                ident_month(ident) - case
                    when ident_month(ident) between 81 and 92 then 80
                    when ident_month(ident) between 66 and 77 then 65
                    when ident_month(ident) between 41 and 52 then 40
                    else 0
                end,
                cast(ident[1:2] as integer) - case when ident_is_d_number(ident) then 40 else 0 end
            ) as date
        );
        create or replace temp macro ident_is_valid(ident) as
            ({_digit_sum((3, 7, 6, 1, 8, 9, 4, 5, 2, 1))}) % 11 between 0 and 3
            and ({_digit_sum((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))}) % 11 = 0
            and ident_birth_date(ident) is not null;
        create or replace temp macro ident_is_real(ident) as
            ident_month(ident) <= 12
            or (ident_is_d_number(ident) and ident_month(ident) not between 81 and 92);
        -- As numbers all are greater than a billion, so that few numbers have to be looked at.
        create or replace temp macro number_is_ident(number) as case
            when number between -999999999 and 999999999 or number not between -99999999999 and 99999999999 then false
            when number <> floor(number) then false
            else ident_is_valid(lpad(cast(cast(abs(number) as bigint) as varchar), 11, '0'))
        end;
        """
    )


def _digit_sum(weights: tuple[int, ...]) -> str:
    """SQL of the weighted sum of the digits of `ident`, written out: list functions take twice as long."""
    return " + ".join(f"{weight} * (ascii(ident[{place}]) - 48)" for place, weight in enumerate(weights, start=1))


def keep_ident_amounts(connection: DuckDBPyConnection, table: Table) -> None:
    """Keep rows as bad ones whose amount is an ident: whole kroner, a billion or more, that has sound check digits.

    An amount is the one number that leaves the identified zone whatever it is.
    """
    for column in table.columns:
        if column.type in ("amount", "ledger_amount"):
            connection.execute(
                f"""insert into {bad(table.name)}
                select * replace (
                    '{column.name}' as bad_column,
                    'amount_like_an_ident' as rule,
                    {typed_row(table)} as raw_row,
                    {payment_amount(table) or "null"} as amount_nok
                )
                from {accepted(table.name)} where number_is_ident({column.name})"""
            )


def resolve_idents(connection: DuckDBPyConnection) -> None:
    """Make `ident_person`: for each ident of identhistorikk, the ident its person is known by.

    Chains are followed to their end. An ident that is in a cycle, or leads into one, stays a person of its own.

    An ident has one link at most, so each round can go twice as far as the one before; having gone as many steps as
    there are links, every ident is at its chain's end or in a cycle.
    """
    connection.execute(
        f"""
        create or replace temp table ident_link as
            select fnr_tidligere as earlier, fnr_gjeldende as later
            from {accepted("identhistorikk")};
        create or replace temp table ident_person as
            with recursive walk as (
                select earlier as ident, later as reached, 1 as step_count from ident_link
                union all
                select walk.ident, coalesce(onward.reached, walk.reached), 2 * walk.step_count
                from walk
                left join walk as onward on walk.reached = onward.ident
                where walk.step_count < (select count(*) from ident_link)
            ),
            ended as (
                select ident, reached, reached in (select earlier from ident_link) as is_cycle
                from walk
                where step_count >= (select count(*) from ident_link)
            )
            select
                ident,
                case when is_cycle then ident else reached end as person,
                ident in (select reached from ended where is_cycle) as is_in_cycle
            from ended;
        """
    )


def idents_are_synthetic(connection: DuckDBPyConnection) -> bool:
    """Whether no ident of any landed delivery can belong to a real person. Needs raw.duckdb."""
    found = connection.execute("select bool_or(has_real_idents) from landing.deliveries").fetchone()[0]
    return not found
