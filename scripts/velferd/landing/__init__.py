"""Landing: from deliveries of the source systems to raw.duckdb, identified and restricted."""

from velferd.landing.idents import idents_are_synthetic
from velferd.landing.landing import land
from velferd.landing.report import DeliveryReport, LandingReport

__all__ = ["DeliveryReport", "LandingReport", "idents_are_synthetic", "land"]
