"""Measures a suite's aggregates with DuckDB and lets Great Expectations judge them.

Only aggregates ever reach Great Expectations: SQL measures first, into a small file of its own, and the expectations
are about that file. So no result, rendering or error of it can hold a person's values, and each query runs once.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from velferd.audit.expectation import Expectation, Outcome, Result, Suite, SuiteResult

#: Messages of these speak of names and structure; others may quote a value, and only their kind is shown.
STRUCTURAL_ERRORS = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
OUTSIDE_SHOWN = 10


def run_suite(suite: Suite, connection: duckdb.DuckDBPyConnection, systems: frozenset[str]) -> SuiteResult:
    """Judge every expectation of `suite` whose systems are delivered; `connection` sees the relations it names."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "measurement.duckdb"
        results = _measure(suite, connection, systems, file)
        measured = [r.expectation for r in results if r.outcome is None]
        verdicts = _judge(suite.name, measured, file) if measured else {}
    return SuiteResult(
        suite, tuple(r if r.outcome else replace(r, outcome=verdicts[r.expectation.name]) for r in results)
    )


def _measure(suite: Suite, connection: duckdb.DuckDBPyConnection, systems: frozenset[str], file: Path) -> list[Result]:
    """Write the aggregates to `file`; return what was observed, with an outcome where there is nothing to judge."""
    connection.execute(f"attach '{file}' as measured")
    connection.execute(
        # A missing number would pass unseen: expectations skip nulls.
        "create table measured.measurement (expectation varchar, scope varchar not null, observed double not null)"
    )
    try:
        return [_observe(expectation, connection, systems) for expectation in suite.expectations]
    finally:
        connection.execute("detach measured")


def _observe(expectation: Expectation, connection: duckdb.DuckDBPyConnection, systems: frozenset[str]) -> Result:
    missing = ", ".join(sorted(set(expectation.systems) - systems))
    if missing:
        return Result(expectation, Outcome.NOT_RUN, note=f"not delivered: {missing}")
    try:
        connection.execute(
            f"insert into measured.measurement select ?, scope, observed from ({expectation.query})", [expectation.name]
        )
    except duckdb.Error as error:
        message = f": {error}" if isinstance(error, STRUCTURAL_ERRORS) else ""
        return Result(expectation, Outcome.ERROR, note=type(error).__name__ + message)
    count, lowest, highest = connection.execute(
        "select count(*), min(observed), max(observed) from measured.measurement where expectation = ?",
        [expectation.name],
    ).fetchone()
    if count == 0 and expectation.empty_because:
        return Result(expectation, Outcome.NOT_RUN, note=expectation.empty_because)
    if count == 0:
        return Result(expectation, Outcome.DID_NOT_HOLD, note="there is nothing to measure")
    outside = connection.execute(
        """
        select scope, observed from measured.measurement
        where expectation = $name and (observed < coalesce($low, observed) or observed > coalesce($high, observed))
        order by scope limit $shown
        """,
        {"name": expectation.name, "low": expectation.low, "high": expectation.high, "shown": OUTSIDE_SHOWN},
    ).fetchall()
    return Result(expectation, None, count, lowest, highest, tuple(outside))


def load_judge() -> None:
    """Load Great Expectations, which takes seconds, while there is something else to wait for."""
    # Versions that report usage read this when they are imported.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import_module("great_expectations")


def _judge(name: str, expectations: list[Expectation], file: Path) -> Mapping[str, Outcome]:
    """Ask Great Expectations about the aggregates in `file`."""
    load_judge()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        from great_expectations.expectations.row_conditions import Column
        from sqlalchemy.dialects import registry

        logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
        registry.register("duckdb.buffered", "velferd.audit.dialect", "BufferedDialect")
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        source = context.data_sources.add_sql(name, connection_string=f"duckdb+buffered:///{file}")
        batch = source.add_table_asset("measurement", table_name="measurement").add_batch_definition_whole_table("all")
        suite = gx.ExpectationSuite(
            name=name,
            expectations=[
                gx.expectations.ExpectColumnValuesToBeBetween(
                    column="observed",
                    min_value=e.low,
                    max_value=e.high,
                    row_condition=Column("expectation") == e.name,
                    meta={"name": e.name},
                )
                for e in expectations
            ],
        )
        judged = batch.get_batch().validate(suite, result_format="BOOLEAN_ONLY")
        source.get_execution_engine().close()
    return {r.expectation_config.meta["name"]: _outcome(r) for r in judged.results}


def _outcome(judged) -> Outcome:
    """Tell an expectation that could not be evaluated, which also has success = false, from one that does not hold."""
    info = judged.exception_info or {}
    raised = info["raised_exception"] if "raised_exception" in info else bool(info)
    if raised:
        return Outcome.ERROR
    return Outcome.HELD if judged.success else Outcome.DID_NOT_HOLD
