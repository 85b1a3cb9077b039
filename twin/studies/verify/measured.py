"""What a run measured of an oracle's measure: numerator and denominator of each replication.

Lives here: the reading of counters for oracle cases. Not here: intervals, closed forms.
"""

from __future__ import annotations

import numpy as np

from scenarios.schema import Scenario
from twin.figures.counters import Counter
from twin.figures.hour_profile import DAY_HOURS
from twin.figures.network import NetworkCounters
from twin.figures.waste.counters import WasteCounter
from twin.studies.verify.cases import OracleCase

WASTE = {
    "overflow_share": (WasteCounter.HEAPED, WasteCounter.EMPTYINGS, 1),
    "overflow_litres_per_emptying": (WasteCounter.OVERFLOW_ML, WasteCounter.EMPTYINGS, 1000),
    "alarm_delay_min": (WasteCounter.DELAY_MS, WasteCounter.TRUE_ALARMS, 60_000),
}
"""Numerator, denominator and divisor of the measures of waste."""


UP = {
    "bank_up_share": (Counter.UP_MS, Counter.BANK_MS),
    "bank_down_share": (Counter.SHUT_MS, Counter.BANK_MS),
}
"""Numerator and denominator of the measures of faults."""


def numerator_and_denominator(
    case: OracleCase, scenario: Scenario, network: NetworkCounters
) -> tuple[float, float]:
    """The two sums whose ratio over all replications estimates the case's value."""
    if case.measure == "occupied_at_hour":
        assert case.hour is not None
        (share,) = network.apart
        assert share.hours is not None
        by_hour = np.nansum(share.hours[0].reshape(7, DAY_HOURS)[:, case.hour])
        return float(by_hour), float(np.isfinite(share.hours[0][case.hour :: DAY_HOURS]).sum())
    if case.measure in WASTE:
        assert network.waste is not None
        above, below, divisor = WASTE[case.measure]
        waste = network.waste.by_day.sum(axis=(1, 2))
        return float(waste[above]) / divisor, float(waste[below])
    by_size = network.by_day.sum(axis=2)
    if case.measure in UP:
        up, all_ms = UP[case.measure]
        return float(by_size[up].sum()), float(by_size[all_ms].sum())
    if case.size is None:
        counters = by_size.sum(axis=1)
    else:
        counters = by_size[:, 1 + [size.id for size in scenario.sizes].index(case.size)]
    if case.measure == "rejections":
        return float(counters[Counter.REJECTIONS]), float(network.days)
    if case.measure == "terminal_wait_s":
        return float(counters[Counter.WAIT_MS]) / 1000, float(counters[Counter.SERVICES])
    return float(counters[Counter.REJECTIONS]), float(counters[Counter.FIRST_ATTEMPTS])
