"""What the marts with pandas are made of: rows of the deliveries that can be read, each with the person it is of."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmark.bounds import CODE_LISTS

OPEN = pd.Timestamp("2262-01-01")
PARTNERS = ["EKTEFELLE", "SAMBOER"]
IDENT, MONTH = r"[0-9]{11}", r"[0-9]{4}-(?:0[1-9]|1[0-2])"


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


def read_incomes(fasit: Path, aliases: pd.DataFrame) -> pd.DataFrame:
    """Base incomes by type; unknown types are one type."""
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
    return pd.DataFrame(
        {
            "person": person_of(rows["fnr"], aliases),
            "month": number_of_month(rows["maned"]),
            "type": rows["inntektstype"].where(rows["inntektstype"].isin(types["code"]), "unknown"),
            "amount": ore(rows["belop"]),
        }
    )


def read_partner_periods(fasit: Path, aliases: pd.DataFrame) -> pd.DataFrame:
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


def read_oskar(oskar: Path, aliases: pd.DataFrame) -> pd.DataFrame:
    rows = read(oskar, "stonadsmaned")
    rows = rows[
        is_like(rows["fnr"], IDENT) & is_like(rows["maned"], MONTH) & is_given(rows["bydel"]) & rows["belop"].notna()
    ]
    rows = once(rows, ["fnr", "maned"])
    months = pd.DataFrame(
        {
            "person": person_of(rows["fnr"], aliases),
            "month": number_of_month(rows["maned"]),
            "amount": ore(rows["belop"]),
        }
    )
    amounts = months.groupby(["person", "month"])["amount"].sum()
    return amounts[amounts > 0].index.to_frame(index=False)


def read_address_periods(fasit: Path, known: pd.Series, aliases: pd.DataFrame) -> pd.DataFrame:
    """Where someone lives from when to when; outside Oslo is no bydel."""
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
    return periods[periods["day"] <= periods["last_day"]]


def read(folder: Path, table: str) -> pd.DataFrame:
    """All files of a table, dates as dates."""
    rows = pd.concat([pd.read_parquet(file) for file in sorted(folder.glob(f"{table}*.parquet"))], ignore_index=True)
    for column in ("utbetalingsdato", "endret_dato", "fra_dato", "til_dato"):
        if column in rows:
            rows[column] = pd.to_datetime(rows[column])
    return rows


def once(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Of rows that are alike one; of rows that have a key in common and differ none."""
    repeated = rows.duplicated(key, keep=False)
    alike = rows[repeated].drop_duplicates().drop_duplicates(key, keep=False)
    return pd.concat([rows[~repeated], alike], ignore_index=True)


def person_of(idents: pd.Series, aliases: pd.DataFrame) -> pd.Series:
    """The current ident, as a number."""
    idents = idents.astype("int64")
    return idents.map(aliases["owner"]).fillna(idents).astype("int64")


def rank_of(idents: pd.Series, aliases: pd.DataFrame) -> pd.Series:
    return idents.astype("int64").map(aliases["rank"]).fillna(1)


def is_like(text: pd.Series, pattern: str) -> pd.Series:
    return text.str.fullmatch(pattern).fillna(False).astype(bool)


def is_given(text: pd.Series) -> pd.Series:
    return text.notna() & (text != "")


def ore(amount: pd.Series) -> pd.Series:
    return (amount.astype(float) * 100).round().astype("int64")


def number_of_month(text: pd.Series) -> pd.Series:
    return text.str[:4].astype("int64") * 12 + text.str[5:].astype("int64") - 1
