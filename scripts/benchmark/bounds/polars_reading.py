"""What the marts with polars are made of: rows of the deliveries that can be read, each with the person it is of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from benchmark.bounds import CODE_LISTS

OPEN = date(9999, 12, 30)
PARTNERS = ("EKTEFELLE", "SAMBOER")
IDENT, MONTH = r"^[0-9]{11}$", r"^[0-9]{4}-(0[1-9]|1[0-2])$"


def read_aliases(fasit: Path) -> pl.DataFrame:
    """R2: earlier idents, whose they are now, and their place among that person's idents."""
    rows = pl.scan_parquet(fasit / "identhistorikk*.parquet").filter(
        pl.col("fnr_tidligere").str.contains(IDENT)
        & pl.col("fnr_gjeldende").str.contains(IDENT)
        & pl.col("endret_dato").is_not_null()
    )
    rows = once(rows, "fnr_tidligere").cast({"fnr_tidligere": pl.Int64, "fnr_gjeldende": pl.Int64}).collect()
    following = dict(rows.select("fnr_tidligere", "fnr_gjeldende").iter_rows())
    ends = {}
    for ident in following:
        seen, current = {ident}, ident
        while (current := following.get(current)) is not None and current not in seen:
            seen.add(current)
            last = current
        if current is None:  # not a cycle
            ends[ident] = last
    return (
        rows.select(
            ident="fnr_tidligere",
            owner=pl.col("fnr_tidligere").replace_strict(ends, default=None, return_dtype=pl.Int64),
            changed="endret_dato",
        )
        .drop_nulls("owner")
        .sort(["owner", "changed", "ident"], descending=[False, True, False])
        .select("ident", "owner", rank=pl.int_range(2, pl.len() + 2).over("owner"))
    )


def read_payments(fasit: Path, bydeler: pl.Series, aliases: pl.DataFrame) -> pl.DataFrame:
    rows = (
        pl.scan_parquet(fasit / "utbetaling*.parquet")
        .filter(
            pl.col("utbetaling_id").is_not_null()
            & pl.col("vedtak_id").is_not_null()
            & pl.col("hovedperson_fnr").str.contains(IDENT)
            & pl.col("utbetalingsdato").is_not_null()
            & is_given(pl.col("bydel"))
            & is_given(pl.col("hjelpetype"))
            & pl.col("belop").is_not_null()
        )
        .with_columns(pl.col("hovedperson_fnr").cast(pl.Int64))
    )
    return (
        with_person(once(rows, "utbetaling_id"), "hovedperson_fnr", aliases)
        .select(
            "person",
            id="utbetaling_id",
            day="utbetalingsdato",
            month=number_of_month(pl.col("utbetalingsdato")),
            bydel_code=pl.when(pl.col("bydel").is_in(bydeler.to_list())).then("bydel"),
            amount=(pl.col("belop") * 100).cast(pl.Int64),  # øre
        )
        .collect()
    )


def read_incomes(fasit: Path, aliases: pl.DataFrame) -> pl.LazyFrame:
    """Base incomes by type; unknown types are one type."""
    types = pl.read_csv(CODE_LISTS / "income_type_code.csv")
    rows = (
        pl.scan_parquet(fasit / "inntekt*.parquet")
        .filter(
            pl.col("hovedperson_fnr").str.contains(IDENT)
            & pl.col("fnr").str.contains(IDENT)
            & pl.col("maned").str.contains(MONTH)
            & is_given(pl.col("inntektstype"))
            & ~pl.col("inntektstype").is_in(types.filter(~pl.col("is_base_income"))["code"].to_list())
            & pl.col("belop").is_not_null()
        )
        .with_columns(
            pl.col("hovedperson_fnr", "fnr").cast(pl.Int64),
            month=number_of_month_text(pl.col("maned")),
            belop=(pl.col("belop") * 100).cast(pl.Int64),
        )
        .drop("maned")
    )
    return with_person(once(rows, "hovedperson_fnr", "fnr", "month", "inntektstype"), "fnr", aliases).select(
        "person",
        "month",
        type=pl.when(pl.col("inntektstype").is_in(types["code"].to_list())).then("inntektstype"),
        amount="belop",
    )


def read_partner_periods(fasit: Path, aliases: pl.DataFrame) -> pl.LazyFrame:
    """All periods of the pairs that are main person and spouse or cohabitant in any of them."""
    rows = (
        pl.scan_parquet(fasit / "husstandsmedlem*.parquet")
        .filter(
            pl.col("hovedperson_fnr").str.contains(IDENT)
            & pl.col("medlem_fnr").str.contains(IDENT)
            & is_given(pl.col("relasjon"))
            & pl.col("samvarsprosent").is_between(0, 100).fill_null(True)
            & pl.col("fra_dato").is_not_null()
        )
        .with_columns(pl.col("hovedperson_fnr", "medlem_fnr").cast(pl.Int64))
    )
    rows = with_person(once(rows, "hovedperson_fnr", "medlem_fnr", "fra_dato"), "hovedperson_fnr", aliases)
    return (
        with_person(rows, "medlem_fnr", aliases, "member")
        .with_columns(pl.col("til_dato").fill_null(OPEN), is_partner=pl.col("relasjon").is_in(PARTNERS))
        .filter((pl.col("person") != pl.col("member")) & (pl.col("fra_dato") <= pl.col("til_dato")))
        .filter(pl.col("is_partner").any().over("person", "member"))
    )


def read_oskar(oskar: Path, aliases: pl.DataFrame) -> pl.LazyFrame:
    rows = (
        pl.scan_parquet(oskar / "stonadsmaned*.parquet")
        .filter(
            pl.col("fnr").str.contains(IDENT)
            & pl.col("maned").str.contains(MONTH)
            & is_given(pl.col("bydel"))
            & pl.col("belop").is_not_null()
        )
        .with_columns(
            pl.col("fnr").cast(pl.Int64),
            month=number_of_month_text(pl.col("maned")),
            belop=(pl.col("belop") * 100).cast(pl.Int64),
        )
        .drop("maned")
    )
    rows = with_person(once(rows, "fnr", "month"), "fnr", aliases)
    amounts = rows.group_by("person", "month").agg(pl.col("belop").sum())
    return amounts.filter(pl.col("belop") > 0).select("person", "month")


def read_address_periods(fasit: Path, known: pl.Series, aliases: pl.DataFrame) -> pl.LazyFrame:
    """Where someone lives from when to when; outside Oslo is no bydel."""
    rows = (
        pl.scan_parquet(fasit / "adresse*.parquet")
        .filter(pl.col("fnr").str.contains(IDENT) & pl.col("fra_dato").is_not_null())
        .with_columns(pl.col("fnr").cast(pl.Int64), pl.col("bydel").replace("", None))
    )
    return (
        with_person(once(rows, "fnr", "fra_dato"), "fnr", aliases)
        .with_columns(
            pl.col("til_dato").fill_null(OPEN),
            bydel=pl.when(pl.col("bydel").is_in(known.to_list())).then("bydel"),
        )
        .filter(pl.col("fra_dato") <= pl.col("til_dato"))
    )


def once(rows: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """Of rows that are alike one; of rows that have a key in common and differ none."""
    rows = rows.collect().lazy()
    repeated = rows.group_by(key).len().filter(pl.col("len") > 1).select(key)
    alike = rows.join(repeated, on=key, how="semi").unique().unique(subset=key, keep="none")
    return pl.concat([rows.join(repeated, on=key, how="anti"), alike])


def with_person(rows: pl.LazyFrame, column: str, aliases: pl.DataFrame, person: str = "person") -> pl.LazyFrame:
    """The current ident as `person`, the rank of the ident as `<person>_rank`."""
    joined = rows.join(aliases.lazy(), left_on=column, right_on="ident", how="left")
    return joined.with_columns(
        pl.coalesce("owner", column).alias(person), pl.col("rank").fill_null(1).alias(f"{person}_rank")
    ).drop("owner", "rank")


def is_given(text: pl.Expr) -> pl.Expr:
    return text.is_not_null() & (text != "")


def number_of_month(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int32) * 12 + day.dt.month().cast(pl.Int32) - 1


def number_of_month_text(text: pl.Expr) -> pl.Expr:
    return text.str.slice(0, 4).cast(pl.Int32) * 12 + text.str.slice(5, 2).cast(pl.Int32) - 1
