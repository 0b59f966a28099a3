"""The four named marts with polars: `python -m benchmark.bounds.polars_marts <deliveries> <folder>`.

Read, clean, join, group, as an analyst would who knows the counting rules and polars well.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from benchmark.bounds.deliveries import CODE_LISTS, latest

OSLO = "0301"
OPEN = date(9999, 12, 30)
PARTNERS = ("EKTEFELLE", "SAMBOER")
IDENT, MONTH = r"^[0-9]{11}$", r"^[0-9]{4}-(0[1-9]|1[0-2])$"
PERSON_MONTH, PERSON_YEAR = ("person", "month"), ("person", "calendar_year")


def run(extracts: Path, folder: Path) -> None:
    """Write a Parquet file per mart to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    fasit = latest(extracts, "fasit")
    known = pl.read_csv(CODE_LISTS / "bydel_code.csv", schema_overrides={"code": pl.String})
    bydeler = known.filter(pl.col("has_nav_office"))["code"]
    aliases = read_aliases(fasit)

    payments = read_payments(fasit, bydeler, aliases)
    payment_months = months_of(payments)
    receipts = payment_months.filter(pl.col("amount") > 0)
    receipts = receipts.join(supplemented_months(fasit, aliases, receipts), on=PERSON_MONTH, how="left").with_columns(
        is_full=pl.col("is_supplemented").is_null()
    )
    series = spell_months(receipts, payment_months, read_oskar(latest(extracts, "oskar"), aliases))
    years = recipient_years(receipts, series)
    moves = read_moves(fasit, known["code"], bydeler, aliases, years)

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


def number_of_month(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int32) * 12 + day.dt.month().cast(pl.Int32) - 1


def number_of_month_text(text: pl.Expr) -> pl.Expr:
    return text.str.slice(0, 4).cast(pl.Int32) * 12 + text.str.slice(5, 2).cast(pl.Int32) - 1


def day_of_month(number: pl.Expr) -> pl.Expr:
    return pl.date(number // 12, number % 12 + 1, 1)


def is_given(text: pl.Expr) -> pl.Expr:
    return text.is_not_null() & (text != "")


def once(rows: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """Of rows that are alike one; of rows that have a key in common and differ none."""
    rows = rows.collect().lazy()
    repeated = rows.group_by(key).len().filter(pl.col("len") > 1).select(key)
    alike = rows.join(repeated, on=key, how="semi").unique().unique(subset=key, keep="none")
    return pl.concat([rows.join(repeated, on=key, how="anti"), alike])


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


def with_person(rows: pl.LazyFrame, column: str, aliases: pl.DataFrame, person: str = "person") -> pl.LazyFrame:
    """The current ident as `person`, the rank of the ident as `<person>_rank`."""
    joined = rows.join(aliases.lazy(), left_on=column, right_on="ident", how="left")
    return joined.with_columns(
        pl.coalesce("owner", column).alias(person), pl.col("rank").fill_null(1).alias(f"{person}_rank")
    ).drop("owner", "rank")


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


def base_income_months(fasit: Path, aliases: pl.DataFrame) -> pl.DataFrame:
    """S1: who has base income in which month."""
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
    return (
        with_person(once(rows, "hovedperson_fnr", "fnr", "month", "inntektstype"), "fnr", aliases)
        .with_columns(pl.when(pl.col("inntektstype").is_in(types["code"].to_list())).then("inntektstype").alias("type"))
        .group_by(*PERSON_MONTH, "type")
        .agg(pl.col("belop").sum())
        .filter(pl.col("belop") > 0)
        .select(PERSON_MONTH)
        .unique()
        .collect()
    )


def partner_periods(fasit: Path, aliases: pl.DataFrame) -> pl.LazyFrame:
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


def supplemented_months(fasit: Path, aliases: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    """S2: months of receipt in which main person or partner has base income."""
    incomes = base_income_months(fasit, aliases).lazy()
    months = receipts.lazy().select(*PERSON_MONTH, "reference_day")
    partners = (
        months.join(partner_periods(fasit, aliases), on="person")
        .filter(pl.col("reference_day").is_between(pl.col("fra_dato"), pl.col("til_dato")))
        .join(incomes, left_on=("member", "month"), right_on=PERSON_MONTH, how="semi")
        # Of the periods of one member that cover the day the latest holds.
        .sort(["fra_dato", "person_rank", "member_rank"], descending=[False, True, True])
        .group_by(*PERSON_MONTH, "member")
        .agg(pl.col("is_partner").last())
        .filter(pl.col("is_partner"))
        .select(PERSON_MONTH)
    )
    own = months.join(incomes, on=PERSON_MONTH, how="semi").select(PERSON_MONTH)
    return pl.concat([own, partners]).unique().with_columns(is_supplemented=pl.lit(True)).collect()


def read_oskar(oskar: Path, aliases: pl.DataFrame) -> pl.LazyFrame:
    rows = (
        pl.scan_parquet(oskar / "stonadsmaned*.parquet")
        .filter(
            pl.col("fnr").str.contains(IDENT)
            & pl.col("maned").str.contains(MONTH)
            & is_given(pl.col("bydel"))
            & pl.col("belop").is_not_null()
        )
        .with_columns(pl.col("fnr").cast(pl.Int64), month=number_of_month_text(pl.col("maned")))
        .drop("maned")
    )
    rows = once(rows, "fnr", "month").filter(pl.col("belop") > 0)
    return with_person(rows, "fnr", aliases).select(PERSON_MONTH).unique()


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


def read_moves(
    fasit: Path, known: pl.Series, bydeler: pl.Series, aliases: pl.DataFrame, years: pl.DataFrame
) -> pl.DataFrame:
    """F1: the last move between bydeler in the year."""
    rows = (
        pl.scan_parquet(fasit / "adresse*.parquet")
        .filter(pl.col("fnr").str.contains(IDENT) & pl.col("fra_dato").is_not_null())
        .with_columns(pl.col("fnr").cast(pl.Int64), pl.col("bydel").replace("", None))
    )
    periods = (
        with_person(once(rows, "fnr", "fra_dato"), "fnr", aliases)
        .join(years.lazy(), on="person", how="semi")
        .with_columns(
            pl.col("til_dato").fill_null(OPEN),
            bydel=pl.when(pl.col("bydel").is_in(known.to_list())).then("bydel"),
        )
        .filter(pl.col("fra_dato") <= pl.col("til_dato"))
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


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
