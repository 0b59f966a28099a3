"""How a delivered value becomes a typed one, and which rule it breaks when it cannot: the contract's types as SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass

from velferd.contract import PATTERN, SQL_TYPE, Column

#: Reasons of the quarantine, by rule.
REASONS = {
    "wrong_field_count": "the row cannot be split into the header's number of fields",
    "invalid_encoding": "the row has bytes that are not in the file's encoding",
    "missing_value": "a mandatory value is missing",
    "invalid_fnr": "not 11 digits",
    "invalid_duf_number": "not 12 digits",
    "invalid_date": "not a date, YYYY-MM-DD",
    "invalid_month": "not a month, YYYY-MM",
    "invalid_period": "not a ledger period, YYYYMM with month 01-13",
    "invalid_integer": "not an integer",
    "invalid_amount": "not an amount: digits, decimal comma, at most two decimals",
    "amount_out_of_range": "an amount beyond what the column holds",
    "amount_like_an_ident": "whole kroner, a billion or more, with the digits of an ident",
    "custody_share_out_of_range": "not between 0 and 100",
    "count_out_of_range": "not a number that can be counted",
    "before_birth": "dated before the person was born",
    "conflicting_duplicate_key": "several different rows have this key",
}

_INTEGER = r"-?\d+"
_AMOUNT = r"-?\d+(,\d{1,2})?"
#: Rules of the texts that have to look like their type. An account that does not is one that nobody knows.
_TEXT_RULE = {
    "fnr": "invalid_fnr",
    "duf": "invalid_duf_number",
    "month": "invalid_month",
    "period": "invalid_period",
}
_PARQUET_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")


@dataclass(frozen=True)
class Value:
    """SQL for one column: the value as delivered, NULL when missing, and as typed, NULL when not of its type."""

    delivered: str
    typed: str
    #: SQL of the rule that a delivered value breaks when its typed value is NULL; None when that cannot be.
    rule: str | None


def csv_value(column: Column, text: str) -> Value:
    """The column read from `text`, the SQL of a field. Casts alone would also take, trim or round other notations."""
    value = f"nullif({text}, '')"
    sql_type = SQL_TYPE[column.type]
    if column.type in _TEXT_RULE:
        is_like = _matches(value, PATTERN[column.type])
        return Value(value, f"case when {is_like} then {value} end", f"'{_TEXT_RULE[column.type]}'")
    if column.type == "date":
        cast = f"try_cast({value} as date)"
        reads_back = f"length({value}) = 10 and cast({cast} as varchar) = {value}"
        return Value(value, f"case when {reads_back} then {cast} end", "'invalid_date'")
    if column.type in ("amount", "ledger_amount"):
        rule = f"case when {_matches(value, _AMOUNT)} then 'amount_out_of_range' else 'invalid_amount' end"
        return Value(value, amount_of_text(value, sql_type), rule)
    if column.type in ("key", "count", "percent"):
        is_integer = _matches(value, _INTEGER)
        integer = f"case when {is_integer} then try_cast({value} as {sql_type}) end"
        if not (bounds := _bounds(column)):
            return Value(value, integer, "'invalid_integer'")
        rule = f"case when {is_integer} then '{bounds.rule}' else 'invalid_integer' end"
        return Value(value, bounds.within(integer), rule)
    return Value(value, value, None)


def parquet_value(column: Column, name: str) -> Value:
    """The column read from a Parquet column of a type that `parquet_type_fits`."""
    sql_type = SQL_TYPE[column.type]
    if sql_type == "varchar":
        return csv_value(column, name)
    if column.type == "date":
        days = "date '0001-01-01' and date '9999-12-31'"
        return Value(name, f"case when {name} between {days} then {name} end", "'invalid_date'")
    cast = f"try_cast({name} as {sql_type})"
    if bounds := _bounds(column):
        return Value(name, bounds.within(cast), f"'{bounds.rule}'")
    return Value(name, cast, "'invalid_integer'" if column.type in ("key", "count") else "'amount_out_of_range'")


def parquet_type_fits(column: Column, parquet_type: str) -> bool:
    """Whether the Parquet type's values can be the column's without loss; ranges are judged row by row."""
    expected = SQL_TYPE[column.type]
    if expected in ("varchar", "date"):
        return parquet_type.lower() == expected
    if parquet_type in _PARQUET_INTEGERS:
        return True
    scale = re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", parquet_type)
    return column.type.endswith("amount") and scale is not None and int(scale[1]) <= 2


def first_day(column: Column) -> str:
    """SQL of the typed date, month or ledger period as its first day; closing is in December."""
    if column.type == "month":
        return f"cast({column.name} || '-01' as date)"
    if column.type == "period":
        year, month = f"cast({column.name}[1:4] as integer)", f"cast({column.name}[5:6] as integer)"
        return f"make_date({year}, least({month}, 12), 1)"
    return column.name


def amount_of_text(value: str, sql_type: str) -> str:
    """SQL of an amount with a decimal comma, NULL when it is none or beyond the type."""
    return f"case when {_matches(value, _AMOUNT)} then try_cast(replace({value}, ',', '.') as {sql_type}) end"


@dataclass(frozen=True)
class _Bounds:
    least: int
    greatest: int
    rule: str

    def within(self, integer: str) -> str:
        """SQL of the number, NULL beyond the bounds."""
        return f"case when {integer} between {self.least} and {self.greatest} then {integer} end"


def _bounds(column: Column) -> _Bounds | None:
    """The bounds that a number must keep for its row to be loaded. A count that may be missing is a finding instead."""
    if column.type == "percent":
        return _Bounds(0, 100, "custody_share_out_of_range")
    if column.type == "count" and not column.optional:
        return _Bounds(*column.range, "count_out_of_range")
    return None


def _matches(value: str, pattern: str) -> str:
    return f"regexp_full_match({value}, '{pattern}')"
