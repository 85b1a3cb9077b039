"""How soon broken devices are found, and how often one in order is accused.

Lives here: the three rules over seeds of a scenario, the figures. Not here: devices (`sensors`,
`cells`, `doors` beside this).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from scipy import stats

from scenarios.schema import Scenario
from twin.engines.choice import RunGroup
from twin.studies.rehearsal.broken.cells import leaking_cells
from twin.studies.rehearsal.broken.doors import lying_doors
from twin.studies.rehearsal.broken.listening import DAY_MS, YEAR_MS, Found
from twin.studies.rehearsal.broken.sensors import blind_sensors
from twin.studies.rehearsal.intervals import CONFIDENCE, share


def rules_for(
    scenario: Scenario, engine: RunGroup, leak_permille: int
) -> dict[str, Callable[[int, int], Found]]:
    """Alarm → what a seed and a number of days give, for the devices that a scenario has."""
    found: dict[str, Callable[[int, int], Found]] = {}
    if any(point.sensor is not None for point in scenario.waste_points):
        found["blind"] = partial(_call, blind_sensors, scenario, engine, ())
    if scenario.has_cold:
        found["leaking"] = partial(_call, leaking_cells, scenario, engine, (leak_permille,))
    if scenario.banks:
        found["contact"] = partial(_call, lying_doors, scenario, engine, ())
    return found


def _call(
    rule: Callable[..., Found], scenario: Scenario, engine: RunGroup, more: tuple[int, ...],
    seed: int, days: int,
) -> Found:  # fmt: skip
    return rule(scenario, seed, days, engine, *more)


def over_seeds(
    rules: dict[str, Callable[[int, int], Found]], seeds: range, days: int
) -> Iterator[dict[str, Found]]:
    """What all seeds so far have given, after each."""
    totals = {alarm: Found() for alarm in rules}
    for seed in seeds:
        for alarm, rule in rules.items():
            totals[alarm].add(rule(seed, days))
        yield totals


def told(found: Found) -> dict[str, Any]:
    """Figures of one rule.

    `false_per_year`: false alarms in a year of a device in order, `high` its one-sided 95 % bound
    (exact, Poisson; Garwood, Biometrika 28, 1936). `found_share` of the broken, with its
    interval; `days_50`, `days_95`: until half, and 19 in
    20, of all the broken are found; None where they are not.
    """
    years = found.good_ms / YEAR_MS
    high = float(stats.chi2.ppf(CONFIDENCE, 2 * (found.false + 1)) / 2)
    figures: dict[str, Any] = {
        "device_years": years,
        "false_alarms": found.false,
        "false_per_year": {
            "mean": found.false / years if years else None,
            "high": high / years if years else None,
        },
        "idle": found.idle,
        "broken": found.broken,
        "found": len(found.after_ms),
        "found_share": share(len(found.after_ms), found.broken),
        "days_50": _until(found, 0.5),
        "days_95": _until(found, 0.95),
    }
    if found.uses:
        figures["uses_95"] = float(np.quantile(found.uses, 0.95, method="inverted_cdf"))
    return figures


def _until(found: Found, share: float) -> float | None:
    rank = int(np.ceil(share * found.broken)) - 1
    if not 0 <= rank < len(found.after_ms):
        return None
    return sorted(found.after_ms)[rank] / DAY_MS
