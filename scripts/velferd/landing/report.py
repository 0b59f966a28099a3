"""What came of landing, delivery by delivery."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from duckdb import DuckDBPyConnection
from rich.table import Table

from velferd.numbers_in_words import figure, kroner

Status = Literal["landed", "already landed", "refused"]


@dataclass(frozen=True)
class DeliveryReport:
    """One delivery. Counts are of rows, by rule; amounts in kr. A refused delivery has a message and no counts."""

    label: str
    status: Status
    message: str = ""
    loaded_row_count: int = 0
    duplicate_row_count: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    quarantine: dict[str, int] = field(default_factory=dict)
    quarantined_amount_nok: Decimal = Decimal(0)


@dataclass(frozen=True)
class LandingReport:
    deliveries: tuple[DeliveryReport, ...]

    @property
    def refused(self) -> tuple[DeliveryReport, ...]:
        return tuple(delivery for delivery in self.deliveries if delivery.status == "refused")

    def __rich__(self) -> Table:
        table = Table("delivery", "status", title="Deliveries")
        for heading in ("rows loaded", "quarantined", "kr quarantined", "findings"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("of which")
        for delivery in self.deliveries:
            rules = {**delivery.quarantine, **delivery.findings}
            table.add_row(
                delivery.label,
                delivery.status,
                figure(delivery.loaded_row_count),
                figure(sum(delivery.quarantine.values())),
                kroner(delivery.quarantined_amount_nok),
                figure(sum(delivery.findings.values())),
                delivery.message or ", ".join(f"{rule} {figure(count)}" for rule, count in sorted(rules.items())),
            )
        return table


def report_landed(connection: DuckDBPyConnection, system: str, delivery_date: date, status: Status) -> DeliveryReport:
    """The report of a delivery that is in raw.duckdb."""
    chosen = "where system = ? and delivery_date = ?"
    parameters = [system, delivery_date]

    def by_rule(relation: str) -> dict[str, int]:
        return dict(
            connection.execute(
                f"select rule, count(*) from {relation} {chosen} group by rule order by rule", parameters
            ).fetchall()
        )

    loaded, duplicates = connection.execute(
        f"select sum(loaded_row_count), sum(duplicate_row_count) from landing.delivery_tables {chosen}", parameters
    ).fetchone()
    (amount,) = connection.execute(
        f"select coalesce(sum(amount_nok), 0) from landing.quarantine {chosen}", parameters
    ).fetchone()
    return DeliveryReport(
        f"{system} {delivery_date}",
        status,
        loaded_row_count=loaded,
        duplicate_row_count=duplicates,
        findings=by_rule("landing.findings"),
        quarantine=by_rule("landing.quarantine"),
        quarantined_amount_nok=amount,
    )
