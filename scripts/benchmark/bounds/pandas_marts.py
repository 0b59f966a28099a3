"""The four named marts with pandas: `python -m benchmark.bounds.pandas_marts <deliveries> <folder>`.

Read, clean, join, group, as an analyst would who knows the counting rules and pandas well.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from benchmark.bounds.deliveries import CODE_LISTS, latest

OSLO = "0301"
OPEN = pd.Timestamp("2262-01-01")
PARTNERS = ["EKTEFELLE", "SAMBOER"]
IDENT, MONTH = r"[0-9]{11}", r"[0-9]{4}-(?:0[1-9]|1[0-2])"
PERSON_MONTH, PERSON_YEAR = ["person", "month"], ["person", "calendar_year"]


def run(extracts: Path, folder: Path) -> None:
    """Write a Parquet file per mart to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    fasit = latest(extracts, "fasit")
    known = pd.read_csv(CODE_LISTS / "bydel_code.csv", dtype={"code": str})
    bydeler = known.loc[known["has_nav_office"], "code"]
    aliases = read_aliases(fasit)

    payments = read_payments(fasit, bydeler, aliases)
    payment_months = months_of(payments)
    receipts = payment_months[payment_months["amount"] > 0]
    receipts = receipts.merge(
        supplemented_months(fasit, aliases, receipts), on=PERSON_MONTH, how="left", indicator="of"
    )
    receipts["is_full"] = receipts.pop("of") == "left_only"
    series = spell_months(receipts, payment_months, read_oskar(latest(extracts, "oskar"), aliases))
    years = recipient_years(receipts, series)
    moves = read_moves(fasit, known["code"], bydeler, aliases, years)

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


def read(folder: Path, table: str) -> pd.DataFrame:
    """All files of a table, dates as dates."""
    rows = pd.concat([pd.read_parquet(file) for file in sorted(folder.glob(f"{table}*.parquet"))], ignore_index=True)
    for column in ("utbetalingsdato", "endret_dato", "fra_dato", "til_dato"):
        if column in rows:
            rows[column] = pd.to_datetime(rows[column])
    return rows


def is_like(text: pd.Series, pattern: str) -> pd.Series:
    return text.str.fullmatch(pattern).fillna(False).astype(bool)


def is_given(text: pd.Series) -> pd.Series:
    return text.notna() & (text != "")


def once(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Of rows that are alike one; of rows that have a key in common and differ none."""
    repeated = rows.duplicated(key, keep=False)
    alike = rows[repeated].drop_duplicates().drop_duplicates(key, keep=False)
    return pd.concat([rows[~repeated], alike], ignore_index=True)


def ore(amount: pd.Series) -> pd.Series:
    return (amount.astype(float) * 100).round().astype("int64")


def number_of_month(text: pd.Series) -> pd.Series:
    return text.str[:4].astype("int64") * 12 + text.str[5:].astype("int64") - 1


def day_of_month(number: pd.Series) -> pd.Series:
    return pd.to_datetime({"year": number // 12, "month": number % 12 + 1, "day": 1})


def read_aliases(fasit: Path) -> pd.DataFrame:
    """R2: earlier idents, whose they are now, and their place among that person's idents."""
    rows = read(fasit, "identhistorikk")
    rows = rows[
        is_like(rows["fnr_tidligere"], IDENT) & is_like(rows["fnr_gjeldende"], IDENT) & rows["endret_dato"].notna()
    ]
    rows = once(rows, ["fnr_tidligere"]).astype({"fnr_tidligere": "int64", "fnr_gjeldende": "int64"})
    following = dict(zip(rows["fnr_tidligere"], rows["fnr_gjeldende"], strict=True))
    rows["owner"] = rows["fnr_tidligere"].map(lambda ident: _end(ident, following))
    rows = rows.dropna(subset="owner").astype({"owner": "int64"})
    rows = rows.sort_values(["owner", "endret_dato", "fnr_tidligere"], ascending=[True, False, True])
    rows["rank"] = rows.groupby("owner").cumcount() + 2
    return rows.set_index("fnr_tidligere")[["owner", "rank"]]


def _end(ident: int, following: dict[int, int]) -> int | None:
    """The ident that the chain ends in; None where it ends in a cycle."""
    seen = set()
    while ident in following:
        if ident in seen:
            return None
        seen.add(ident)
        ident = following[ident]
    return ident


def person_of(idents: pd.Series, aliases: pd.DataFrame) -> pd.Series:
    """The current ident, as a number."""
    idents = idents.astype("int64")
    return idents.map(aliases["owner"]).fillna(idents).astype("int64")


def rank_of(idents: pd.Series, aliases: pd.DataFrame) -> pd.Series:
    return idents.astype("int64").map(aliases["rank"]).fillna(1)


def read_payments(fasit: Path, bydeler: pd.Series, aliases: pd.DataFrame) -> pd.DataFrame:
    rows = read(fasit, "utbetaling")
    rows = rows[
        rows["utbetaling_id"].notna()
        & rows["vedtak_id"].notna()
        & is_like(rows["hovedperson_fnr"], IDENT)
        & rows["utbetalingsdato"].notna()
        & is_given(rows["bydel"])
        & is_given(rows["hjelpetype"])
        & rows["belop"].notna()
    ]
    rows = once(rows, ["utbetaling_id"])
    day = rows["utbetalingsdato"]
    return pd.DataFrame(
        {
            "person": person_of(rows["hovedperson_fnr"], aliases),
            "id": rows["utbetaling_id"].astype("int64"),
            "day": day,
            "month": day.dt.year.astype("int64") * 12 + day.dt.month - 1,
            "bydel_code": rows["bydel"].where(rows["bydel"].isin(bydeler)).astype("category"),
            "amount": ore(rows["belop"]),
        }
    )


def months_of(payments: pd.DataFrame) -> pd.DataFrame:
    """R3, R5, R9: months of payments, those that are no receipt among them."""
    totals = payments.groupby(PERSON_MONTH, as_index=False, sort=False)["amount"].sum()
    positive = payments[payments["amount"] > 0].sort_values(["day", "id"])
    last = positive.drop_duplicates(PERSON_MONTH, keep="last")[[*PERSON_MONTH, "bydel_code", "day"]]
    return totals.merge(last.rename(columns={"day": "reference_day"}), on=PERSON_MONTH, how="left")


def base_income_months(fasit: Path, aliases: pd.DataFrame) -> pd.DataFrame:
    """S1: who has base income in which month."""
    types = pd.read_csv(CODE_LISTS / "income_type_code.csv")
    rows = read(fasit, "inntekt")
    rows = rows[
        is_like(rows["hovedperson_fnr"], IDENT)
        & is_like(rows["fnr"], IDENT)
        & is_like(rows["maned"], MONTH)
        & is_given(rows["inntektstype"])
        & ~rows["inntektstype"].isin(types.loc[~types["is_base_income"], "code"])
        & rows["belop"].notna()
    ]
    rows = once(rows, ["hovedperson_fnr", "fnr", "maned", "inntektstype"])
    incomes = pd.DataFrame(
        {
            "person": person_of(rows["fnr"], aliases),
            "month": number_of_month(rows["maned"]),
            "type": rows["inntektstype"].where(rows["inntektstype"].isin(types["code"]), "unknown"),
            "amount": ore(rows["belop"]),
        }
    )
    amounts = incomes.groupby([*PERSON_MONTH, "type"], as_index=False, sort=False)["amount"].sum()
    return amounts.loc[amounts["amount"] > 0, PERSON_MONTH].drop_duplicates()


def partner_periods(fasit: Path, aliases: pd.DataFrame) -> pd.DataFrame:
    """All periods of the pairs that are main person and spouse or cohabitant in any of them."""
    rows = read(fasit, "husstandsmedlem")
    share = rows["samvarsprosent"]
    rows = rows[
        is_like(rows["hovedperson_fnr"], IDENT)
        & is_like(rows["medlem_fnr"], IDENT)
        & is_given(rows["relasjon"])
        & (share.between(0, 100) | share.isna())
        & rows["fra_dato"].notna()
    ]
    rows = once(rows, ["hovedperson_fnr", "medlem_fnr", "fra_dato"])
    periods = pd.DataFrame(
        {
            "person": person_of(rows["hovedperson_fnr"], aliases),
            "member": person_of(rows["medlem_fnr"], aliases),
            "person_rank": rank_of(rows["hovedperson_fnr"], aliases),
            "member_rank": rank_of(rows["medlem_fnr"], aliases),
            "is_partner": rows["relasjon"].isin(PARTNERS),
            "first_day": rows["fra_dato"],
            "last_day": rows["til_dato"].fillna(OPEN),
        }
    )
    periods = periods[(periods["person"] != periods["member"]) & (periods["first_day"] <= periods["last_day"])]
    return periods[periods.groupby(["person", "member"])["is_partner"].transform("any")]


def supplemented_months(fasit: Path, aliases: pd.DataFrame, receipts: pd.DataFrame) -> pd.DataFrame:
    """S2: months of receipt in which main person or partner has base income."""
    incomes = base_income_months(fasit, aliases)
    own = receipts[PERSON_MONTH].merge(incomes, on=PERSON_MONTH)
    months = receipts[[*PERSON_MONTH, "reference_day"]].merge(partner_periods(fasit, aliases), on="person")
    months = months[months["reference_day"].between(months["first_day"], months["last_day"])]
    months = months.merge(incomes.rename(columns={"person": "member"}), on=["member", "month"])
    # Of the periods of one member that cover the day the latest holds.
    months = months.sort_values(["first_day", "person_rank", "member_rank"], ascending=[True, False, False])
    months = months.drop_duplicates([*PERSON_MONTH, "member"], keep="last")
    return pd.concat([own, months.loc[months["is_partner"], PERSON_MONTH]]).drop_duplicates()


def read_oskar(oskar: Path, aliases: pd.DataFrame) -> pd.DataFrame:
    rows = read(oskar, "stonadsmaned")
    rows = rows[
        is_like(rows["fnr"], IDENT) & is_like(rows["maned"], MONTH) & is_given(rows["bydel"]) & rows["belop"].notna()
    ]
    rows = once(rows, ["fnr", "maned"])
    rows = rows[rows["belop"] > 0]
    months = {"person": person_of(rows["fnr"], aliases), "month": number_of_month(rows["maned"])}
    return pd.DataFrame(months).drop_duplicates()


def spell_months(receipts: pd.DataFrame, payment_months: pd.DataFrame, oskar: pd.DataFrame) -> pd.DataFrame:
    """R10, D1: one series of months, each with the first month of its spell."""
    older = oskar.merge(payment_months[PERSON_MONTH], on=PERSON_MONTH, how="left", indicator="of")
    older = older.loc[older["of"] == "left_only", PERSON_MONTH]
    series = pd.concat([receipts[PERSON_MONTH], older]).sort_values(PERSON_MONTH, ignore_index=True)
    is_start = (series["person"] != series["person"].shift()) | (series["month"].diff() > 3)
    series["first_month"] = series["month"].where(is_start).ffill().astype("int64")
    return series


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


def recipient_years(receipts: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """R4, R7, S3, D2."""
    months = receipts.assign(calendar_year=receipts["month"] // 12)
    counts = months.groupby(PERSON_YEAR, as_index=False)["is_full"].agg(["sum", "size"])
    last = months.sort_values("month").drop_duplicates(PERSON_YEAR, keep="last")
    years = last[[*PERSON_YEAR, "month", "bydel_code"]].merge(counts, on=PERSON_YEAR).merge(series, on=PERSON_MONTH)
    years["is_full"] = years["sum"] * 4 >= years["size"] * 3
    years["duration"] = years["month"] - years["first_month"] + 1
    return years[[*PERSON_YEAR, "bydel_code", "is_full", "duration"]]


def read_moves(
    fasit: Path, known: pd.Series, bydeler: pd.Series, aliases: pd.DataFrame, years: pd.DataFrame
) -> pd.DataFrame:
    """F1: the last move between bydeler in the year."""
    rows = read(fasit, "adresse")
    rows = rows[is_like(rows["fnr"], IDENT) & rows["fra_dato"].notna()]
    rows["bydel"] = rows["bydel"].replace("", None)
    rows = once(rows, ["fnr", "fra_dato"])
    periods = pd.DataFrame(
        {
            "person": person_of(rows["fnr"], aliases),
            "rank": rank_of(rows["fnr"], aliases),
            "bydel": rows["bydel"].where(rows["bydel"].isin(known)),
            "day": rows["fra_dato"],
            "last_day": rows["til_dato"].fillna(OPEN),
        }
    )
    periods = periods[periods["person"].isin(years["person"]) & (periods["day"] <= periods["last_day"])]
    periods = periods.sort_values(["person", "day"])
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


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
