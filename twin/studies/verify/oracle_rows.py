"""The oracle rows of a run: the closed forms that hold for its setting, beside what it measured.

Lives here: rows for the result document. Not here: sequential runs.
"""

from __future__ import annotations

from typing import Any

from twin.studies.replications import RunOutcome
from twin.studies.verify.cases import OracleCase
from twin.studies.verify.measured import numerator_and_denominator
from twin.studies.verify.recognise import recognise

LEVEL = 0.999
"""Two-sided; thirty checks at 95 % would fail in four runs of five by chance."""


def oracle_rows(outcome: RunOutcome) -> list[dict[str, Any]]:
    """`{"name", "analytic", "simulated", "low", "high", "ok"}` for every closed form that holds.

    `low`, `high` and `ok` are None with fewer than two replications or nothing measured (then so is
    `simulated`). A replayed trace or an initial state has no closed form.
    """
    setup = outcome.setup
    if setup.traces is not None or setup.held is not None or not outcome.replications:
        return []
    cases = recognise(setup.scenario, setup.days)
    if not cases:
        return []
    rows = []
    for case in cases:
        pairs = [
            numerator_and_denominator(case, setup.scenario, replication.network)
            for replication in outcome.replications
        ]
        rows.append({"name": case.name, "analytic": case.analytic, **_measured(case, pairs)})
    return rows


def _measured(case: OracleCase, pairs: list[tuple[float, float]]) -> dict[str, Any]:
    numerators, denominators = zip(*pairs, strict=True)
    if len(pairs) < 2 or not any(denominators):
        value = numerators[0] / denominators[0] if denominators[0] else None
        return {"simulated": value, "low": None, "high": None, "ok": None}
    from twin.oracles.intervals import ratio_interval

    interval = ratio_interval(numerators, denominators, LEVEL)
    return {
        "simulated": interval.estimate,
        "low": interval.low,
        "high": interval.high,
        "ok": interval.holds(case.analytic),
    }
