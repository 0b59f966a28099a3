"""The four named marts with pandas, as by an analyst who knows the counting rules and pandas well.

`python -m benchmark.bounds.pandas_marts <fasit delivery> <oskar delivery> <folder>`
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from benchmark.bounds import CODE_LISTS
from benchmark.bounds.pandas_reading import (
    read_address_periods,
    read_aliases,
    read_incomes,
    read_oskar,
    read_partner_periods,
    read_payments,
)

OSLO = "0301"
PERSON_MONTH, PERSON_YEAR = ["person", "month"], ["person", "calendar_year"]


def run(fasit: Path, oskar: Path, folder: Path) -> None:
    """Write a Parquet file per mart to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    known = pd.read_csv(CODE_LISTS / "bydel_code.csv", dtype={"code": str})
    bydeler = known.loc[known["has_nav_office"], "code"]
    aliases = read_aliases(fasit)

    payments = read_payments(fasit, bydeler, aliases)
    payment_months = months_of(payments)
    receipts = payment_months[payment_months["amount"] > 0]
    incomes = base_income_months(read_incomes(fasit, aliases))
    supplemented = supplemented_months(receipts, incomes, read_partner_periods(fasit, aliases))
    receipts = receipts.merge(supplemented, on=PERSON_MONTH, how="left", indicator="of")
    receipts["is_full"] = receipts.pop("of") == "left_only"
    series = spell_months(receipts, payment_months, read_oskar(oskar, aliases))
    years = recipient_years(receipts, series)
    moves = last_moves(read_address_periods(fasit, known["code"], aliases), bydeler, years)

    calendar = payment_years(payments, date.fromisoformat(fasit.name))
    cells = calendar.merge(pd.DataFrame({"bydel_code": [*bydeler, OSLO]}), how="cross")
    marts = {
        "recipients_by_bydel": recipients_by_bydel(cells, payments, receipts, years),
        "duration_spells": duration_spells(series),
        "duration_by_bydel": duration_by_bydel(cells, years),
        "moves_matrix": moves_matrix(cells, moves),
        "full_supplementary_aid": full_supplementary_aid(cells, years),
    }
    for name, mart in marts.items():
        mart.to_parquet(folder / f"{name}.parquet", index=False)


def months_of(payments: pd.DataFrame) -> pd.DataFrame:
    """R3, R5, R9: months of payments, those that are no receipt among them."""
    totals = payments.groupby(PERSON_MONTH, as_index=False, sort=False)["amount"].sum()
    positive = payments[payments["amount"] > 0].sort_values(["day", "id"])
    last = positive.drop_duplicates(PERSON_MONTH, keep="last")[[*PERSON_MONTH, "bydel_code", "day"]]
    return totals.merge(last.rename(columns={"day": "reference_day"}), on=PERSON_MONTH, how="left")


def base_income_months(incomes: pd.DataFrame) -> pd.DataFrame:
    """S1: who has base income in which month."""
    amounts = incomes.groupby([*PERSON_MONTH, "type"], as_index=False, sort=False)["amount"].sum()
    return amounts.loc[amounts["amount"] > 0, PERSON_MONTH].drop_duplicates()


def supplemented_months(receipts: pd.DataFrame, incomes: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """S2: months of receipt in which main person or partner has base income."""
    own = receipts[PERSON_MONTH].merge(incomes, on=PERSON_MONTH)
    months = receipts[[*PERSON_MONTH, "reference_day"]].merge(periods, on="person")
    months = months[months["reference_day"].between(months["first_day"], months["last_day"])]
    months = months.merge(incomes.rename(columns={"person": "member"}), on=["member", "month"])
    # Of the periods of one member that cover the day the latest holds.
    months = months.sort_values(["first_day", "person_rank", "member_rank"], ascending=[True, False, False])
    months = months.drop_duplicates([*PERSON_MONTH, "member"], keep="last")
    return pd.concat([own, months.loc[months["is_partner"], PERSON_MONTH]]).drop_duplicates()


def spell_months(receipts: pd.DataFrame, payment_months: pd.DataFrame, oskar: pd.DataFrame) -> pd.DataFrame:
    """R10, D1: one series of months, each with the first month of its spell."""
    older = oskar.merge(payment_months[PERSON_MONTH], on=PERSON_MONTH, how="left", indicator="of")
    older = older.loc[older["of"] == "left_only", PERSON_MONTH]
    series = pd.concat([receipts[PERSON_MONTH], older]).sort_values(PERSON_MONTH, ignore_index=True)
    is_start = (series["person"] != series["person"].shift()) | (series["month"].diff() > 3)
    series["first_month"] = series["month"].where(is_start).ffill().astype("int64")
    return series


def recipient_years(receipts: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """R4, R7, S3, D2."""
    months = receipts.assign(calendar_year=receipts["month"] // 12)
    counts = months.groupby(PERSON_YEAR, as_index=False)["is_full"].agg(["sum", "size"])
    last = months.sort_values("month").drop_duplicates(PERSON_YEAR, keep="last")
    years = last[[*PERSON_YEAR, "month", "bydel_code"]].merge(counts, on=PERSON_YEAR).merge(series, on=PERSON_MONTH)
    years["is_full"] = years["sum"] * 4 >= years["size"] * 3
    years["duration"] = years["month"] - years["first_month"] + 1
    return years[[*PERSON_YEAR, "bydel_code", "is_full", "duration"]]


def last_moves(periods: pd.DataFrame, bydeler: pd.Series, years: pd.DataFrame) -> pd.DataFrame:
    """F1: the last move between bydeler in the year."""
    periods = periods[periods["person"].isin(years["person"])].sort_values(["person", "day"])
    meets_next = (periods["person"] == periods["person"].shift(-1)) & (periods["last_day"] >= periods["day"].shift(-1))
    overlaps = meets_next.groupby(periods["person"]).transform("any")
    held = pd.concat([periods.loc[~overlaps, ["person", "day", "bydel"]], _held(periods[overlaps])])
    held = held.sort_values(["person", "day"])
    held["from_bydel"] = held.groupby("person")["bydel"].shift()
    held["calendar_year"] = held["day"].dt.year
    moves = held[held["bydel"].isin(bydeler) & held["from_bydel"].isin(bydeler) & (held["bydel"] != held["from_bydel"])]
    moves = moves.drop_duplicates(PERSON_YEAR, keep="last").merge(years[PERSON_YEAR], on=PERSON_YEAR)
    return moves.rename(columns={"from_bydel": "from_bydel_code", "bydel": "to_bydel_code"})


def _held(periods: pd.DataFrame) -> pd.DataFrame:
    """What holds from which day: of several periods the latest, and an earlier one again when that has ended."""
    after = periods["last_day"] + timedelta(days=1)
    days = pd.concat([periods[["person", "day"]], pd.DataFrame({"person": periods["person"], "day": after})])
    held = days.drop_duplicates().merge(periods.rename(columns={"day": "first_day"}), on="person")
    held = held[held["day"].between(held["first_day"], held["last_day"])]
    held = held.sort_values(["first_day", "rank"], ascending=[True, False])
    return held.drop_duplicates(["person", "day"], keep="last")[["person", "day", "bydel"]]


def payment_years(payments: pd.DataFrame, extract_date: date) -> pd.DataFrame:
    """Years with payments, and how many of their months had ended by the extract (E4)."""
    after = extract_date + timedelta(days=1)
    years = pd.DataFrame({"calendar_year": (payments["month"] // 12).unique()})
    ended = after.year * 12 + after.month - 1 - years["calendar_year"] * 12
    return years.assign(ended_month_count=ended.clip(0, 12))


def recipients_by_bydel(
    cells: pd.DataFrame, payments: pd.DataFrame, receipts: pd.DataFrame, years: pd.DataFrame
) -> pd.DataFrame:
    """R4–R7, M1, M3, E4."""
    ended = cells.drop_duplicates("calendar_year").set_index("calendar_year")["ended_month_count"]
    months = receipts.assign(calendar_year=receipts["month"] // 12)
    months["has_ended"] = months["month"] % 12 < months["calendar_year"].map(ended)
    pairs = months.drop_duplicates([*PERSON_YEAR, "bydel_code"])
    paid = payments[["bydel_code", "amount"]].assign(calendar_year=payments["month"] // 12)
    found = (
        cells.join(by_area(pairs, recipient_count=("person", "nunique")), on=["calendar_year", "bydel_code"])
        .join(by_area(years, last_contact_recipient_count=("person", "size")), on=["calendar_year", "bydel_code"])
        .join(
            by_area(months, months=("person", "size"), ended_months=("has_ended", "sum")),
            on=["calendar_year", "bydel_code"],
        )
        .join(by_area(paid, gross=("amount", "sum")), on=["calendar_year", "bydel_code"])
    )
    found["gross_paid_per_recipient_month_amount_nok"] = per(found["gross"] / 100, found["months"])
    found = found.fillna({"recipient_count": 0, "last_contact_recipient_count": 0, "ended_months": 0, "gross": 0})
    found["recipient_month_average"] = per(found["ended_months"], found["ended_month_count"])
    found["gross_paid_amount_nok"] = found["gross"] / 100
    return with_changes(
        found,
        recipient_count_change_share="recipient_count",
        recipient_month_average_change_share="recipient_month_average",
        gross_paid_amount_change_share="gross_paid_amount_nok",
        gross_paid_per_recipient_month_change_share="gross_paid_per_recipient_month_amount_nok",
    )


def duration_spells(series: pd.DataFrame) -> pd.DataFrame:
    spells = series.groupby(["person", "first_month"], as_index=False)["month"].agg(["max", "size"])
    return pd.DataFrame(
        {
            "first_month": day_of_month(spells["first_month"]),
            "last_month": day_of_month(spells["max"]),
            "receipt_month_count": spells["size"],
            "gap_month_count": spells["max"] - spells["first_month"] + 1 - spells["size"],
        }
    )


def duration_by_bydel(cells: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """D2, D3."""
    labels = ["under_6", "6_11", "12_23", "24_plus"]
    classes = pd.cut(years["duration"], [0, 5, 11, 23, float("inf")], labels=labels).astype("str")
    flags = pd.get_dummies(classes).reindex(columns=labels, fill_value=False)
    counts = by_area(years.join(flags), **{label: (label, "sum") for label in labels})
    found = cells.join(counts, on=["calendar_year", "bydel_code"]).fillna(dict.fromkeys(labels, 0))
    found["total"] = found[labels].sum(axis=1)
    found = found.melt(
        ["calendar_year", "bydel_code", "total"],
        labels,
        var_name="duration_class_code",
        value_name="recipient_count",
    )
    return found.assign(recipient_share=per(found["recipient_count"], found["total"]))


def moves_matrix(cells: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    pair = ["from_bydel_code", "to_bydel_code"]
    counts = by_area(moves, tuple(pair), moved_recipient_count=("person", "size"))
    areas = cells[["calendar_year", "bydel_code"]]
    found = areas.merge(areas, on="calendar_year", suffixes=("_from", "_to"))
    found.columns = ["calendar_year", *pair]
    return found.join(counts, on=["calendar_year", *pair]).fillna({"moved_recipient_count": 0})


def full_supplementary_aid(cells: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """S3."""
    counts = by_area(years, recipient_count=("person", "size"), full_recipient_count=("is_full", "sum"))
    found = cells.join(counts, on=["calendar_year", "bydel_code"])
    found = found.fillna({"recipient_count": 0, "full_recipient_count": 0})
    found["supplementary_recipient_count"] = found["recipient_count"] - found["full_recipient_count"]
    found["full_recipient_share"] = per(found["full_recipient_count"], found["recipient_count"])
    found["supplementary_recipient_share"] = per(found["supplementary_recipient_count"], found["recipient_count"])
    return with_changes(
        found,
        full_recipient_count_change_share="full_recipient_count",
        supplementary_recipient_count_change_share="supplementary_recipient_count",
    )


def by_area(rows: pd.DataFrame, areas: tuple[str, ...] = ("bydel_code",), **figures: tuple[str, str]) -> pd.DataFrame:
    """The figures by year and area, where all of Oslo is an area as well."""
    found = [rows]
    for area in areas:
        found += [part.assign(**{area: OSLO}) for part in found]
    keys = ["calendar_year", *areas]
    return pd.concat([part.astype(dict.fromkeys(areas, "str")).groupby(keys).agg(**figures) for part in found])


def with_changes(rows: pd.DataFrame, **changes: str) -> pd.DataFrame:
    """Add the changes of columns from the year before (E1)."""
    before = rows.assign(calendar_year=rows["calendar_year"] + 1)
    rows = rows.merge(before, on=["calendar_year", "bydel_code"], how="left", suffixes=("", "_before"))
    for name, column in changes.items():
        rows[name] = per(rows[column], rows[f"{column}_before"]) - 1
    return rows


def per(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.where(whole != 0)


def day_of_month(number: pd.Series) -> pd.Series:
    return pd.to_datetime({"year": number // 12, "month": number % 12 + 1, "day": 1})


if __name__ == "__main__":
    run(*map(Path, sys.argv[1:]))
