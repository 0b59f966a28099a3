"""The gate: what a delivery promises before anything is built from it."""

from __future__ import annotations

from velferd.audit.expectation import Expectation, Suite
from velferd.audit.gate_ranges import ENOUGH_ROWS, RANGES, TOO_FEW
from velferd.audit.gate_series import SERIES
from velferd.contract import TABLES, Column, Table


def _missing_months(relation: str, month: str, until_last_december: bool) -> str:
    """Count the months without a row, from the first to the last; later ones too when the year before must be there.

    One payment in a thousand may lie before the first month: a single stray date must not stretch the series.
    """
    system = relation.split(".")[0]
    last_december = f"(select make_date(year(extract_date) - 1, 12, 1) from chosen where system = '{system}')"
    last = f"greatest(max(month), {last_december})" if until_last_december else "max(month)"
    return f"""
        with months as (
            select {month} as month from {relation}
        ),
        bounds as (
            select quantile_disc(month, 0.001) as first_month, quantile_disc(month, 0.999) as last_month from months
        )
        select '{relation}' as scope, datediff('month', min(month), {last}) + 1 - count(distinct month) as observed
        from months, bounds
        where month between first_month and last_month
        having count(*) > 0
    """


def _month_of(text: str) -> str:
    return f"strptime({text} || '-01', '%Y-%m-%d')::date"


def _share_known(scope: str, ident: str, relation: str, known: str, slack: int) -> str:
    """Share of the distinct idents of a column for which `known` holds; `slack` strangers are always let through."""
    return f"""
        select '{scope}' as scope, 1 - greatest(countif(not ({known})) - {slack}, 0) / count(*) as observed
        from (select distinct {ident} as ident from {relation})
        having count(*) >= 100
    """


def _unknown_codes(table: Table, column: Column) -> str:
    """Share of the rows whose code is not in the list of its column, beyond the first 20.

    The commonest such code is named: what is in so many rows is nothing of a person's.
    """
    return f"""
        select
            '{table.relation}.{column.name} has codes' || case
                when max(row_count) > 20
                    then ' such as ' || left(regexp_replace(arg_max(code, row_count), '\\d{{9,}}', '...', 'g'), 30)
                else ''
            end || ' that seeds/code_lists/{column.codes}.csv does not list' as scope,
            greatest(sum(row_count) - 20, 0) / (select count(*) from {table.relation}) as observed
        from (
            select {column.name} as code, count(*) as row_count
            from {table.relation}
            where (source_file, source_line) in (
                select (source_file, source_line)
                from finding
                where
                    system = '{table.system}' and table_name = '{table.name}'
                    and column_name = '{column.name}' and rule = 'unknown_code'
            )
            group by {column.name}
        )
        having count(*) > 0
    """


#: An earlier ident may be known through the ident history only.
IN_PERSON = """
    ident in (select fnr from fasit.person) or ident in (select fnr_tidligere from fasit.identhistorikk)
"""

VOLUMES = (
    Expectation(
        "volume_against_previous_delivery",
        "No table is below 90 % or above 150 % of the delivery before (differences up to 100 rows are let through).",
        """
        select system || '.' || table_name as scope, loaded / greatest(previous, 1) as observed
        from volume
        where previous >= 100 or abs(loaded - previous) > 100
        """,
        0.9,
        1.5,
        systems=(),
        empty_because="no earlier delivery to compare with",
    ),
    Expectation(
        "tables_are_not_empty",
        "Every table of a delivered system has rows.",
        "select system || '.' || table_name as scope, loaded as observed from volume",
        low=1,
        systems=(),
    ),
    Expectation(
        "codes_are_known",
        "At most 2 % of a column's codes are unknown, beyond the first 20. If more are: is it another city's delivery? "
        "If not, write the new codes into the list that is named.",
        " union all ".join(
            _unknown_codes(table, column) for table in TABLES for column in table.columns if column.codes
        ),
        high=0.02,
        systems=(),
        empty_because="no unknown codes",
    ),
    Expectation(
        "findings_are_rare",
        "Unknown codes, unknown and invalid idents, duplicates and the like are at most 2 % of a table's rows, "
        "beyond the first 20 of each.",
        """
        select system || '.' || table_name || ': ' || rule as scope, greatest(findings - 20, 0) / loaded as observed
        from finding_count
        -- A system may number its rows as persons are numbered.
        where rule not in ('overlapping_period', 'period_ends_before_start', 'key_like_an_ident')
        """,
        high=0.02,
        systems=(),
        empty_because="no findings",
    ),
    Expectation(
        "little_is_outside_coverage",
        "At most one row in a thousand is dated before or after the time that its source covers, beyond the first 20.",
        """
        select system || '.' || table_name || ': ' || rule as scope, greatest(findings - 20, 0) / loaded as observed
        from finding_count
        where rule in ('before_coverage', 'after_coverage')
        """,
        high=0.001,
        systems=(),
        empty_because="no findings",
    ),
    Expectation(
        "period_findings_are_few",
        "Overlapping and reversed periods are at most 5 % of a table's rows, beyond the first 20 of each.",
        """
        select system || '.' || table_name || ': ' || rule as scope, greatest(findings - 20, 0) / loaded as observed
        from finding_count
        where rule in ('overlapping_period', 'period_ends_before_start')
        """,
        high=0.05,
        systems=(),
        empty_because="no findings",
    ),
    Expectation(
        "quarantined_amount_is_small",
        "Quarantined payments are at most 1 % of the money (amounts out of range left out).",
        """
        select 'fasit.utbetaling' as scope, (
            select coalesce(sum(abs(amount_nok)), 0)
            from quarantine
            where system = 'fasit' and rule not in ('amount_out_of_range', 'amount_like_an_ident')
        ) / sum(abs(belop)) as observed
        from fasit.utbetaling
        having sum(abs(belop)) > 0
        """,
        high=0.01,
    ),
)

COMPLETENESS = (
    Expectation(
        "payment_months_are_complete",
        "Every month has payments, from the first through December of the year before the extract.",
        _missing_months("fasit.utbetaling", "date_trunc('month', utbetalingsdato)::date", until_last_december=True),
        high=0,
    ),
    Expectation(
        "income_months_are_complete",
        "Every month has incomes, from the first through December of the year before the extract.",
        _missing_months("fasit.inntekt", _month_of("maned"), until_last_december=True),
        high=0,
    ),
    Expectation(
        "oskar_months_are_complete",
        "No month is missing in Oskar.",
        _missing_months("oskar.stonadsmaned", _month_of("maned"), until_last_december=False),
        high=0,
        systems=("oskar",),
    ),
    Expectation(
        "oskar_reaches_fasit",
        "At most one month lies between Oskar's last and Fasit's first (R10 joins them to one series).",
        f"""
        select 'months between' as scope, datediff(
            'month',
            (select max({_month_of("maned")}) from oskar.stonadsmaned),
            (select quantile_disc(utbetalingsdato, 0.001) from fasit.utbetaling)
        ) as observed
        """,
        high=1,
        systems=("fasit", "oskar"),
    ),
    Expectation(
        "microdata_months_are_complete",
        "No month is missing in the series before 2004.",
        _missing_months("microdata.mottakere_maned", _month_of("maned"), until_last_december=False),
        high=0,
        systems=("microdata",),
    ),
    Expectation(
        "unemployed_months_are_complete",
        "No month is missing, from the first through December of the year before the extract.",
        _missing_months("nav.helt_ledige", _month_of("maned"), until_last_december=True),
        high=0,
        systems=("nav",),
    ),
    Expectation(
        "ledger_periods_are_complete",
        "Every year of the ledger, from the first through the year before the extract, has the periods 01 to 12.",
        """
        with years as (
            select unnest(range(
                (select min(left(periode, 4))::bigint from unit4.hovedbok),
                (select year(extract_date) from chosen where system = 'unit4')
            ))::varchar as year
        )
        select years.year as scope, 12 - count(distinct lines.periode) as observed
        from years
        left join unit4.hovedbok as lines on years.year = left(lines.periode, 4) and right(lines.periode, 2) <> '13'
        group by years.year
        """,
        high=0,
        systems=("unit4",),
    ),
    Expectation(
        "every_bydel_pays",
        "Payments of every year come from all 15 bydeler.",
        f"""
        select year(utbetalingsdato)::varchar as scope, count(distinct bydel) as observed
        from fasit.utbetaling
        where bydel between '030101' and '030115'
        group by year(utbetalingsdato)
        having count(*) >= {ENOUGH_ROWS}
        """,
        15,
        15,
        empty_because=TOO_FEW,
    ),
)

SHARES = (
    Expectation(
        "payment_idents_in_person",
        "At least 98 % of the idents of payments, incomes and household members are in person, beyond 5 strangers.",
        " union all ".join(
            _share_known(f"{relation}.{column}", column, relation, IN_PERSON, slack=5)
            for relation, column in (
                ("fasit.utbetaling", "hovedperson_fnr"),
                ("fasit.inntekt", "fnr"),
                ("fasit.husstandsmedlem", "medlem_fnr"),
            )
        ),
        low=0.98,
        empty_because="too few persons (fewer than 100) to judge by",
    ),
    Expectation(
        "payment_idents_have_address",
        "At least 90 % of those who are paid have an address.",
        _share_known(
            "fasit.utbetaling.hovedperson_fnr",
            "hovedperson_fnr",
            "fasit.utbetaling",
            "ident in (select fnr from fasit.adresse) or ident in (select fnr_tidligere from fasit.identhistorikk)",
            slack=5,
        ),
        low=0.9,
        empty_because="too few persons (fewer than 100) to judge by",
    ),
    Expectation(
        "corrections_refer_to_payments",
        "At least 95 % of the corrections name a payment of the same delivery.",
        """
        select 'fasit.utbetaling.korrigerer_utbetaling_id' as scope, avg((originals.utbetaling_id is not null)::integer)
            as observed
        from fasit.utbetaling as corrections
        left join fasit.utbetaling as originals on corrections.korrigerer_utbetaling_id = originals.utbetaling_id
        where corrections.korrigerer_utbetaling_id is not null
        having count(*) >= 100
        """,
        low=0.95,
        empty_because="too few corrections (fewer than 100) to judge by",
    ),
    Expectation(
        "sex_is_known",
        "At least 95 % of the persons have a known sex.",
        f"""
        select 'fasit.person.kjonn' as scope, avg((kjonn in ('K', 'M') and kjonn is not null)::integer) as observed
        from fasit.person
        having count(*) >= {ENOUGH_ROWS}
        """,
        low=0.95,
        empty_because=TOO_FEW,
    ),
    Expectation(
        "sexes_are_balanced",
        "Between 30 and 70 % of the persons of known sex are women.",
        f"""
        select 'fasit.person.kjonn' as scope, avg((kjonn = 'K')::integer) as observed
        from fasit.person
        where kjonn in ('K', 'M')
        having count(*) >= {ENOUGH_ROWS}
        """,
        0.3,
        0.7,
        empty_because=TOO_FEW,
    ),
    Expectation(
        "country_is_known",
        "At least 90 % of those who are paid have a country of origin or a citizenship.",
        """
        select 'fasit.person' as scope, avg((coalesce(opprinnelsesland, statsborgerskap) is not null)::integer)
            as observed
        from fasit.person
        where fnr in (select hovedperson_fnr from fasit.utbetaling)
        having count(*) >= 100
        """,
        low=0.9,
        empty_because="too few persons (fewer than 100) to judge by",
    ),
)

GATE = Suite("gate", "Gate: what a delivery promises", VOLUMES + RANGES + SERIES + COMPLETENESS + SHARES)
