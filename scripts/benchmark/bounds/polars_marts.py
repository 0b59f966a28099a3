"""The four named marts with polars, as by an analyst who knows the counting rules and polars well.

`python -m benchmark.bounds.polars_marts <fasit delivery> <oskar delivery> <folder>`
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from benchmark.bounds import CODE_LISTS
from benchmark.bounds.polars_reading import (
    read_address_periods,
    read_aliases,
    read_incomes,
    read_oskar,
    read_partner_periods,
    read_payments,
)

OSLO = "0301"
PERSON_MONTH, PERSON_YEAR = ("person", "month"), ("person", "calendar_year")


def run(fasit: Path, oskar: Path, folder: Path) -> None:
    """Write a Parquet file per mart to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    known = pl.read_csv(CODE_LISTS / "bydel_code.csv", schema_overrides={"code": pl.String})
    bydeler = known.filter(pl.col("has_nav_office"))["code"]
    aliases = read_aliases(fasit)

    payments = read_payments(fasit, bydeler, aliases)
    payment_months = months_of(payments)
    receipts = payment_months.filter(pl.col("amount") > 0)
    incomes = base_income_months(read_incomes(fasit, aliases))
    supplemented = supplemented_months(receipts, incomes, read_partner_periods(fasit, aliases))
    receipts = receipts.join(supplemented, on=PERSON_MONTH, how="left").with_columns(
        is_full=pl.col("is_supplemented").is_null()
    )
    series = spell_months(receipts, payment_months, read_oskar(oskar, aliases))
    years = recipient_years(receipts, series)
    moves = last_moves(read_address_periods(fasit, known["code"], aliases), bydeler, years)

    calendar = payment_years(payments, date.fromisoformat(fasit.name))
    areas = pl.DataFrame({"bydel_code": [*bydeler, OSLO]})
    marts = {
        "recipients_by_bydel": recipients_by_bydel(calendar, areas, payments, receipts, years),
        "duration_spells": duration_spells(series),
        "duration_by_bydel": duration_by_bydel(calendar, areas, years),
        "moves_matrix": moves_matrix(calendar, areas, moves),
        "full_supplementary_aid": full_supplementary_aid(calendar, areas, years),
    }
    for name, mart in marts.items():
        mart.write_parquet(folder / f"{name}.parquet")


def months_of(payments: pl.DataFrame) -> pl.DataFrame:
    """R3, R5, R9: months of payments, those that are no receipt among them."""
    totals = payments.lazy().group_by(PERSON_MONTH).agg(pl.col("amount").sum())
    last = (
        payments.lazy()
        .filter(pl.col("amount") > 0)
        .sort("day", "id")
        .group_by(PERSON_MONTH)
        .agg(pl.col("bydel_code").last(), reference_day=pl.col("day").last())
    )
    return totals.join(last, on=PERSON_MONTH, how="left").collect()


def base_income_months(incomes: pl.LazyFrame) -> pl.DataFrame:
    """S1: who has base income in which month."""
    amounts = incomes.group_by(*PERSON_MONTH, "type").agg(pl.col("amount").sum())
    return amounts.filter(pl.col("amount") > 0).select(PERSON_MONTH).unique().collect()


def supplemented_months(receipts: pl.DataFrame, incomes: pl.DataFrame, periods: pl.LazyFrame) -> pl.DataFrame:
    """S2: months of receipt in which main person or partner has base income."""
    months = receipts.lazy().select(*PERSON_MONTH, "reference_day")
    partners = (
        months.join(periods, on="person")
        .filter(pl.col("reference_day").is_between(pl.col("fra_dato"), pl.col("til_dato")))
        .join(incomes.lazy(), left_on=("member", "month"), right_on=PERSON_MONTH, how="semi")
        # Of the periods of one member that cover the day the latest holds.
        .sort(["fra_dato", "person_rank", "member_rank"], descending=[False, True, True])
        .group_by(*PERSON_MONTH, "member")
        .agg(pl.col("is_partner").last())
        .filter(pl.col("is_partner"))
        .select(PERSON_MONTH)
    )
    own = months.join(incomes.lazy(), on=PERSON_MONTH, how="semi").select(PERSON_MONTH)
    return pl.concat([own, partners]).unique().with_columns(is_supplemented=pl.lit(True)).collect()


def spell_months(receipts: pl.DataFrame, payment_months: pl.DataFrame, oskar: pl.LazyFrame) -> pl.DataFrame:
    """R10, D1: one series of months, each with the first month of its spell."""
    older = oskar.join(payment_months.lazy(), on=PERSON_MONTH, how="anti")
    return (
        pl.concat([receipts.lazy().select(PERSON_MONTH), older])
        .sort(PERSON_MONTH)
        .with_columns(
            is_start=(pl.col("person") != pl.col("person").shift()).fill_null(True)
            | (pl.col("month") - pl.col("month").shift() > 3)
        )
        .with_columns(first_month=pl.when("is_start").then("month").forward_fill())
        .drop("is_start")
        .collect()
    )


def recipient_years(receipts: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """R4, R7, S3, D2."""
    return (
        receipts.lazy()
        .with_columns(calendar_year=pl.col("month") // 12)
        .sort("month")
        .group_by(PERSON_YEAR)
        .agg(pl.col("month").last(), pl.col("bydel_code").last(), months=pl.len(), full_months=pl.col("is_full").sum())
        .join(series.lazy(), on=PERSON_MONTH)
        .select(
            *PERSON_YEAR,
            "bydel_code",
            is_full=pl.col("full_months") * 4 >= pl.col("months") * 3,
            duration=pl.col("month") - pl.col("first_month") + 1,
        )
        .collect()
    )


def last_moves(periods: pl.LazyFrame, bydeler: pl.Series, years: pl.DataFrame) -> pl.DataFrame:
    """F1: the last move between bydeler in the year."""
    periods = (
        periods.join(years.lazy(), on="person", how="semi")
        .sort(["person", "fra_dato", "person_rank"], descending=[False, False, True])
        .with_columns(
            overlaps=(
                (pl.col("person") == pl.col("person").shift(-1)) & (pl.col("til_dato") >= pl.col("fra_dato").shift(-1))
            )
            .fill_null(False)
            .any()
            .over("person")
        )
    )
    overlapping = periods.filter("overlaps")
    boundaries = pl.concat(
        [
            overlapping.select("person", day="fra_dato"),
            overlapping.select("person", day=pl.col("til_dato") + timedelta(days=1)),
        ]
    ).unique()
    # Of several periods that cover a day the latest holds, and an earlier one again when that has ended.
    held = (
        boundaries.join(overlapping, on="person")
        .filter(pl.col("day").is_between(pl.col("fra_dato"), pl.col("til_dato")))
        .sort(["fra_dato", "person_rank"], descending=[False, True])
        .group_by("person", "day")
        .agg(pl.col("bydel").last())
    )
    alone = periods.filter(~pl.col("overlaps")).select("person", "bydel", day="fra_dato")
    return (
        pl.concat([alone, held.select("person", "bydel", "day")])
        .sort("person", "day")
        .with_columns(
            from_bydel=pl.when(pl.col("person") == pl.col("person").shift()).then(pl.col("bydel").shift()),
            calendar_year=pl.col("day").dt.year(),
        )
        .filter(
            pl.col("bydel").is_in(bydeler.to_list())
            & pl.col("from_bydel").is_in(bydeler.to_list())
            & (pl.col("bydel") != pl.col("from_bydel"))
        )
        .group_by(PERSON_YEAR)
        .agg(pl.col("from_bydel").last(), to_bydel=pl.col("bydel").last())
        .join(years.lazy(), on=PERSON_YEAR, how="semi")
        .collect()
    )


def payment_years(payments: pl.DataFrame, extract_date: date) -> pl.DataFrame:
    """Years with payments, and how many of their months had ended by the extract (E4)."""
    after = extract_date + timedelta(days=1)
    ended = after.year * 12 + after.month - 1 - pl.col("calendar_year") * 12
    years = payments.select(calendar_year=pl.col("month") // 12).unique()
    return years.with_columns(ended_month_count=ended.clip(0, 12))


def recipients_by_bydel(
    calendar: pl.DataFrame, areas: pl.DataFrame, payments: pl.DataFrame, receipts: pl.DataFrame, years: pl.DataFrame
) -> pl.DataFrame:
    """R4–R7, M1, M3, E4."""
    of_year = receipts.with_columns(calendar_year=pl.col("month") // 12).join(calendar, on="calendar_year")
    has_ended = pl.col("month") % 12 < pl.col("ended_month_count")
    paid = payments.select("bydel_code", "amount", calendar_year=pl.col("month") // 12)
    parts = (
        by_area(of_year.unique(("person", "calendar_year", "bydel_code")), recipient_count=pl.col("person").n_unique()),
        by_area(years, last_contact_recipient_count=pl.len()),
        by_area(of_year, months=pl.len(), ended_months=has_ended.sum()),
        by_area(paid, gross=pl.col("amount").sum()),
    )
    found = calendar.join(areas, how="cross")
    for part in parts:
        found = found.join(part.drop_nulls("bydel_code"), on=("calendar_year", "bydel_code"), how="left")
    counts = ("recipient_count", "last_contact_recipient_count", "ended_months")
    found = found.with_columns(pl.col(counts).fill_null(0)).select(
        "calendar_year",
        "bydel_code",
        "ended_month_count",
        "recipient_count",
        "last_contact_recipient_count",
        recipient_month_average=per("ended_months", "ended_month_count"),
        gross_paid_amount_nok=pl.col("gross").fill_null(0) / 100,
        gross_paid_per_recipient_month_amount_nok=pl.when(pl.col("months") > 0).then(
            pl.col("gross") / 100 / pl.col("months")
        ),
    )
    return change(
        found,
        recipient_count_change_share="recipient_count",
        recipient_month_average_change_share="recipient_month_average",
        gross_paid_amount_change_share="gross_paid_amount_nok",
        gross_paid_per_recipient_month_change_share="gross_paid_per_recipient_month_amount_nok",
    )


def duration_spells(series: pl.DataFrame) -> pl.DataFrame:
    spells = series.group_by("person", "first_month").agg(
        last_month=pl.col("month").max(), receipt_month_count=pl.len().cast(pl.Int64)
    )
    return spells.select(
        "receipt_month_count",
        first_month=day_of_month(pl.col("first_month")),
        last_month=day_of_month(pl.col("last_month")),
        gap_month_count=pl.col("last_month") - pl.col("first_month") + 1 - pl.col("receipt_month_count"),
    )


def duration_by_bydel(calendar: pl.DataFrame, areas: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """D2, D3."""
    classes = {"under_6": (1, 5), "6_11": (6, 11), "12_23": (12, 23), "24_plus": (24, 10**6)}
    counts = {code: pl.col("duration").is_between(*limits).sum() for code, limits in classes.items()}
    found = calendar.join(areas, how="cross").join(
        by_area(years, **counts),
        on=("calendar_year", "bydel_code"),
        how="left",
    )
    return (
        found.unpivot(
            list(classes),
            index=("calendar_year", "bydel_code"),
            variable_name="duration_class_code",
            value_name="recipient_count",
        )
        .with_columns(pl.col("recipient_count").fill_null(0))
        .with_columns(total=pl.col("recipient_count").sum().over("calendar_year", "bydel_code"))
        .with_columns(recipient_share=per("recipient_count", "total"))
        .drop("total")
    )


def moves_matrix(calendar: pl.DataFrame, areas: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    counts = by_area(
        moves.rename({"from_bydel": "from_bydel_code", "to_bydel": "to_bydel_code"}),
        moved_recipient_count=pl.len(),
        areas=("from_bydel_code", "to_bydel_code"),
    )
    return (
        calendar.select("calendar_year")
        .join(areas.rename({"bydel_code": "from_bydel_code"}), how="cross")
        .join(areas.rename({"bydel_code": "to_bydel_code"}), how="cross")
        .join(counts, on=("calendar_year", "from_bydel_code", "to_bydel_code"), how="left")
        .with_columns(pl.col("moved_recipient_count").fill_null(0))
    )


def full_supplementary_aid(calendar: pl.DataFrame, areas: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """S3."""
    counts = by_area(
        years,
        recipient_count=pl.len().cast(pl.Int64),
        full_recipient_count=pl.col("is_full").sum().cast(pl.Int64),
    )
    found = (
        calendar.select("calendar_year")
        .join(areas, how="cross")
        .join(counts, on=("calendar_year", "bydel_code"), how="left")
        .with_columns(pl.col("recipient_count", "full_recipient_count").fill_null(0))
        .with_columns(supplementary_recipient_count=pl.col("recipient_count") - pl.col("full_recipient_count"))
        .with_columns(
            full_recipient_share=per("full_recipient_count", "recipient_count"),
            supplementary_recipient_share=per("supplementary_recipient_count", "recipient_count"),
        )
    )
    return change(
        found,
        full_recipient_count_change_share="full_recipient_count",
        supplementary_recipient_count_change_share="supplementary_recipient_count",
    )


def by_area(rows: pl.DataFrame, areas: tuple[str, ...] = ("bydel_code",), **figures: pl.Expr) -> pl.DataFrame:
    """The figures by year and area, where all of Oslo is an area as well."""
    found = [rows]
    for area in areas:
        found += [part.with_columns(pl.lit(OSLO).alias(area)) for part in found]
    keys = ("calendar_year", *areas)
    return pl.concat([part.group_by(keys).agg(**figures) for part in found])


def change(rows: pl.DataFrame, **changes: str) -> pl.DataFrame:
    """Add the changes of columns from the year before (E1)."""
    before = rows.with_columns(pl.col("calendar_year") + 1)
    joined = rows.join(before, on=("calendar_year", "bydel_code"), how="left", suffix="_before")

    def share(column: str) -> pl.Expr:
        past = pl.col(f"{column}_before").cast(pl.Float64)
        return pl.when(past != 0).then(pl.col(column).cast(pl.Float64) / past - 1)

    shares = {name: share(column) for name, column in changes.items()}
    return joined.with_columns(**shares).select(*rows.columns, *changes)


def per(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) != 0).then(pl.col(part).cast(pl.Float64) / pl.col(whole))


def day_of_month(number: pl.Expr) -> pl.Expr:
    return pl.date(number // 12, number % 12 + 1, 1)


if __name__ == "__main__":
    run(*map(Path, sys.argv[1:]))
